import { describe, expect, test } from "vitest";
import { customer } from "../../src/systems/accurate/customer.ts";
import { employee } from "../../src/systems/accurate/employee.ts";
import { item } from "../../src/systems/accurate/item.ts";
import { toRecord as accurateRecord } from "../../src/systems/accurate/module.ts";
import { toRecord as smhRecord } from "../../src/systems/smh/records.ts";

/** What no field of ours ever is. */
const NONSENSE: readonly unknown[] = [{}, [], [7], { x: 1 }];

const MODULES = { customer, product: item, employee } as const;
/** Whole records as the systems answer them, so that a key that is spoilt is one that was read. */
const ACCURATE = {
	customer: { id: 1, optLock: 0, customerNo: "C", name: "N", suspended: false, branchId: null },
	product: {
		...{ id: 1, optLock: 0, no: "B", name: "N", suspended: false, itemCategory: { name: "Umum" }, itemType: "INVENTORY" },
		...{ unit1Name: "PCS", unit2Name: "DUS", ratio2: 12, unit3Name: "", ratio3: 0, unitPrice: 5, vendorPrice: 4, tax1: null },
	},
	employee: { id: 1, optLock: 0, number: "E", name: "N", suspended: false, salesman: true, branchId: null },
} as const;
const SMH = { id: 17, version: 4, partner_id: null, demo: false, name: "N", code: "C" };
const entities = ["customer", "product", "employee"] as const;

describe.each(entities)("a %s with a field of another type: that field is unknown, which is not empty", (entity) => {
	const { table } = MODULES[entity];

	test("in Accurate", () => {
		for (const [field, map] of Object.entries(table)) {
			for (const key of map.keys) {
				for (const nonsense of NONSENSE) {
					// An empty list is a list, and a tax is any object.
					if ((key === "salesmanList" && same(nonsense, [])) || (key === "tax1" && !Array.isArray(nonsense))) continue;
					const { projection } = accurateRecord(MODULES[entity], { ...ACCURATE[entity], [key]: nonsense }, "record");
					const whole = accurateRecord(MODULES[entity], ACCURATE[entity], "record").projection;
					// What the spoilt key says may also stand elsewhere (units have five keys), but is never emptied or invented.
					expect({ field, key, nonsense, value: [undefined, whole[field]].some((one) => same(one, projection[field])) }).toEqual({
						...{ field, key, nonsense },
						value: true,
					});
				}
			}
		}
	});

	test("in SMH", () => {
		const keys = [
			"code",
			"name",
			"status",
			"group",
			"payment_term",
			"credit_limit",
			"npwp",
			"mobile",
			"category",
			"units",
			"sell_price",
		];
		for (const key of [...keys, "active", "taxable", "position", "is_salesman", "email"]) {
			for (const nonsense of NONSENSE) {
				if (key === "units" && same(nonsense, [])) continue;
				const { projection } = smhRecord(entity, { ...SMH, [key]: nonsense });
				const expected = smhRecord(entity, Object.fromEntries(Object.entries(SMH).filter(([name]) => name !== key))).projection;
				expect({ key, nonsense, projection }).toEqual({ key, nonsense, projection: expected });
			}
		}
	});
});

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

describe("a number that cannot be read is unknown, and neither empty nor invented", () => {
	const product = (over: object) => accurateRecord(item, { ...ACCURATE.product, ...over }, "record").projection;

	test("a price", () => {
		for (const unitPrice of ["Rp 5.000", "1.5.0", "NaN"]) expect(product({ unitPrice }).sellPrice).toBeUndefined();
		expect(product({ unitPrice: "" }).sellPrice).toBeNull();
		expect(product({ unitPrice: "0" }).sellPrice).toBeNull();
		expect(product({ unitPrice: "5000.0" }).sellPrice).toBe("5000");
	});

	test("a credit limit", () => {
		const limited = (customerLimitAmountValue: unknown) =>
			accurateRecord(customer, { ...ACCURATE.customer, customerLimitAmount: true, customerLimitAmountValue }, "record")
				.projection;
		expect(limited("banyak").creditLimit).toBeUndefined();
		expect(limited(5).creditLimit).toBe("5");
	});

	test("the ratio of a unit", () => {
		for (const ratio2 of ["selusin", null, "", {}])
			expect({ ratio2, units: product({ ratio2 }).units }).toEqual({ ratio2, units: undefined });
		expect(product({ ratio2: "12" }).units).toHaveLength(2);
	});
});

test("a status of SMH that the contract does not know says nothing", () => {
	expect(smhRecord("customer", { ...SMH, status: "blacklisted" }).projection.active).toBe(true);
	expect(smhRecord("customer", { ...SMH, status: "inactive" }).projection.active).toBe(false);
	expect(smhRecord("customer", { ...SMH, status: "archived" }).projection.active).toBeUndefined();
});

test("a branch that cannot be read is not all branches", () => {
	const { facts } = accurateRecord(customer, { ...ACCURATE.customer, branchId: {} }, "record");
	expect(facts.branch).not.toBeNull();
});
