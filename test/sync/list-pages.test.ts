import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { database } from "../../src/store/database.ts";
import { createStack, type Stack } from "../support/stack.ts";

/** How a list is read when a side takes large pages, small ones only, or cannot answer one of them. */

type Native = Record<string, unknown> & { id: number };
const CUSTOMERS = 250;

let stack: Stack;
const names = async (side: "smh" | "accurate") =>
	(await stack.control<Native[]>(`/${side}/customer`)).map(({ name }) => String(name)).toSorted((a, b) => (a < b ? -1 : 1));
const plan = (...rules: readonly object[]) =>
	stack.control("/faults", "POST", { plan: rules.map((rule) => ({ system: "accurate", path: "/customer/list.do", ...rule })) });
const page = (number: number, size: number) => ({ "sp.page": String(number), "sp.pageSize": String(size) });
const broken = { kind: "answer", status: 500, body: "<html></html>" } as const;
const lists = async () => {
	const { calls } = await stack.control<{ calls: { system: string; path: string }[] }>("/calls");
	return calls.filter(({ system, path }) => system === "accurate" && path.endsWith("/customer/list.do")).length;
};
const done = async (mode: "auto" | "full" = "full") => {
	await stack.control("/calls", "DELETE");
	expect((await stack.sync(mode)).run).toMatchObject({ state: "done", error: null });
};
const inStep = async () => expect(await names("smh")).toEqual(await names("accurate"));

beforeEach(async () => {
	vi.spyOn(Math, "random").mockReturnValue(0);
	stack = await createStack({ scenario: "empty" });
	for (let n = 1; n <= CUSTOMERS; n++) {
		await stack.control("/accurate/customer", "POST", { customerNo: `C-${n}`, name: `Toko ${n}` });
	}
});

describe("a page holds as many rows as the side gives", () => {
	it("1,000 where Accurate takes that: 250 customers are one call", async () => {
		await done();
		await inStep();
		await done();
		expect(await lists()).toBe(1);
	});

	it("100 where it gives no more: three calls, and nobody is missed", async () => {
		await stack.control("/switches", "PATCH", { maxPageSize: 100 });
		await done();
		await inStep();
		await done();
		expect(await lists()).toBe(3);
	});

	it("100 where larger ones fail, and the next run does not try them again", async () => {
		await plan({ ...broken, query: { "sp.pageSize": "1000" } });
		await done();
		await inStep();
		await done();
		expect(await lists()).toBe(3);
	});
});

describe("a page that cannot be had", { timeout: 90_000 }, () => {
	beforeEach(() => stack.control("/switches", "PATCH", { maxPageSize: 100 }));

	it("is read in smaller ones: nobody is missed", async () => {
		await plan({ ...broken, query: page(2, 1_000) }, { ...broken, query: page(2, 100) });
		await done();
		await inStep();
	});

	it("the first one as well", async () => {
		await plan({ ...broken, query: page(1, 1_000) }, { ...broken, query: page(1, 100) });
		await done();
		await inStep();
	});

	it("is so because of one row: all others come, nobody is deleted, and the admins hear of it", async () => {
		await done();
		const rows = [page(2, 100), page(15, 10), page(150, 1)];
		await plan(...rows.map((query) => ({ ...broken, query })));
		const ids = (await stack.control<Native[]>("/accurate/customer")).map(({ id }) => id).toSorted((a, b) => a - b);
		await stack.control(`/accurate/customer/${ids[160]}`, "PATCH", { name: "Toko Baru" });
		await done();
		expect(await names("smh")).toHaveLength(CUSTOMERS);
		expect(await names("smh")).toContain("Toko Baru");
		expect(await database(env.DB).all(sql`SELECT subject FROM alert`)).toContainEqual({
			subject: expect.stringContaining("unreadable"),
		});
	});

	it("of a list of changes: everything is listed instead", async () => {
		await done();
		await plan({ ...broken, query: { "filter.lastUpdate.op": "GREATER_EQUAL_THAN" } });
		await stack.control("/accurate/customer", "POST", { customerNo: "C-X", name: "Baru" });
		await done("auto");
		await inStep();
	});
});
