import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { database } from "../../src/store/database.ts";
import { activeRun, getRun } from "../../src/store/runs.ts";
import { drive } from "../../src/sync/run/drive.ts";
import { startRun } from "../../src/sync/run/start.ts";
import type { SystemPort } from "../../src/systems/port.ts";
import { createStack, ended, type Stack } from "../support/stack.ts";

type Native = Record<string, unknown> & { id: number };
const actor = { kind: "api", key: "test" } as const;
const db = () => database(env.DB);

describe("law 3: intent before create, bind right after", () => {
	let stack: Stack;
	beforeEach(async () => {
		stack = await createStack({ scenario: "empty" });
	});

	it.each([
		{ target: "accurate", path: "/customer/bulk-save.do" },
		{ target: "smh", path: "/customers/batch" },
	] as const)("does not double customers in $target when the answer to their creation is lost", async ({ target, path }) => {
		for (let n = 1; n <= 5; n++) {
			if (target === "accurate") await stack.control("/smh/customer", "POST", { code: `C-${n}`, name: `Toko ${n}` });
			else await stack.control("/accurate/customer", "POST", { customerNo: `C-${n}`, name: `Toko ${n}` });
		}
		await stack.control("/faults", "POST", { plan: [{ system: target, path, times: 2, kind: "lost-answer" }] });
		const { run } = await stack.sync();
		expect(run.state).toBe("done");
		const records = await stack.control<Native[]>(`/${target}/customer`);
		expect(records).toHaveLength(5);
		const links = await db().all<{ id: string }>(
			sql`SELECT smh_id AS id FROM link WHERE entity = 'customer' AND state = 'linked'`,
		);
		expect(links).toHaveLength(5);
		expect(await db().all(sql`SELECT * FROM intent`)).toEqual([]);
	});

	it("does not double an employee, which Accurate saves one by one, when the answer is lost", async () => {
		await stack.control("/smh/employee", "POST", { code: "K-1", name: "Agung", position: "Salesman" });
		await stack.control("/faults", "POST", {
			plan: [{ system: "accurate", path: "/employee/save.do", times: 1, kind: "lost-answer" }],
		});
		await stack.sync();
		expect(await stack.control<Native[]>("/accurate/employee")).toHaveLength(1);
		const [employee] = await stack.control<Native[]>("/smh/employee");
		const [partner] = await stack.control<Native[]>("/accurate/employee");
		expect(employee?.partner_id).toBe(String(partner?.id));
		// It was looked up, and not left to Accurate to refuse a second one.
		const { calls } = await stack.control<{ calls: { path: string }[] }>("/calls");
		expect(calls.filter(({ path }) => path.endsWith("/employee/save.do"))).toHaveLength(1);
	});
});

describe("law 7: a quiet run writes nothing", () => {
	it("sends only reads and touches no record, link or problem row", async () => {
		const stack = await createStack({ scenario: "generated", customers: 60, products: 30, employees: 12, seed: 7 });
		await stack.sync();
		await env.DB.batch(
			["record", "link", "problem"].flatMap((table) =>
				["INSERT", "UPDATE", "DELETE"].map((event) =>
					env.DB.prepare(
						`CREATE TRIGGER no_${event}_${table} AFTER ${event} ON ${table} BEGIN SELECT RAISE(ABORT, '${event} on ${table}'); END`,
					),
				),
			),
		);
		await stack.control("/calls", "DELETE");
		const { run, counts } = await stack.sync("full");
		expect(run).toMatchObject({ state: "done", error: null });
		expect(counts).toMatchObject({ created: { smh: 0, accurate: 0 }, updated: { smh: 0, accurate: 0 } });
		const { calls } = await stack.control<{ calls: { method: string; path: string }[] }>("/calls");
		expect(calls.filter(({ method, path }) => method !== "GET" && !path.endsWith("list.do"))).toEqual([]);
	});
});

describe("law 10: one run per connection, picked up again whatever was lost", () => {
	let stack: Stack;
	beforeEach(async () => {
		stack = await createStack({ scenario: "generated", customers: 20, products: 5, employees: 3, seed: 3 });
	});

	it("lets the second of two admins join the run of the first", async () => {
		const ctx = await stack.context();
		const request = { mode: "auto", trigger: "telegram", actor } as const;
		const answers = await Promise.all([startRun(ctx, request), startRun(ctx, request)]);
		expect(new Set(answers.map(({ run }) => run.id)).size).toBe(1);
		expect(answers.filter(({ joined }) => joined)).toHaveLength(1);
		await ended(ctx, answers[0].run.id);
	});

	it("finishes a run whose queue messages were all lost, once it is picked up from D1", async () => {
		const ctx = await stack.context();
		const deaf = { ...ctx, queue: { send: async () => ({}), sendBatch: async () => ({}) } } as unknown as typeof ctx;
		const { run } = await startRun(deaf, { mode: "auto", trigger: "cron", actor });
		expect((await activeRun(ctx.db, "default"))?.id).toBe(run.id);
		await drive(ctx);
		expect(await ended(ctx, run.id)).toMatchObject({ state: "done" });
		expect(await stack.control<Native[]>("/smh/customer")).toHaveLength(20);
	});

	it("lets nobody commit who was overtaken by a newer lease: neither a step that is already under way nor the next phase", async () => {
		const ctx = await stack.context();
		const deaf = { ...ctx, queue: { send: async () => ({}), sendBatch: async () => ({}) } } as unknown as typeof ctx;
		const { run } = await startRun(deaf, { mode: "auto", trigger: "cron", actor });
		let listed = 0;
		/** While it waits for the listing, somebody else takes the lease. */
		const overtaken = (port: SystemPort): SystemPort => ({
			...port,
			async list(...asked) {
				const page = await port.list(...asked);
				if (listed++ === 0) await db().run(sql`UPDATE connection SET fence = fence + 1, holder = 'somebody else'`);
				return page;
			},
		});
		await drive({ ...deaf, ports: { smh: overtaken(ctx.ports.smh), accurate: overtaken(ctx.ports.accurate) } });
		expect(listed).toBeGreaterThan(0);
		expect(await db().all(sql`SELECT id FROM step WHERE run_id = ${run.id} AND state = 'done'`)).toEqual([]);
		expect(await db().all(sql`SELECT id FROM record`)).toEqual([]);
		expect((await getRun(ctx.db, "default", run.id))?.phase).toBe(0);
	});
});

describe("law 1: base, not clocks", () => {
	it("does not take a new field map for an edit of every record", async () => {
		const stack = await createStack({ scenario: "generated", customers: 30, products: 10, employees: 4, seed: 8 });
		await stack.sync();
		// As an older field map would have left them: one field unknown to it, another written otherwise.
		await db().run(
			sql`UPDATE link SET projection_version = 0, base = json_set(json_remove(base, '$.notes'), '$.name', 'DITULIS LAIN')`,
		);
		await db().run(sql`UPDATE record SET changed_seq = changed_seq + 1`);
		const { counts } = await stack.sync();
		expect(counts).toMatchObject({ updated: { smh: 0, accurate: 0 }, conflicts: 0, problems: 0 });
		const [customer] = await stack.control<Native[]>("/smh/customer");
		await stack.control(`/smh/customer/${customer?.id}`, "PATCH", { name: "Nama Baru" });
		expect((await stack.sync()).counts.updated).toEqual({ smh: 0, accurate: 1 });
	});
});
