import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { database } from "../../src/store/database.ts";
import { syncInformation } from "../../src/store/information.ts";
import { createStack, type Stack } from "../support/stack.ts";

const ZERO = { dummy: 0, data: 0, synced: 0, total: 0 };

describe("the guide's case: Sinkron Data between an empty SMH and a company in Accurate", () => {
	let stack: Stack;
	beforeAll(async () => {
		stack = await createStack({ scenario: "panduan" });
	});

	it("shows the guide's figures before, after a preview that writes nothing on either side", async () => {
		const { run } = await stack.sync("preview");
		expect(run).toMatchObject({ state: "done", error: null });
		const information = await syncInformation(database(env.DB), "default");
		expect(information.map(({ entity, smh, accurate }) => ({ entity, smh, accurate }))).toEqual([
			{ entity: "customer", smh: ZERO, accurate: { dummy: 23, data: 400, synced: 0, total: 423 } },
			{ entity: "product", smh: ZERO, accurate: { dummy: 35, data: 419, synced: 0, total: 454 } },
			{ entity: "employee", smh: ZERO, accurate: { dummy: 11, data: 0, synced: 0, total: 11 } },
		]);
	});

	it("shows the guide's figures after, with reasons that add up to what did not arrive", async () => {
		for (const employee of [
			{ code: "KRY-001", name: "Agung Prasetyo", position: "Salesman", is_salesman: true },
			{ code: "KRY-002", name: "Siti Rahmawati", position: "Admin Penjualan" },
		])
			await stack.control("/smh/employee", "POST", employee);
		const { run } = await stack.sync();
		expect(run).toMatchObject({ state: "done", error: null });
		const information = await syncInformation(database(env.DB), "default");
		expect(information.map(({ entity, smh, accurate }) => ({ entity, smh, accurate }))).toEqual([
			{
				entity: "customer",
				smh: { dummy: 0, data: 0, synced: 131, total: 131 },
				accurate: { dummy: 23, data: 400, synced: 0, total: 423 },
			},
			{
				entity: "product",
				smh: { dummy: 0, data: 0, synced: 56, total: 56 },
				accurate: { dummy: 35, data: 419, synced: 0, total: 454 },
			},
			{
				entity: "employee",
				smh: { dummy: 0, data: 2, synced: 0, total: 2 },
				accurate: { dummy: 11, data: 0, synced: 2, total: 13 },
			},
		]);
		expect(information.map(({ problems }) => problems)).toEqual([
			{ INACTIVE: 142, OTHER_BRANCH: 71, MISSING_REFERENCE: 38, INVALID_FIELD: 18 },
			{ INACTIVE: 171, TYPE_NOT_SUPPORTED: 88, OTHER_BRANCH: 63, MISSING_FIELD: 41 },
			{},
		]);
	});

	it("changes nothing on either side the second time", async () => {
		const before = await outside(stack);
		const { run, counts } = await stack.sync();
		expect(run).toMatchObject({ state: "done", error: null });
		expect(counts).toMatchObject({ created: { smh: 0, accurate: 0 }, updated: { smh: 0, accurate: 0 }, linked: 0 });
		expect(await outside(stack)).toEqual(before);
	});
});

const outside = async (stack: Stack) => {
	const sides = ["smh", "accurate"].flatMap((side) => ["customer", "product", "employee"].map((entity) => `/${side}/${entity}`));
	return await Promise.all(sides.map((path) => stack.control(path)));
};
