import { beforeEach, describe, expect, it } from "vitest";
import { getRun } from "../../src/store/runs.ts";
import { questionOf } from "../../src/sync/run/question.ts";
import { cancelRun, confirmRun, startRun } from "../../src/sync/run/start.ts";
import { createStack, ended, PUBLIC_URL, type Stack, waitFor } from "../support/stack.ts";

type Native = Record<string, unknown> & { id: number };
const actor = { kind: "api", key: "test" } as const;

describe("a run that would change more than half of an entity's pairs", () => {
	let stack: Stack;
	const rename = async (amount: number) => {
		const customers = await stack.control<Native[]>("/smh/customer");
		for (const { id } of customers.slice(0, amount)) await stack.control(`/smh/customer/${id}`, "PATCH", { name: `Ganti ${id}` });
	};
	const renamed = async () =>
		(await stack.control<Native[]>("/accurate/customer")).filter(({ name }) => String(name).startsWith("Ganti")).length;
	const asked = async () => {
		const ctx = await stack.context();
		const { run } = await startRun(ctx, { mode: "auto", trigger: "telegram", actor });
		await waitFor(async () => {
			const now = await getRun(ctx.db, "default", run.id);
			if (now?.state !== "needs_confirmation") throw new Error(`it is ${now?.state}`);
		});
		return { ctx, id: run.id };
	};

	beforeEach(async () => {
		stack = await createStack({ scenario: "generated", customers: 50, products: 5, employees: 2, seed: 21 });
		// The first run changes everything there is, unasked.
		expect((await stack.sync()).run.state).toBe("done");
	});

	it("asks first, with the count and some names, and has written nothing until then", async () => {
		await rename(26);
		const { ctx, id } = await asked();
		const run = await getRun(ctx.db, "default", id);
		expect(run && questionOf(run)).toMatchObject({
			removals: [],
			edits: [{ entity: "customer", side: "smh", count: 26, links: 50, names: { length: 5 } }],
		});
		expect(await renamed()).toBe(0);
		await confirmRun(ctx, id, actor);
		expect(await ended(ctx, id)).toMatchObject({ state: "done" });
		expect(await renamed()).toBe(26);
	});

	it("counts as deletes only what a yes would delete: what was edited meanwhile is a conflict", { timeout: 90_000 }, async () => {
		const customers = await stack.control<Native[]>("/smh/customer");
		const gone = customers.slice(0, 22);
		for (const { partner_id } of gone) await stack.control(`/accurate/customer/${partner_id}`, "DELETE");
		for (const { id } of gone) await stack.control(`/smh/customer/${id}`, "PATCH", { notes: "diedit" });
		expect((await stack.sync()).run.state).toBe("done");
		expect(await stack.control<Native[]>("/smh/customer")).toHaveLength(50);

		// One of 23 was edited: 22 would be deleted.
		const more = customers.slice(22, 45);
		for (const { partner_id } of more) await stack.control(`/accurate/customer/${partner_id}`, "DELETE");
		await stack.control(`/smh/customer/${more[0]?.id}`, "PATCH", { notes: "diedit" });
		const { ctx, id } = await asked();
		const run = await getRun(ctx.db, "default", id);
		expect(run && questionOf(run)?.removals).toMatchObject([{ entity: "customer", side: "smh", count: 22 }]);
		await confirmRun(ctx, id, actor);
		expect(await ended(ctx, id)).toMatchObject({ state: "done" });
		expect(await stack.control<Native[]>("/smh/customer")).toHaveLength(28);
	});

	it("does not ask for half of them", async () => {
		await rename(25);
		expect((await stack.sync()).run.state).toBe("done");
		expect(await renamed()).toBe(25);
	});

	it("is stopped: no webhook carries the edits out behind the back of whoever stopped it, the next run asks again", {
		timeout: 90_000,
	}, async () => {
		await rename(26);
		const before = await asked();
		await cancelRun(before.ctx, before.id, actor);
		await stack.control("/registrations", "PUT", { smh: `${PUBLIC_URL}/webhooks/smh` });
		const [product] = await stack.control<Native[]>("/smh/product");
		const customer = (await stack.control<Native[]>("/smh/customer")).at(-1);
		await stack.control(`/smh/customer/${customer?.id}`, "PATCH", { notes: "menunggu" });
		await stack.control(`/smh/product/${product?.id}`, "PATCH", { name: "Barang lain" });
		await waitFor(async () =>
			expect((await stack.control<Native[]>("/accurate/product")).map(({ name }) => name)).toContain("Barang lain"),
		);
		expect(await renamed()).toBe(0);
		const { ctx, id } = await asked();
		await confirmRun(ctx, id, actor);
		expect(await ended(ctx, id)).toMatchObject({ state: "done" });
		expect(await renamed()).toBe(26);
	});

	it("does not ask after settings have changed, which looks at every record again but edits none", async () => {
		await stack.api("/settings", "PUT", await stack.api("/settings"));
		expect((await stack.sync()).run).toMatchObject({ state: "done", error: null });
	});
});
