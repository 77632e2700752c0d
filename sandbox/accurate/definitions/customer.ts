import { findOne } from "../store.ts";
import { keywords, LAST_UPDATE, SUSPENDED, through, value } from "./answer.ts";
import { defaultId } from "./categories.ts";
import { CUSTOMER_ANSWERS } from "./customer-answers.ts";
import type { ModuleDefinition, Parameter, Parameters } from "./definition.ts";
import { FLAG, texts } from "./parameters.ts";

const TAX_TYPES = [
	"CTAS_KEPADA_SELAIN_PEMUNGUT_PPN",
	"CTAS_KEPADA_PEMUNGUT_PPN_INSTANSI_PEMERINTAH",
	"CTAS_KEPADA_PEMUNGUT_PPN_SELAIN_INSTANSI_PEMERINTAH",
	"CTAS_DPP_NILAI_LAIN",
	"CTAS_BESARAN_TERTENTU",
	"CTAS_KEPADA_ORANG_PRIBADI_PEMEGANG_PASPOR_LUAR_NEGERI",
	"CTAS_PENYERAHAN_DENGAN_FASILITAS_TIDAK_DIPUNGUT",
	"CTAS_PENYERAHAN_DENGAN_FASILITAS_DIBEBASKAN",
	"CTAS_PENYERAHAN_AKTIVA_TIDAK_DIPERJUALBELIKAN",
	"CTAS_PENYERAHAN_LAINNYA",
	"CTAS_EKSPOR_BARANG_BERWUJUD",
	"CTAS_EKSPOR_BARANG_TIDAK_BERWUJUD",
	"CTAS_EKSPOR_JASA",
];

const NPWP: Parameter = { kind: "text", into: "npwpNo" };
const CODE: Parameter = { kind: "text", into: "customerNo" };

/** Facts 4.1. There is no `suspended` among the parameters, and transDate is not insisted on. */
const PARAMETERS: Parameters = {
	customerNo: CODE,
	number: CODE,
	typeAutoNumber: { kind: "integer" },
	name: { kind: "text", label: "Nama", required: true },
	transDate: { kind: "date" },
	...texts("email fax mobilePhone workPhone website description notes defaultSalesDisc wpName pkpNo nitku notesIdTax"),
	...texts("billStreet billCity billProvince billCountry billZipCode shipStreet shipCity shipProvince shipCountry shipZipCode"),
	...texts("taxStreet taxCity taxProvince taxCountry taxZipCode documentCode documentTransaction"),
	shipSameAsBill: FLAG,
	taxSameAsBill: FLAG,
	categoryName: { kind: "reference", to: "customer-category", by: "name", into: "categoryId" },
	priceCategoryName: { kind: "reference", to: "price-category", by: "name", into: "priceCategoryId" },
	currencyCode: { kind: "reference", to: "currency", by: "code", into: "currencyId" },
	termName: { kind: "reference", to: "payment-term", by: "name", into: "termId" },
	branchId: { kind: "reference", to: "branch", by: "id", into: "branchId" },
	branchName: { kind: "reference", to: "branch", by: "name", into: "branchId" },
	salesmanNumber: { kind: "reference", to: "employee", by: "number", into: "salesmanIds", many: true },
	salesmanListNumber: { kind: "reference", to: "employee", by: "number", into: "salesmanIds", many: true },
	defaultIncTax: FLAG,
	consignmentStore: FLAG,
	customerLimitAge: FLAG,
	customerLimitAgeValue: { kind: "integer" },
	customerLimitAmount: FLAG,
	customerLimitAmountValue: { kind: "number" },
	customerTaxType: { kind: "choice", of: TAX_TYPES },
	npwpNo: NPWP,
	wpNumber: NPWP,
	detailContact: {
		kind: "rows",
		of: {
			...texts("name position email mobilePhone workPhone homePhone fax bbmPin website notes"),
			salutation: { kind: "choice", of: ["MR", "MRS"] },
		},
	},
	detailShipAddress: { kind: "rows", of: texts("street city province country zipCode") },
};

export const CUSTOMER: ModuleDefinition = {
	label: "Pelanggan",
	actions: ["list", "detail", "save", "bulk-save", "delete"],
	code: {
		field: "customerNo",
		label: "ID Pelanggan",
		lookup: "customerNo",
		autoNumber: (sequence) => `C.${String(sequence).padStart(5, "0")}`,
	},
	unique: { customerNo: "ID Pelanggan" },
	parameters: PARAMETERS,
	personParameters: { suspended: FLAG },
	aliases: {
		category: { parameter: "categoryName", property: "name" },
		priceCategory: { parameter: "priceCategoryName", property: "name" },
		currency: { parameter: "currencyCode", property: "code" },
		term: { parameter: "termName", property: "name" },
		salesman: { parameter: "salesmanNumber", property: "number" },
	},
	defaults: (state) => ({
		categoryId: defaultId(state, "customer-category"),
		priceCategoryId: defaultId(state, "price-category"),
		currencyId: 50,
		termId: findOne(state, "payment-term", "defaultTerm", true)?.id ?? 100,
	}),
	settle: (values, _sent, state) => {
		// A limit counts only together with its switch; category and price category cannot be empty and fall back.
		if (values.customerLimitAmount !== true) delete values.customerLimitAmountValue;
		if (values.customerLimitAge !== true) delete values.customerLimitAgeValue;
		values.categoryId ??= defaultId(state, "customer-category");
		values.priceCategoryId ??= defaultId(state, "price-category");
		return [];
	},
	answers: CUSTOMER_ANSWERS,
	showsClock: true,
	list: { honoursFields: true, keys: ["id"] },
	filters: {
		no: { kind: "text", of: value("customerNo", "") },
		branchId: { kind: "id", of: value("branchId") },
		branchName: { kind: "plain", of: through("branchId", "branch", "name", "") },
		customerCategoryId: { kind: "id", of: value("categoryId") },
		keywords: keywords("customerNo", "name", "email", "mobilePhone", "workPhone"),
		lastUpdate: LAST_UPDATE,
		npwpNo: { kind: "text", of: value("npwpNo", "") },
		wpNumber: { kind: "text", of: value("npwpNo", "") },
		suspended: SUSPENDED,
	},
	poison: { "filter.customerNo": "Pelanggan tidak tepat" },
	webhook: { type: "CUSTOMER", id: "customerId", no: "customerNo" },
};
