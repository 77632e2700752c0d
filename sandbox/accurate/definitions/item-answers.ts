import { constants, emptyLists, fixed, IDENTITY, nested, through, value, values } from "./answer.ts";
import { ITEM_CATEGORY } from "./categories.ts";
import { CUSTOM_FIELDS } from "./customer-answers.ts";
import type { Answer, Answers } from "./definition.ts";
import { TAX, UNIT } from "./masters.ts";

const TYPE_NAMES: Readonly<Record<string, string>> = {
	INVENTORY: "Persediaan",
	NON_INVENTORY: "Non Persediaan",
	SERVICE: "Jasa",
	GROUP: "Grup",
	PRODUCTION_COST: "Biaya Produksi",
};

/** Units and their prices: an unused unit is null, its name "", its ratio 0. */
const unitAnswers = (n: number): Answers => ({
	[`unit${n}`]: nested(`unit${n}Id`, "unit", UNIT.answers),
	[`unit${n}Id`]: value(`unit${n}Id`),
	[`unit${n}Name`]: through(`unit${n}Id`, "unit", "name", ""),
	...(n > 1 ? { [`ratio${n}`]: value(`ratio${n}`, 0), [`unit${n}Price`]: value(`unit${n}Price`, 0) } : {}),
	[`totalUnit${n}Quantity`]: fixed(0),
});

const taxAnswers = (n: number): Answers => ({
	[`tax${n}`]: nested(`tax${n}Id`, "tax", TAX.answers),
	[`tax${n}Id`]: value(`tax${n}Id`),
});

const ACCOUNTS = "inventory sales salesRet salesDiscount cogs goodTransit purchaseRet unBilled".split(" ");
const accountAnswers = (name: string, index: number): Answers => ({
	[`${name}GlAccount`]: () => ({ id: 66 + index, no: `1104.${String(index + 1).padStart(2, "0")}`, name, optLock: 0 }),
	[`${name}GlAccountId`]: fixed(66 + index),
});

const inBaseUnit =
	(write: (unit: string) => string): Answer =>
	(record, state) =>
		write(String(through("unit1Id", "unit", "name", "")(record, state)));

/** detail.do of facts 4.2, a real answer's keys: neither createDate nor lastUpdate, no usePpn. */
export const ITEM_ANSWERS: Answers = {
	...IDENTITY,
	...values("no name"),
	...constants("shortName itemBrand itemBrandId lockTime codeItemTax", null),
	suspended: value("suspended", false),
	itemType: value("itemType"),
	itemTypeName: (record) => TYPE_NAMES[String(record.values.itemType)] ?? null,
	oldItemType: value("itemType"),
	...values("upcNo notes"),
	itemCategory: nested("itemCategoryId", "item-category", ITEM_CATEGORY.answers),
	itemCategoryId: value("itemCategoryId"),
	branchId: value("branchId"),
	itemBranchName: through("branchId", "branch", "name", "[Semua Cabang]"),
	editBranchExistInAvailableBranch: fixed(true),
	...Object.assign({}, ...[1, 2, 3, 4, 5].map(unitAnswers)),
	unit1NameWarehouse: through("unit1Id", "unit", "name", ""),
	vendorUnit: nested("vendorUnitId", "unit", UNIT.answers),
	vendorUnitId: value("vendorUnitId"),
	ratioVendorUnit: fixed(1),
	hasMultiUnit: (record) => record.values.unit2Id !== undefined,
	...values("unitPrice vendorPrice", 0),
	...constants("cost defStandardCost", 0),
	hasSellingPrice: (record) => Number(record.values.unitPrice ?? 0) > 0,
	useWholesalePrice: value("useWholesalePrice", false),
	defaultDiscount: value("defaultDiscount"),
	...constants("balance balanceUnitCost balanceTotalCost availableToSell onSales minimumSellingQuantity deliveryLeadTime", 0),
	balanceInUnit: inBaseUnit((unit) => `[ 0 ${unit} ]`),
	availableToSellInAllUnit: inBaseUnit((unit) => `0 ${unit}`),
	...values("minimumQuantity minimumQuantityReorder weight dimDepth dimWidth dimHeight", 0),
	...values("controlQuantity manageSN manageExpired substituted calculateGroupPrice printDetailGroup", false),
	serialNumberType: value("serialNumberType", "UNIQUE"),
	detailSellingPrice: ({ id, values: own }, { manners }) =>
		Array.from({ length: manners?.priceRows ?? 0 }, (_, row) => ({
			...{ id: id * 1000 + row, price: Number(own.unitPrice ?? 0), effectiveDate: "01/01/2026", branch: null },
			...{ unit: { id: 100, name: "PCS" }, priceCategory: { id: 50 + (row % 40), name: `Kategori ${row % 40}` } },
		})),
	...emptyLists("detailWarehouseData detailOpenBalance detailItemSubstitution detailGroup detailGroupModifier"),
	...emptyLists("detailVariant detailJobFormula detailItemImage"),
	percentTaxable: value("percentTaxable", 100),
	...Object.assign({}, ...[1, 2, 3, 4].map(taxAnswers)),
	...Object.assign({}, ...ACCOUNTS.map(accountAnswers)),
	...constants("itemSubstitutionId referenceSubstitutionId preferedVendor preferedVendorId", null),
	canChangeDetailGroup: fixed(true),
	...constants("minOptionModifier maxOptionModifier variantSeq additionalCost", 0),
	...constants("variantParentId variantLabel1 variantLabel2 variantDetail1 variantDetail2", null),
	...constants("hasMultiCategory materialProduced itemProduced", false),
	...CUSTOM_FIELDS,
};
