import { constants, emptyLists, fixed, IDENTITY, idsIn, nested, nestedAll, rows, through, value, values } from "./answer.ts";
import { CUSTOMER_CATEGORY, DISCOUNT_CATEGORY, PRICE_CATEGORY } from "./categories.ts";
import type { Answer, Answers } from "./definition.ts";
import { EMPLOYEE_REFERENCE } from "./employee.ts";
import { CURRENCY, PAYMENT_TERM } from "./masters.ts";

const PARTS = ["Street", "City", "Province", "Country", "ZipCode"];

/** The address itself, or the billing one while "same as bill" is on, which it is until switched off. */
const address = (kind: "ship" | "tax"): Answers =>
	Object.fromEntries(
		PARTS.map((part): [string, Answer] => [
			`${kind}${part}`,
			(record) =>
				(record.values[`${kind}SameAsBill`] === false ? record.values[`${kind}${part}`] : record.values[`bill${part}`]) ?? "",
		]),
	);

/** Not the id of anything that can be fetched; three addresses are one while they are the same (facts 4.1). */
const addressId =
	(kind: "ship" | "tax", offset: number): Answer =>
	(record) =>
		record.values[`${kind}SameAsBill`] === false ? record.id * 10 + offset : record.id * 10;

const CUSTOM = [
	constants([1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((n) => `charField${n}`).join(" "), null),
	constants([1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((n) => `numericField${n}`).join(" "), 0),
	constants("dateField1 dateField2", null),
];
export const CUSTOM_FIELDS: Answers = Object.assign({}, ...CUSTOM);

/** detail.do of facts 4.1; createDate and lastUpdate are added where answers are written. */
export const CUSTOMER_ANSWERS: Answers = {
	...IDENTITY,
	...values("customerNo name"),
	...constants("customerNoVa idCard", null),
	suspended: value("suspended", false),
	reseller: fixed(false),
	...values("email fax mobilePhone workPhone website notes"),
	...constants("bbmPin countryCode", null),
	...values("billStreet billCity billProvince billCountry billZipCode", ""),
	...address("ship"),
	...address("tax"),
	billAddressId: (record) => record.id * 10,
	shipAddressId: addressId("ship", 1),
	taxAddressId: addressId("tax", 2),
	...values("shipSameAsBill taxSameAsBill", true),
	detailContact: rows("detailContact"),
	detailShipAddress: rows("detailShipAddress"),
	...emptyLists("shippingAreaDetailList storeCategoryList detailOpenBalance detailResellerUser"),
	category: nested("categoryId", "customer-category", CUSTOMER_CATEGORY.answers),
	categoryId: value("categoryId"),
	priceCategory: nested("priceCategoryId", "price-category", PRICE_CATEGORY.answers),
	priceCategoryId: value("priceCategoryId"),
	discountCategory: (record, state) =>
		Object.fromEntries(Object.entries(DISCOUNT_CATEGORY).map(([key, answer]) => [key, answer(record, state)])),
	discountCategoryId: fixed(50),
	currency: nested("currencyId", "currency", CURRENCY.answers),
	currencyId: value("currencyId"),
	term: nested("termId", "payment-term", PAYMENT_TERM.answers),
	defaultTermId: value("termId"),
	balanceList: () => [{ balanceCode: "IDR Rp", balance: 0 }],
	branchId: value("branchId"),
	customerBranchName: through("branchId", "branch", "name", "[Semua Cabang]"),
	editBranchExistInAvailableBranch: fixed(true),
	...constants("warehouseId defaultWarehouse defaultWarehouseId", null),
	salesman: nested("salesmanIds", "employee", EMPLOYEE_REFERENCE),
	salesmanList: nestedAll("salesmanIds", "employee", EMPLOYEE_REFERENCE),
	defaultSalesmanId: (record) => idsIn(record.values.salesmanIds)[0] ?? null,
	...constants("salesman2Id salesman3Id salesman4Id salesman5Id defaultInvoiceDesc", null),
	defaultSalesDisc: value("defaultSalesDisc"),
	...values("defaultIncTax consignmentStore customerLimitAge customerLimitAmount", false),
	...values("customerLimitAgeValue customerLimitAmountValue", 0),
	maxInvoiceAge: fixed(0),
	groupCustomerLimit: fixed(false),
	groupCustomerLimitOption: fixed("FALSE"),
	...constants("referenceCustomerLimit referenceCustomerLimitId", null),
	...emptyLists("childCustomerLimitGroupList customerReceivableAccountList customerDownPaymentAccountList"),
	customerTaxType: value("customerTaxType", "BKN_PEMUNGUT_PPN"),
	customerTaxTypeName: fixed("01 - Bukan Pemungut PPN"),
	npwpNo: value("npwpNo"),
	wpName: (record) => record.values.wpName ?? record.values.name ?? null,
	...values("pkpNo nitku documentTransaction notesIdTax"),
	documentCode: value("documentCode", "DIGUNGGUNG"),
	...constants("documentCodeName efakturSendEmail", null),
	...CUSTOM_FIELDS,
};
