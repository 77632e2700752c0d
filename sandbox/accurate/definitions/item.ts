import { findOne } from "../store.ts";
import { idsIn, keywords, LAST_UPDATE, SUSPENDED, value } from "./answer.ts";
import type { ModuleDefinition, Parameter, Parameters } from "./definition.ts";
import { ITEM_ANSWERS } from "./item-answers.ts";
import { each, FLAG, NUMBER, texts } from "./parameters.ts";

const unit = (into: string): Parameter => ({ kind: "reference", to: "unit", by: "name", into });
const tax = (into: string): Parameter => ({ kind: "reference", to: "tax", by: "name", into });

/**
 * Facts 4.2. All four fields that the documentation flags are insisted on; `suspended` is no parameter, and a branch is none that the
 * documentation names: `itemBranchName` is the answers' word for it, taken as one.
 */
const PARAMETERS: Parameters = {
	...texts("no upcNo notes defaultDiscount"),
	typeAutoNumber: { kind: "integer" },
	name: { kind: "text", label: "Nama", required: true },
	itemType: {
		kind: "choice",
		of: ["INVENTORY", "NON_INVENTORY", "SERVICE", "GROUP", "PRODUCTION_COST"],
		label: "Jenis Barang",
		required: true,
	},
	itemCategoryName: {
		kind: "reference",
		to: "item-category",
		by: "name",
		into: "itemCategoryId",
		label: "Kategori Barang",
		required: true,
	},
	unit1Name: { ...unit("unit1Id"), label: "Satuan", required: true },
	unit2Name: unit("unit2Id"),
	unit3Name: unit("unit3Id"),
	unit4Name: unit("unit4Id"),
	unit5Name: unit("unit5Id"),
	vendorUnitName: unit("vendorUnitId"),
	...each(NUMBER, "ratio2 ratio3 ratio4 ratio5 unitPrice unit2Price unit3Price unit4Price unit5Price vendorPrice percentTaxable"),
	...each(NUMBER, "minimumQuantity minimumQuantityReorder weight dimDepth dimWidth dimHeight"),
	itemBranchName: { kind: "reference", to: "branch", by: "name", into: "branchId" },
	usePpn: FLAG,
	tax1Name: tax("tax1Id"),
	tax2Name: tax("tax2Id"),
	tax3Name: tax("tax3Id"),
	tax4Name: tax("tax4Id"),
	useWholesalePrice: FLAG,
	controlQuantity: FLAG,
	manageSN: FLAG,
	manageExpired: FLAG,
	serialNumberType: { kind: "choice", of: ["UNIQUE", "BATCH"] },
	substituted: FLAG,
	calculateGroupPrice: FLAG,
	printDetailGroup: FLAG,
};

const unitAlias = (n: number): [string, { parameter: string; property: string }] => [
	`unit${n}`,
	{ parameter: `unit${n}Name`, property: "name" },
];

export const ITEM: ModuleDefinition = {
	label: "Barang & Jasa",
	actions: ["list", "detail", "save", "bulk-save", "delete"],
	code: { field: "no", label: "Kode Barang", lookup: "no", autoNumber: (sequence) => String(100000 + sequence) },
	unique: { no: "Kode Barang", upcNo: "UPC/Barcode" },
	parameters: PARAMETERS,
	personParameters: {
		suspended: FLAG,
		branchName: { kind: "reference", to: "branch", by: "name", into: "branchId" },
	},
	personDefaults: { itemType: "INVENTORY", itemCategoryName: "Umum", unit1Name: "PCS" },
	aliases: {
		itemCategory: { parameter: "itemCategoryName", property: "name" },
		...Object.fromEntries([1, 2, 3, 4, 5].map(unitAlias)),
		vendorUnit: { parameter: "vendorUnitName", property: "name" },
		tax1: { parameter: "tax1Name", property: "name" },
	},
	settle: (values, sent, state) => {
		if (sent.has("usePpn")) {
			const ppn = values.usePpn === true ? findOne(state, "tax", "name", "PPN")?.id : undefined;
			delete values.tax1Id;
			if (ppn !== undefined) values.tax1Id = ppn;
			delete values.usePpn;
		}
		// A further unit needs its ratio; the sentence is a guess after "<Label> harus diisi".
		return [2, 3, 4, 5]
			.filter((n) => idsIn(values[`unit${n}Id`]).length > 0 && !(Number(values[`ratio${n}`] ?? 0) > 0))
			.map((n) => `Rasio Satuan ${n} harus diisi`);
	},
	answers: ITEM_ANSWERS,
	list: { honoursFields: true, keys: ["id"] },
	filters: {
		itemCategoryId: { kind: "id", of: value("itemCategoryId") },
		itemType: { kind: "text", of: value("itemType", "") },
		keywords: keywords("no", "name", "upcNo"),
		lastUpdate: LAST_UPDATE,
		no: { kind: "text", of: value("no", "") },
		preferedVendorId: { kind: "id", of: () => null },
		suspended: SUSPENDED,
	},
	webhook: { type: "ITEM", id: "itemId", no: "itemNo" },
};
