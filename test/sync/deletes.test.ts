import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { syncInformation } from "../../src/store/information.ts";
import { getRun } from "../../src/store/runs.ts";
import { cancelRun, confirmRun, startRun } from "../../src/sync/run/start.ts";
import { createStack, ended, type Stack, waitFor } from "../support/stack.ts";

type Native = Record<string, unknown> & { id: number };
const actor = { kind: "telegram", userId: 7, name: "Ani" } as const;

describe("deletes", () => {
	let stack: Stack;
	const records = (side: string, entity = "customer") => stack.control<Native[]>(`/${side}/${entity}`);
	const idBy = async (side: string, key: string, value: string, entity = "customer") =>
		(await records(side, entity)).find((record) => record[key] === value)?.id;

	beforeEach(async () => {
		stack = await createStack({ scenario: "generated", customers: 40, products: 4, employees: 4, seed: 5 });
		await stack.sync();
	});

	it("deletes in SMH what was deleted in Accurate", async () => {
		const [victim] = await records("accurate");
		await stack.control(`/accurate/customer/${victim?.id}`, "DELETE");
		const { counts } = await stack.sync();
		expect(counts.deleted).toEqual({ smh: 1, accurate: 0 });
		expect(await idBy("smh", "code", String(victim?.customerNo))).toBeUndefined();
		expect((await stack.sync()).counts).toMatchObject({ created: { smh: 0, accurate: 0 }, deleted: { smh: 0, accurate: 0 } });
	});

	it("deletes in Accurate what was deleted in SMH, for all three entities", async () => {
		await stack.control("/smh/employee", "POST", { code: "K-99", name: "Budi", position: "Admin" });
		await stack.sync();
		for (const entity of ["customer", "product", "employee"]) {
			const [newest] = (await records("smh", entity)).toSorted((a, b) => b.id - a.id);
			await stack.control(`/smh/${entity}/${newest?.id}`, "DELETE");
		}
		const before = await stack.control<{ accurate: Record<string, number>; smh: Record<string, number> }>("/state");
		await stack.sync();
		const after = await stack.control<{ accurate: Record<string, number>; smh: Record<string, number> }>("/state");
		expect(after.smh).toEqual(before.smh);
		expect(after.accurate).toEqual(before.smh);
	});

	it("deactivates in SMH what transactions use there, and does not bring it back", async () => {
		const [victim] = await records("accurate");
		const smhId = await idBy("smh", "code", String(victim?.customerNo));
		await stack.control(`/smh/customer/${smhId}`, "PATCH", { in_use: true });
		await stack.control(`/accurate/customer/${victim?.id}`, "DELETE");
		await stack.sync();
		expect((await records("smh")).find(({ id }) => id === smhId)).toMatchObject({ status: "inactive" });
		await stack.sync();
		expect(await idBy("accurate", "customerNo", String(victim?.customerNo))).toBeUndefined();
		const [customers] = await syncInformation((await stack.context()).db, "default");
		expect(customers?.problems).toEqual({ INACTIVE: 1 });
	});

	it("tells the admin what to do by hand where Accurate refuses to delete a customer that transactions use", async () => {
		const [victim] = await records("accurate");
		await stack.control(`/accurate/customer/${victim?.id}`, "PATCH", { usedIn: "Faktur Penjualan" });
		await stack.control(`/smh/customer/${await idBy("smh", "code", String(victim?.customerNo))}`, "DELETE");
		await stack.sync();
		await stack.sync();
		const [customers] = await syncInformation((await stack.context()).db, "default");
		expect(customers?.problems).toEqual({ DELETE_REFUSED: 1 });
		expect(await idBy("smh", "code", String(victim?.customerNo))).toBeUndefined();
	});

	it("suspends an employee that Accurate refuses to delete", async () => {
		const [employee] = await records("smh", "employee");
		const partner = await idBy("accurate", "number", String(employee?.code), "employee");
		await stack.control(`/accurate/employee/${partner}`, "PATCH", { usedIn: "Faktur Penjualan" });
		for (const customer of (await records("smh")).filter(({ salesman_code }) => salesman_code === employee?.code)) {
			await stack.control(`/smh/customer/${customer.id}`, "PATCH", { salesman_code: null });
		}
		await stack.control(`/smh/employee/${employee?.id}`, "DELETE");
		await stack.sync();
		expect((await records("accurate", "employee")).find(({ id }) => id === partner)).toMatchObject({ suspended: true });
	});

	it("never deletes what was deleted on one side and edited on the other: a person settles it", async () => {
		const [victim] = await records("accurate");
		const smhId = await idBy("smh", "code", String(victim?.customerNo));
		await stack.control(`/smh/customer/${smhId}`, "PATCH", { notes: "pelanggan penting" });
		await stack.control(`/accurate/customer/${victim?.id}`, "DELETE");
		await stack.sync();
		expect((await records("smh")).find(({ id }) => id === smhId)).toMatchObject({ notes: "pelanggan penting" });
		const [customers] = await syncInformation((await stack.context()).db, "default");
		expect(customers?.problems).toEqual({ CONFLICT: 1 });
	});

	it("law 5: does not delete a record that a shifted page hid from the listing", async () => {
		await stack.control("/faults", "POST", {
			plan: [{ system: "accurate", path: "/customer/list.do", times: 1, kind: "shifted-page" }],
		});
		// Full: a quick run would not list the page at all.
		const { counts } = await stack.sync("full");
		expect(counts.deleted).toEqual({ smh: 0, accurate: 0 });
		expect(await records("smh")).toHaveLength(40);
	});

	describe("of many records at once", () => {
		beforeEach(async () => {
			stack = await createStack({ scenario: "panduan" });
			await stack.sync();
			expect(await records("smh")).toHaveLength(131);
		});
		const startBig = async () => {
			const linked = (await records("smh")).map(({ partner_id }) => partner_id);
			for (const id of linked.slice(0, 30)) await stack.control(`/accurate/customer/${id}`, "DELETE");
			const ctx = await stack.context();
			const { run } = await startRun(ctx, { mode: "auto", trigger: "telegram", actor });
			await waitFor(async () => expect((await getRun(ctx.db, "default", run.id))?.state).toBe("needs_confirmation"));
			return { ctx, run };
		};

		it("stop the run with a question, and 'no' changes nothing anywhere", async () => {
			const { ctx, run } = await startBig();
			await cancelRun(ctx, run.id, actor);
			expect(await ended(ctx, run.id)).toMatchObject({ state: "cancelled" });
			expect(await records("smh")).toHaveLength(131);
			expect(await records("accurate")).toHaveLength(423 - 30);
			expect(await ctx.db.all(sql`SELECT * FROM change WHERE run_id = ${run.id}`)).toEqual([]);
		});

		it("are deleted after 'yes'", async () => {
			const { ctx, run } = await startBig();
			expect(await confirmRun(ctx, run.id, actor)).toMatchObject({ outcome: "confirmed" });
			expect(await ended(ctx, run.id)).toMatchObject({ state: "done" });
			expect(await records("smh")).toHaveLength(131 - 30);
			expect(await confirmRun(ctx, run.id, actor)).toMatchObject({ outcome: "not_waiting" });
		});
	});
});
