import { describe, expect, it } from "vitest";
import { createManners, DISTRIBUTOR } from "../../sandbox/control/manners.ts";
import type { Native } from "../../sandbox/scenarios/natives.ts";
import { PANDUAN } from "../../sandbox/scenarios/panduan.ts";
import { scenarioOf } from "../../sandbox/scenarios/scenario.ts";
import { API, stand } from "./accurate-world.ts";

const SAMPLE_IDS_UP_TO = 2150;
const real = (natives: readonly Native[]) => natives.filter(({ id }) => Number(id) > SAMPLE_IDS_UP_TO);
const emailWorks = ({ email }: Native) => email === undefined || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(String(email));
const distinct = (natives: readonly Native[], of: (native: Native) => unknown) => new Set(natives.map(of)).size;

/** Everything that speaks against a record of `panduan`. */
const customerFaults = (native: Native): string[] => [
	...(native.suspended === true ? ["inactive"] : []),
	...(native.branchName === "Cabang Surabaya" ? ["otherBranch"] : []),
	...(native.salesmanNumber === undefined ? [] : ["sampleSalesman"]),
	...(emailWorks(native) ? [] : ["wrongEmail"]),
];
const itemFaults = (native: Native): string[] => [
	...(native.suspended === true ? ["inactive"] : []),
	...(["GROUP", "PRODUCTION_COST"].includes(String(native.itemType)) ? ["typeNotSupported"] : []),
	...(native.branchName === "Cabang Surabaya" ? ["otherBranch"] : []),
	...(native.unit1Name === "" ? ["withoutUnit"] : []),
];
function tally(natives: readonly Native[], faults: (native: Native) => string[]): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const native of natives) {
		const key = faults(native).join("+") || "eligible";
		counts[key] = (counts[key] ?? 0) + 1;
	}
	return counts;
}

describe("panduan", () => {
	const { accurate, smh } = scenarioOf({ scenario: "panduan" });

	it("holds the guide's figures before the first sync", () => {
		expect([smh.customer, smh.product, smh.employee]).toEqual([[], [], []]);
		expect([accurate.customer.length, accurate.product.length, accurate.employee.length]).toEqual([23 + 400, 35 + 419, 11]);
		expect([real(accurate.customer).length, real(accurate.product).length, real(accurate.employee).length]).toEqual([
			400, 419, 0,
		]);
	});

	it("lets 131 customers and 56 items through; each other one stays behind for exactly one reason", () => {
		expect(tally(real(accurate.customer), customerFaults)).toEqual(PANDUAN.customer);
		expect(tally(real(accurate.product), itemFaults)).toEqual(PANDUAN.product);
	});

	it.each([1, 2, 77])("has codes, tax numbers and barcodes of its own for every record (seed %i)", (seed) => {
		const { customer, product } = scenarioOf({ scenario: "panduan", seed }).accurate;
		expect(distinct(customer, ({ customerNo }) => String(customerNo).toLowerCase())).toBe(423);
		expect(distinct(product, ({ no }) => String(no).toLowerCase())).toBe(454);
		const taxed = customer.filter(({ npwpNo }) => npwpNo !== undefined);
		expect(distinct(taxed, ({ npwpNo }) => String(npwpNo).replace(/\D/g, ""))).toBe(taxed.length);
		const barcoded = product.filter(({ upcNo }) => upcNo !== undefined);
		expect(distinct(barcoded, ({ upcNo }) => upcNo)).toBe(barcoded.length);
		expect(distinct(customer, ({ name, mobilePhone }) => `${name} ${String(mobilePhone).replace(/\D/g, "").slice(-8)}`)).toBe(
			423,
		);
		expect(product.every(({ unit1Name, unit2Name }) => `${unit1Name}`.length <= 7 && `${unit2Name ?? ""}`.length <= 7)).toBe(
			true,
		);
	});

	it("is the same every time, and another one with another seed", () => {
		expect(scenarioOf({ scenario: "panduan", seed: 1 })).toEqual(scenarioOf({ scenario: "panduan" }));
		expect(scenarioOf({ scenario: "panduan", seed: 2 })).not.toEqual(scenarioOf({ scenario: "panduan" }));
	});
});

describe("generated", () => {
	it("makes as many records as asked, all fit to be synced, a third of the customers with a salesman", () => {
		const options = { scenario: "generated", customers: 3000, products: 100, employees: 9, seed: 5 } as const;
		const { accurate } = scenarioOf(options);
		expect([accurate.customer.length, accurate.product.length, accurate.employee.length]).toEqual([3000, 100, 9]);
		const faults = accurate.customer.flatMap((native) => customerFaults({ ...native, salesmanNumber: undefined }));
		expect([...faults, ...accurate.product.flatMap(itemFaults)]).toEqual([]);
		const numbers = new Set(accurate.employee.map(({ number }) => number));
		const served = accurate.customer.filter(({ salesmanNumber }) => salesmanNumber !== undefined);
		expect(served.length).toBeGreaterThan(800);
		expect(served.length).toBeLessThan(1200);
		expect(served.every(({ salesmanNumber }) => numbers.has(salesmanNumber))).toBe(true);
		expect(Object.values(accurate).every((natives) => natives.every(({ id }) => Number(id) > 10_000))).toBe(true);
		expect(scenarioOf(options)).toEqual({ accurate, smh: { customer: [], product: [], employee: [] } });
	});
});

describe("distributor", () => {
	it("is as large as a live one, unless sizes are given", () => {
		const { accurate } = scenarioOf({ scenario: "distributor" });
		expect([accurate.customer.length, accurate.product.length, accurate.employee.length]).toEqual([32_000, 4_200, 100]);
		expect(scenarioOf({ scenario: "distributor", customers: 40 }).accurate.customer).toHaveLength(40);
	});

	it("has hundreds of price rows in an item's details", async () => {
		const { world, people, call } = stand();
		world.state.accurate.manners = DISTRIBUTOR;
		people.create("product", { no: "P-1", name: "Sabun", unitPrice: 5000 });
		const { d } = await call("GET", "item/detail.do", { no: "P-1" });
		expect((d as { detailSellingPrice: unknown[] }).detailSellingPrice).toHaveLength(557);
	});

	it("drops a connection once in 250 to 300 calls, and takes orders between 11 and 17", async () => {
		const { world, people, pass } = stand();
		world.state.accurate.manners = { ...DISTRIBUTOR, firstPageMs: 0, deepPageMs: 0 };
		people.create("customer", { customerNo: "C-1", name: "Toko" });
		const manners = createManners(world);
		const call = () => manners.meet(new Request(`${API}/customer/list.do`));
		let dropped = 0;
		for (let n = 0; n < 1_200; n++) await call().catch(() => dropped++);
		expect(dropped).toBe(4);
		expect(world.state.accurate.records.customer[0]?.optLock).toBe(0);
		// From ten to twelve.
		pass(2 * 3_600_000);
		await call();
		expect(world.state.accurate.records.customer[0]?.optLock).toBeGreaterThan(200);
	});
});
