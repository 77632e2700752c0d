import { IDENTITY, keywords, LAST_UPDATE, SUSPENDED, value, values } from "./answer.ts";
import type { ModuleDefinition, Parameter } from "./definition.ts";
import { ADDRESS, TEXT } from "./parameters.ts";

const NAME: Parameter = { kind: "text", label: "Nama", required: true };
const CODE = { field: "name", label: "Nama", lookup: null } as const;
const UNIQUE = { name: "Nama" };
const COMMON_FILTERS = { keywords: keywords("name"), lastUpdate: LAST_UPDATE };
const ALL_ACTIONS = ["list", "detail", "save", "bulk-save", "delete"] as const;
const ONLY_ID = { honoursFields: true, keys: ["id"] } as const;

export const UNIT: ModuleDefinition = {
	label: "Satuan Barang",
	actions: ALL_ACTIONS,
	code: CODE,
	unique: UNIQUE,
	parameters: { name: { kind: "text", label: "Nama", required: true, max: 7 } },
	fromName: (name) => ({ name }),
	answers: { ...IDENTITY, name: value("name"), codeUnitTax: value("codeUnitTax") },
	list: ONLY_ID,
	filters: COMMON_FILTERS,
};

export const PAYMENT_TERM: ModuleDefinition = {
	label: "Syarat Pembayaran",
	actions: ALL_ACTIONS,
	code: CODE,
	unique: UNIQUE,
	parameters: {
		name: NAME,
		netDays: { kind: "integer", label: "Jatuh Tempo", required: true },
		discDays: { kind: "integer", label: "Hari Diskon", required: true },
		discPC: { kind: "number", label: "Persen Diskon", required: true },
		memo: TEXT,
		defaultTerm: { kind: "boolean" },
	},
	fromName: (name) => ({ name, netDays: /\d+/.exec(name)?.[0] ?? "0", discDays: "0", discPC: "0" }),
	exclusive: "defaultTerm",
	answers: {
		...IDENTITY,
		...values("name"),
		...values("netDays discDays discPC", 0),
		cashOnDelivery: (record) => record.values.netDays === 0,
		...values("installmentTerm defaultTerm manualTerm suspended", false),
		memo: value("memo"),
	},
	list: ONLY_ID,
	filters: COMMON_FILTERS,
};

/** No `fields` parameter; looked up by name as well as by id (facts 4). */
export const BRANCH: ModuleDefinition = {
	label: "Cabang",
	actions: ALL_ACTIONS,
	code: { ...CODE, lookup: "branchName" },
	unique: UNIQUE,
	parameters: { name: NAME, ...ADDRESS },
	personParameters: { suspended: { kind: "boolean" } },
	fromName: (name) => ({ name }),
	answers: {
		...IDENTITY,
		...values("name"),
		...values("street city province country zipCode", ""),
		suspended: value("suspended", false),
	},
	list: {
		honoursFields: false,
		keys: ["id", "name", "street", "city", "province", "country", "zipCode", "suspended", "optLock"],
	},
	filters: { ...COMMON_FILTERS, suspended: SUSPENDED },
};

export const DEPARTMENT: ModuleDefinition = {
	label: "Departemen",
	actions: ALL_ACTIONS,
	code: CODE,
	unique: UNIQUE,
	parameters: { name: NAME, description: { kind: "text", label: "Keterangan", required: true } },
	fromName: (name) => ({ name, description: name }),
	answers: { ...IDENTITY, ...values("name description"), suspended: value("suspended", false) },
	list: ONLY_ID,
	filters: { ...COMMON_FILTERS, suspended: SUSPENDED },
};

/** No bulk-save (facts 5). */
export const WAREHOUSE: ModuleDefinition = {
	label: "Gudang",
	actions: ["list", "detail", "save", "delete"],
	code: CODE,
	unique: UNIQUE,
	parameters: {
		name: NAME,
		description: TEXT,
		pic: TEXT,
		scrapWarehouse: { kind: "boolean" },
		suspended: { kind: "boolean" },
		...ADDRESS,
	},
	answers: {
		...IDENTITY,
		...values("name description pic"),
		...values("scrapWarehouse suspended", false),
		...values("street city province country zipCode", ""),
	},
	list: ONLY_ID,
	filters: { ...COMMON_FILTERS, id: { kind: "id", of: (record) => record.id }, suspended: SUSPENDED },
};

/** No filters and no delete (facts 3, 4.4). */
export const CURRENCY: ModuleDefinition = {
	label: "Mata Uang",
	actions: ["list", "detail", "save", "bulk-save"],
	code: { field: "code", label: "Kode", lookup: null },
	unique: { code: "Kode" },
	parameters: { code: { kind: "text", label: "Kode", required: true } },
	answers: {
		...IDENTITY,
		...values("code name symbol"),
		codeSymbol: (record) => `${String(record.values.code)} ${String(record.values.symbol ?? "")}`.trim(),
		...values("currencyConverterType converterTypeName exchangeRateSymbolCode"),
	},
	list: { honoursFields: false, keys: ["id", "code", "name", "symbol", "codeSymbol", "optLock"] },
	filters: {},
};

export const TAX: ModuleDefinition = {
	label: "Pajak",
	actions: ALL_ACTIONS,
	code: { ...CODE, field: "description" },
	unique: {},
	parameters: {
		salesTaxGlAccountNo: { kind: "text", label: "Akun Pajak Penjualan", required: true },
		purchaseTaxGlAccountNo: { kind: "text", label: "Akun Pajak Pembelian", required: true },
		description: TEXT,
		rate: { kind: "number" },
		taxType: { kind: "choice", of: ["PPN", "PPNBM", "PPH15", "PPH21", "PPH22", "PPH23", "PPHPS4"] },
	},
	answers: {
		...IDENTITY,
		name: (record) => record.values.name ?? record.values.description ?? null,
		...values("description taxType"),
		rate: value("rate", 0),
	},
	list: ONLY_ID,
	filters: {
		keywords: keywords("description"),
		lastUpdate: LAST_UPDATE,
		taxType: { kind: "text", of: value("taxType", "") },
	},
};

export const AUTO_NUMBER: ModuleDefinition = {
	label: "Penomoran",
	actions: ["list"],
	code: CODE,
	unique: UNIQUE,
	parameters: {},
	answers: { ...IDENTITY, ...values("name transactionType") },
	list: { honoursFields: true, keys: ["id", "name", "transactionType"] },
	filters: { lastUpdate: LAST_UPDATE, transactionType: { kind: "text", of: value("transactionType", "") } },
};
