import { describe, expect, test } from "vitest";
import { customer } from "../../../src/systems/accurate/customer.ts";
import { employee } from "../../../src/systems/accurate/employee.ts";
import { item } from "../../../src/systems/accurate/item.ts";
import { listFields, toRecord } from "../../../src/systems/accurate/module.ts";
import { nativeOfChanges, nativeOfNew } from "../../../src/systems/fields.ts";

const CUSTOMER = {
	id: 2101,
	optLock: 3,
	customerNo: " C.00006 ",
	name: "Toko  Maju",
	suspended: false,
	category: { id: 51, name: "Umum" },
	term: { id: 100, name: "C.O.D" },
	priceCategory: null,
	salesman: { id: 7, number: "E-1", bankAccount: "52" },
	customerLimitAmount: true,
	customerLimitAmountValue: 1500000.5,
	npwpNo: "01.234.567.8-901.000",
	billStreet: "Jl. Mawar 1",
	billCity: "",
	billProvince: "Jawa Barat",
	billZipCode: 40111,
	mobilePhone: "0812-3456-7890",
	workPhone: null,
	email: "Toko@Maju.ID",
	notes: null,
	branchId: null,
	customerBranchName: "[Semua Cabang]",
};

describe("customer", () => {
	test("a native record becomes the shared fields, normalised", () => {
		expect(toRecord(customer, CUSTOMER, "list")).toEqual({
			id: "2101",
			version: "3",
			partnerId: null,
			complete: true,
			facts: { branch: null, type: null, sample: false, unapproved: false },
			projection: {
				code: "C.00006",
				name: "Toko Maju",
				active: true,
				group: "Umum",
				term: "C.O.D",
				priceList: null,
				salesman: "E-1",
				creditLimit: "1500000.5",
				npwp: "0012345678901000",
				address: "Jl. Mawar 1",
				city: null,
				province: "Jawa Barat",
				postalCode: "40111",
				mobile: "+6281234567890",
				phone: null,
				email: "toko@maju.id",
				notes: null,
			},
		});
	});

	test("a key that the answer does not carry is unknown, not empty", () => {
		const { projection } = toRecord(customer, { id: 1, name: "A", email: null, salesman: null }, "save");
		expect(projection).toEqual({ name: "A", email: null, salesman: null });
	});

	test("the credit limit is switched on and off with its amount", () => {
		expect(nativeOfChanges(customer.table, { creditLimit: null }, {})).toEqual({
			customerLimitAmount: "false",
			customerLimitAmountValue: "0",
		});
		expect(nativeOfChanges(customer.table, { creditLimit: "5000" }, {})).toEqual({
			customerLimitAmount: "true",
			customerLimitAmountValue: "5000",
		});
		const off = { id: 1, customerLimitAmount: false, customerLimitAmountValue: 0 };
		expect(toRecord(customer, off, "record").projection.creditLimit).toBeNull();
	});

	test("what cannot be written is refused by name, not dropped", () => {
		expect(() => nativeOfChanges(customer.table, { active: false }, {})).toThrow(
			expect.objectContaining({ kind: "invalid", detail: { field: "active" } }),
		);
	});

	test("a branch of its own is named", () => {
		const own = { ...CUSTOMER, branchId: 51, customerBranchName: "Bandung" };
		expect(toRecord(customer, own, "list").facts.branch).toBe("Bandung");
	});

	test("a list asks for every field by name", () => {
		const asked = listFields(customer).split(",");
		expect(asked).toEqual(expect.arrayContaining(["id", "optLock", "customerNo", "category", "customerLimitAmountValue"]));
	});
});

describe("product", () => {
	const ITEM = {
		id: 2200,
		optLock: 0,
		no: "B-1",
		name: "Sabun",
		suspended: true,
		itemType: "INVENTORY",
		itemCategory: { name: "Umum" },
		unit1Name: "PCS",
		unit2Name: "BOX",
		unit3Name: "",
		unit4Name: "CTN",
		ratio2: 12,
		ratio3: 0,
		ratio4: 144,
		unitPrice: 70000,
		vendorPrice: 0,
		tax1: { name: "PPN" },
		upcNo: null,
		notes: null,
		branchId: null,
	};

	test("a native record becomes the shared fields; price 0 is no price", () => {
		const record = toRecord(item, ITEM, "list");
		expect(record.facts.type).toBe("INVENTORY");
		expect(record.projection).toEqual({
			code: "B-1",
			name: "Sabun",
			active: false,
			category: "Umum",
			units: [
				{ name: "PCS", ratio: "1" },
				{ name: "BOX", ratio: "12" },
			],
			sellPrice: "70000",
			costPrice: null,
			taxable: true,
			barcode: null,
			notes: null,
		});
	});

	test("slots 1 to 3 are written and no others, and a unit that went away empties its slot", () => {
		const three = [
			{ name: "PCS", ratio: "1" },
			{ name: "BOX", ratio: "12" },
			{ name: "CTN", ratio: "144" },
		];
		const units = [{ name: "PCS", ratio: "1" }];
		expect(nativeOfChanges(item.table, { units }, { units: three })).toEqual({
			unit1Name: "PCS",
			unit2Name: "",
			ratio2: "0",
			unit3Name: "",
			ratio3: "0",
		});
		expect(nativeOfNew(item.table, { units: three })).toEqual({
			unit1Name: "PCS",
			unit2Name: "BOX",
			ratio2: "12",
			unit3Name: "CTN",
			ratio3: "144",
		});
	});

	test("taxable is written by usePpn", () => {
		expect(nativeOfChanges(item.table, { taxable: false, sellPrice: null }, {})).toEqual({ usePpn: "false", unitPrice: "0" });
	});
});

describe("employee", () => {
	const ROW = {
		id: 2300,
		optLock: 1,
		number: "E-1",
		name: "Agung",
		suspended: false,
		salesman: true,
		branchId: 50,
		nikNo: "3174000000000001",
		npwpNo: "090000000000001",
		bankAccount: "5200001",
		bankAccountName: "Agung",
		nettoIncomeBefore: 4500000,
		employeeTaxStatus: "TK0",
		position: "not a key of list rows",
	};
	const SECRETS = ["3174000000000001", "090000000000001", "5200001", "4500000", "TK0"];

	test("a list row gives code, name, active and salesman, and says that there is more", () => {
		const record = toRecord(employee, ROW, "list", new Map([["50", "Kantor Pusat"]]));
		expect(record).toMatchObject({ complete: false, facts: { branch: "Kantor Pusat" } });
		expect(record.projection).toEqual({ code: "E-1", name: "Agung", active: true, isSalesman: true });
	});

	test("payroll, bank and identity data never leave the adapter", () => {
		for (const from of ["list", "record", "save"] as const) {
			const text = JSON.stringify(toRecord(employee, ROW, from));
			expect(SECRETS.filter((secret) => text.includes(secret))).toEqual([]);
		}
		expect(listFields(employee)).toBe("id,optLock,branchId,number,name,suspended,salesman");
	});

	test("the record itself is complete, and what it does not carry stays unknown", () => {
		const record = toRecord(employee, { ...ROW, position: "Sales", email: null, branch: { name: "Bandung" } }, "record");
		expect(record).toMatchObject({ complete: true, facts: { branch: "Bandung" } });
		expect(record.projection).toEqual({
			code: "E-1",
			name: "Agung",
			active: true,
			position: "Sales",
			isSalesman: true,
			email: null,
		});
	});

	test("an employee can be deactivated", () => {
		expect(nativeOfChanges(employee.table, { active: false }, {})).toEqual({ suspended: "true" });
	});
});

test.each([
	["customer", customer, CUSTOMER],
	[
		"employee",
		employee,
		{ id: 1, number: "E", name: "N", position: "P", street: "S", city: "", suspended: false, salesman: true },
	],
] as const)("%s: what is written reads back the same", (_, module, native) => {
	const { projection } = toRecord(module, native, "record");
	const written = nativeOfNew(module.table, projection);
	const keys = Object.entries(written).map(([key, value]): [string, unknown] => {
		const nested: Record<string, [string, unknown]> = {
			categoryName: ["category", { name: value }],
			termName: ["term", { name: value }],
			salesmanNumber: ["salesman", { number: value }],
		};
		return nested[key] ?? [key, value];
	});
	const again = toRecord(module, { id: 1, suspended: false, ...Object.fromEntries(keys) }, "record").projection;
	const kept = Object.fromEntries(Object.entries(projection).filter(([, value]) => value !== null));
	expect(again).toEqual(kept);
});
