import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { expect, it, vi } from "vitest";
import { database, GuardFailed, guard } from "../../src/store/database.ts";
import { create } from "../../src/sync/apply/create.ts";
import type { SyncContext } from "../../src/sync/context.ts";
import { drive } from "../../src/sync/run/drive.ts";
import { startRun } from "../../src/sync/run/start.ts";
import type { SystemPort } from "../../src/systems/port.ts";
import { createStack, ended, waitFor } from "../support/stack.ts";

interface Native {
	readonly id: number;
	readonly code: string;
	readonly customerNo: string;
}

it("law 5: what is edited between the decision to delete it and the delete is not deleted", async () => {
	const stack = await createStack({ scenario: "generated", customers: 5, products: 0, employees: 0, seed: 3 });
	await stack.sync();
	const [victim] = await stack.control<Native[]>("/accurate/customer");
	const partner = (await stack.control<Native[]>("/smh/customer")).find(({ code }) => code === victim?.customerNo);
	await stack.control(`/accurate/customer/${victim?.id}`, "DELETE");

	const inner = globalThis.fetch;
	let edits = 0;
	vi.stubGlobal("fetch", async (input: RequestInfo, init?: RequestInit) => {
		const { url, method } = new Request(input, init);
		// The look before the delete: somebody has saved the record a moment ago.
		if (method === "GET" && url.endsWith(`/smh/v1/customers/${partner?.id}`) && edits++ === 0) {
			await stack.control(`/smh/customer/${partner?.id}`, "PATCH", { notes: "masih dipakai" });
		}
		return await inner(input, init);
	});
	const { counts } = await stack.sync();
	expect(edits).toBeGreaterThan(0);
	expect(counts.deleted).toEqual({ smh: 0, accurate: 0 });
	expect(await stack.control(`/smh/customer/${partner?.id}`)).toMatchObject({ notes: "masih dipakai" });
});

it("law 10: a step that took too long and was taken over by another commits nothing", async () => {
	const stack = await createStack({ scenario: "generated", customers: 5, products: 0, employees: 0, seed: 3 });
	const db = database(env.DB);
	const real = await stack.context();
	// Messages go nowhere: this test hands them over itself.
	const queue = { send: async () => ({}), sendBatch: async () => ({}) } as unknown as SyncContext["queue"];
	/** While this one waits for the listing, the claim passes to somebody else. */
	let lists = 0;
	const overtaken = (port: SystemPort): SystemPort => ({
		...port,
		async list(...asked) {
			if (++lists > 12) throw new Error("it lists again and again");
			const page = await port.list(...asked);
			await db.run(sql`UPDATE step SET claim = 'somebody else' WHERE claim IS NOT NULL`);
			return page;
		},
	});
	const ctx: SyncContext = {
		...real,
		queue,
		ports: { smh: overtaken(real.ports.smh), accurate: overtaken(real.ports.accurate) },
	};
	const { run } = await startRun(ctx, { mode: "auto", trigger: "cron", actor: { kind: "cron" } });
	await drive(ctx);
	const steps = await db.all<{ state: string }>(sql`SELECT state FROM step WHERE run_id = ${run.id}`);
	expect(new Set(steps.map(({ state }) => state))).toEqual(new Set(["pending"]));
	expect(await db.all(sql`SELECT id FROM record`)).toEqual([]);
});

it("law 3: whoever has lost its step opens no intent and sends nothing", async () => {
	const stack = await createStack({ scenario: "generated", customers: 5, products: 0, employees: 0, seed: 3 });
	const db = database(env.DB);
	// A preview knows what there is to create, and creates nothing.
	const { run } = await stack.sync("preview");
	const ctx = await stack.context();
	const lost = guard(sql`0 = 1`);
	const work = { kind: "create", entity: "customer", side: "smh", after: "", upTo: null } as const;
	await expect(create(ctx, { ...run, mode: "auto" }, work, { holdsClaim: lost, attempts: 1 })).rejects.toThrow(GuardFailed);
	expect(await db.all(sql`SELECT source_id FROM intent`)).toEqual([]);
	expect(await stack.control("/smh/customer")).toEqual([]);
});

it("law 3: what an earlier attempt made only after it was looked up is ours: it is bound, and counts as born where it was typed", async () => {
	const stack = await createStack({ scenario: "empty" });
	await stack.sync();
	await stack.control("/smh/customer", "POST", { code: "C-1", name: "Toko Maju" });
	// The first attempt leaves its intent behind, and nobody knows what became of it.
	const refuse = { system: "accurate", method: "POST", path: "bulk-save.do", kind: "refuse-before", times: 50 };
	await stack.control("/faults", "POST", { plan: [refuse] });
	const ctx = await stack.context();
	const { run } = await startRun(ctx, { mode: "auto", trigger: "cron", actor: { kind: "cron" } });
	await waitFor(async () => {
		expect(await database(env.DB).all(sql`SELECT source_id FROM intent`)).toHaveLength(1);
		expect(await database(env.DB).all(sql`SELECT id FROM step WHERE claim IS NULL AND not_before > 0`)).toHaveLength(1);
	});
	const inner = globalThis.fetch;
	let landed = false;
	vi.stubGlobal("fetch", async (input: RequestInfo, init?: RequestInit) => {
		const request = new Request(input, init);
		const asked = request.url + (await request.clone().text());
		const looksUp = request.url.includes("/customer/list.do") && asked.includes("filter.no");
		const answer = await inner(request);
		if (looksUp && !landed) {
			landed = true;
			await stack.control("/accurate/customer", "POST", { customerNo: "C-1", name: "Toko Maju" });
		}
		return answer;
	});
	await stack.control("/faults", "DELETE");
	expect(await ended(ctx, run.id)).toMatchObject({ state: "done" });
	expect(landed).toBe(true);
	expect(await database(env.DB).all(sql`SELECT origin, state FROM link`)).toEqual([{ origin: "smh", state: "linked" }]);
	expect(await stack.control("/accurate/customer")).toHaveLength(1);
	expect(await database(env.DB).all(sql`SELECT operation, state FROM change WHERE operation = 'create'`)).toEqual([
		{ operation: "create", state: "applied" },
	]);
});
