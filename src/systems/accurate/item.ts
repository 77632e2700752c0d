import type { FieldTable } from "../fields.ts";
import { type Module, vocabularyOf } from "./module.ts";
import { activeAs, named, price, taxable, text, textAt, units } from "./readers.ts";

/** Mission, field map of products; keys per facts 4.2 (a real detail answer of 155 keys). */
const table: FieldTable<"product", string> = {
	code: text("no"),
	name: text("name"),
	active: activeAs("suspended", false),
	category: named("itemCategory", "itemCategoryName"),
	units,
	sellPrice: price("unitPrice"),
	costPrice: price("vendorPrice"),
	taxable,
	barcode: text("upcNo"),
	notes: text("notes"),
};

export const item: Module = {
	entity: "product",
	path: "item",
	codeParameter: "no",
	bulk: true,
	pageSize: 1_000,
	table,
	extraKeys: ["itemType", "itemBranchName"],
	listed: null,
	branchName: (native) => textAt(native, "itemBranchName"),
	branchParameter: "itemBranchName",
	type: (native) => textAt(native, "itemType") ?? null,
	defaults: () => ({ itemType: "INVENTORY" }),
	references: ["itemCategoryName", "unit1Name", "unit2Name", "unit3Name"],
	vocabulary: vocabularyOf(table, "Barang & Jasa", [
		["Kode Barang", "code"],
		["UPC", "barcode"],
		["Satuan", "units"],
		["Rasio", "units"],
		["Kategori Barang", "category"],
		["Harga Beli", "costPrice"],
		["Harga", "sellPrice"],
		["Pajak", "taxable"],
		["Nama", "name"],
	]),
};
