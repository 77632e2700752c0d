import type { FieldTable } from "../fields.ts";
import { type Module, vocabularyOf } from "./module.ts";
import { activeAs, creditLimit, email, named, npwp, phone, salesman, text, textAt } from "./readers.ts";

/** Mission, field map of customers; keys per facts 4.1 (a real detail answer). */
const table: FieldTable<"customer", string> = {
	code: text("customerNo"),
	name: text("name"),
	active: activeAs("suspended", false),
	group: named("category", "categoryName"),
	term: named("term", "termName"),
	priceList: named("priceCategory", "priceCategoryName"),
	salesman,
	creditLimit,
	npwp: npwp("npwpNo"),
	address: text("billStreet"),
	city: text("billCity"),
	province: text("billProvince"),
	postalCode: text("billZipCode"),
	mobile: phone("mobilePhone"),
	phone: phone("workPhone"),
	email: email("email"),
	notes: text("notes"),
};

export const customer: Module = {
	entity: "customer",
	path: "customer",
	codeParameter: "customerNo",
	bulk: true,
	pageSize: 1_000,
	table,
	extraKeys: ["customerBranchName"],
	listed: null,
	branchName: (native) => textAt(native, "customerBranchName"),
	branchParameter: "branchName",
	type: () => null,
	// Required by the specification, though not proven to be enforced (facts 4.1).
	defaults: (today) => ({ transDate: today }),
	references: ["categoryName", "termName", "priceCategoryName", "salesmanNumber"],
	vocabulary: vocabularyOf(table, "Pelanggan", [
		["ID Pelanggan", "code"],
		["Kategori Pelanggan", "group"],
		["Syarat Pembayaran", "term"],
		["Kategori Penjualan", "priceList"],
		["Karyawan", "salesman"],
		["Tenaga Penjual", "salesman"],
		["salesmanNumber", "salesman"],
		["NPWP", "npwp"],
		["mail", "email"],
		["Batas", "creditLimit"],
		["Nama", "name"],
	]),
};
