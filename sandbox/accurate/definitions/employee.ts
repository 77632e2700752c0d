import { fixed, IDENTITY, keywords, LAST_UPDATE, nested, value, values } from "./answer.ts";
import type { Answer, Answers, ModuleDefinition } from "./definition.ts";
import { BRANCH, DEPARTMENT } from "./masters.ts";
import { ADDRESS, each, FLAG, TEXT, texts } from "./parameters.ts";

/** What other records show of an employee. */
export const EMPLOYEE_REFERENCE: Answers = { ...IDENTITY, ...values("number name") };

/** Digits that look like somebody's, different per record and always the same. */
const digits =
	(field: string, prefix: string, length: number): Answer =>
	(record) =>
		record.values[field] ?? prefix + String((record.id * 7919) % 10 ** 6).padStart(length - prefix.length, "0");

/** The list row of facts 4.3: pay, tax and bank data are in it, contact data is not. Values nobody typed are made up. */
const FLAT: Answers = {
	...IDENTITY,
	...values("number name"),
	...values("suspended salesman", false),
	resign: fixed(false),
	resignMonth: fixed(null),
	resignYear: fixed(null),
	joinDate: value("joinDate"),
	joinDateView: value("joinDate"),
	...values("departmentId branchId"),
	contactInfoId: (record) => record.id * 10 + 1,
	addressId: (record) => record.id * 10,
	salesmanUserId: fixed(null),
	posRoleId: fixed(null),
	nikNo: digits("nikNo", "3174", 16),
	npwpNo: digits("npwpNo", "09", 15),
	pph: value("pph", true),
	pphBefore: value("pphBefore", 0),
	nettoIncomeBefore: (record) => record.values.nettoIncomeBefore ?? 4_500_000 + (record.id % 40) * 100_000,
	startMonthPayment: value("startMonthPayment", 1),
	startYearPayment: value("startYearPayment", 2025),
	bankName: value("bankName", "BCA"),
	bankCode: value("bankCode", "014"),
	bankAccount: digits("bankAccount", "52", 10),
	bankAccountName: (record) => record.values.bankAccountName ?? record.values.name ?? null,
	employeeTaxStatus: value("employeeTaxStatus", "TK0"),
	employeeWorkStatus: value("employeeWorkStatus", "PEGAWAI_TETAP"),
	domisiliType: value("domisiliType", "DALAM_NEGERI"),
	calculatePtkp: value("calculatePtkp", true),
};

export const EMPLOYEE: ModuleDefinition = {
	label: "Karyawan",
	// No bulk-save: all editions of the documentation agree (facts 4.3).
	actions: ["list", "detail", "save", "delete"],
	code: {
		field: "number",
		label: "ID Karyawan",
		lookup: "number",
		autoNumber: (sequence) => `E.${String(sequence).padStart(5, "0")}`,
	},
	unique: { number: "ID Karyawan" },
	parameters: {
		number: TEXT,
		typeAutoNumber: { kind: "integer" },
		name: { kind: "text", label: "Nama", required: true },
		salutation: { kind: "choice", of: ["MR", "MRS"], label: "Sapaan", required: true },
		transDate: { kind: "date" },
		joinDate: { kind: "date" },
		...texts("nikNo position email mobilePhone homePhone workPhone bbmPin website npwpNo"),
		...texts("employeeWorkStatus domisiliType bankName bankCode bankAccount bankAccountName description notes"),
		...ADDRESS,
		...each(FLAG, "suspended salesman pph calculatePtkp"),
		nettoIncomeBefore: { kind: "number" },
		pphBefore: { kind: "number" },
		startMonthPayment: { kind: "integer" },
		startYearPayment: { kind: "integer" },
		employeeTaxStatus: { kind: "choice", of: ["K0", "K1", "K2", "K3", "TK0", "TK1", "TK2", "TK3"] },
		branchId: { kind: "reference", to: "branch", by: "id", into: "branchId" },
		branchName: { kind: "reference", to: "branch", by: "name", into: "branchId" },
		departmentName: { kind: "reference", to: "department", by: "name", into: "departmentId" },
	},
	personDefaults: { salutation: "MR" },
	// Facts 13.5: seen together, most likely of an account that names no bank.
	settle: (values, sent) =>
		sent.has("bankAccount") && values.bankAccount !== undefined
			? [
					...(values.bankName === undefined ? ["Nama Bank harus diisi"] : []),
					...(values.bankAccountName === undefined ? ["Atas Nama Rekening harus diisi"] : []),
				]
			: [],
	aliases: {
		branch: { parameter: "branchName", property: "name" },
		department: { parameter: "departmentName", property: "name" },
	},
	answers: {
		...FLAT,
		...values("position email mobilePhone workPhone homePhone bbmPin website notes description"),
		...values("street city province country zipCode", ""),
		branch: nested("branchId", "branch", BRANCH.answers),
		department: nested("departmentId", "department", DEPARTMENT.answers),
		employeeWorkStatusName: fixed("Pegawai Tetap"),
	},
	list: { honoursFields: false, keys: Object.keys(FLAT) },
	// Neither a suspended nor a number filter (facts 3).
	filters: {
		branchId: { kind: "id", of: value("branchId") },
		keywords: keywords("number", "name"),
		lastUpdate: LAST_UPDATE,
		salesman: { kind: "flag", of: value("salesman", false) },
	},
};
