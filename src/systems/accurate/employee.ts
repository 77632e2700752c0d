import type { FieldTable } from "../fields.ts";
import { type Module, vocabularyOf } from "./module.ts";
import { activeAs, email, flag, objectAt, phone, text, textAt } from "./readers.ts";

/**
 * Mission, field map of employees. List rows are flat and carry payroll, bank and identity data besides (facts 4.3): no field map
 * reads any of it, so it ends here. Contact data, address and position come with detail.do alone, and not each is proven to.
 */
const table: FieldTable<"employee", string> = {
	code: text("number"),
	name: text("name"),
	active: activeAs("suspended", true),
	position: text("position"),
	isSalesman: flag("salesman"),
	mobile: phone("mobilePhone"),
	phone: phone("workPhone"),
	email: email("email"),
	address: text("street"),
	city: text("city"),
	province: text("province"),
	postalCode: text("zipCode"),
};

export const employee: Module = {
	entity: "employee",
	path: "employee",
	codeParameter: "number",
	bulk: false,
	pageSize: 50,
	table,
	extraKeys: [],
	listed: ["code", "name", "active", "isSalesman"],
	branchName: (native) => {
		const branch = objectAt(native, "branch");
		return branch ? textAt(branch, "name") : undefined;
	},
	branchParameter: "branchName",
	type: () => null,
	// All three are required by the specification; the salutation is not among our fields.
	defaults: (today) => ({ transDate: today, salutation: "MR" }),
	references: ["branchName"],
	vocabulary: vocabularyOf(table, "Karyawan", [
		["ID Karyawan", "code"],
		["Jabatan", "position"],
		["Posisi", "position"],
		["mail", "email"],
		["Nama", "name"],
	]),
};
