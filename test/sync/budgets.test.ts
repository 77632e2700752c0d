import { createExecutionContext, createMessageBatch, getQueueResult } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { AsyncLocalStorage } from "node:async_hooks";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import worker from "../../src/index.ts";
import { takeInDeliveries } from "../../src/store/inbox.ts";
import { createStack, type Stack } from "../support/stack.ts";
import { watchedDatabase } from "../support/watched-database.ts";

/** What one invocation of the queue consumer spent. */
interface Spent {
	readonly messages: number;
	readonly queries: number;
	readonly calls: number;
}

const OUTBOUND_CALLS = 50;
const D1_QUERIES = 40;
/** As wrangler.toml says. */
const MESSAGES_PER_BATCH = 1;

/** The coordinators, but that nobody wakes them: their alarm would have the real queue take part. */
const unwoken = {
	idFromName: (name: string) => env.COORDINATOR.idFromName(name),
	get: (id: DurableObjectId) =>
		new Proxy(env.COORDINATOR.get(id), {
			get: (stub, key) => (key === "wake" || key === "alive" ? async () => false : Reflect.get(stub, key)),
		}),
};

/**
 * Carries a whole run out by hand, one invocation after the other, and counts. The real queue must not take part, so what is
 * sent goes into a list of our own.
 */
async function runCounted(start: (env: Env) => Promise<void>): Promise<readonly Spent[]> {
	const waiting: unknown[] = [];
	const queue = {
		send: async (body: unknown) => void waiting.push(body),
		sendBatch: async (list: Iterable<{ body: unknown }>) => void waiting.push(...[...list].map(({ body }) => body)),
	};
	const spent: Spent[] = [];
	// Whatever else is under way in this runtime is none of the invocation's.
	const counting = new AsyncLocalStorage<{ calls: number }>();
	const outside = globalThis.fetch;
	vi.stubGlobal("fetch", async (...call: Parameters<typeof fetch>) => {
		const made = counting.getStore();
		if (made) made.calls++;
		return await outside(...call);
	});
	const invoke = async (work: (counted: Env) => Promise<void>, messages: number): Promise<void> => {
		let queries = 0;
		const db = watchedDatabase(env.DB, {
			sent: (statements) => {
				queries += statements;
			},
		});
		const made = { calls: 0 };
		await counting.run(made, () => work({ ...env, DB: db, SYNC_JOBS: queue, COORDINATOR: unwoken } as unknown as Env));
		spent.push({ messages, queries, calls: made.calls });
	};
	await invoke(start, 0);
	while (waiting.length > 0) {
		const bodies = waiting.splice(0, MESSAGES_PER_BATCH);
		const batch = createMessageBatch(
			"sync-jobs",
			bodies.map((body, index) => ({ id: `m${index}`, timestamp: new Date(), attempts: 1, body })),
		);
		await invoke(async (counted) => {
			const ctx = createExecutionContext();
			await worker.queue(batch, counted);
			const result = await getQueueResult(batch, ctx);
			expect(result.retryMessages).toEqual([]);
		}, bodies.length);
	}
	return spent;
}

describe("law 9: budgets of one invocation", () => {
	let stack: Stack;
	beforeEach(async () => {
		stack = await createStack({ scenario: "generated", customers: 650, products: 320, employees: 60, seed: 9 });
		// The Worker's own gates time calls with the real clock; here only their number matters.
		vi.spyOn(console, "log").mockImplementation(() => {});
	});
	afterEach(() => vi.restoreAllMocks());

	it("stays within 50 outbound calls and 40 D1 queries in every invocation of a first run, both ways", async () => {
		for (let n = 1; n <= 30; n++) {
			await stack.control("/smh/customer", "POST", { code: `S-${n}`, name: `Dari SMH ${n}` });
			await stack.control("/smh/employee", "POST", { code: `E-${n}`, name: `Karyawan ${n}`, position: "Sales" });
		}
		const spent = await runCounted((counted) => worker.scheduled(null as never, counted));
		expect(Math.max(...spent.map(({ calls }) => calls))).toBeLessThanOrEqual(OUTBOUND_CALLS);
		expect(Math.max(...spent.map(({ calls }) => calls))).toBeGreaterThan(OUTBOUND_CALLS / 10);
		expect(Math.max(...spent.map(({ queries }) => queries))).toBeLessThanOrEqual(D1_QUERIES);
		expect((await stack.control<unknown[]>("/smh/customer")).length).toBe(680);
	});

	it("stays within them in every invocation that carries out what 200 webhooks named", { timeout: 120_000 }, async () => {
		await stack.sync();
		const customers = (await stack.control<{ id: number }[]>("/smh/customer")).slice(0, 200);
		const [product] = await stack.control<{ id: number }[]>("/smh/product");
		await stack.control(`/smh/product/${product?.id}`, "PATCH", { name: "Barang Baru" });
		for (const { id } of customers) await stack.control(`/smh/customer/${id}`, "PATCH", { notes: "baru" });
		const ctx = await stack.context();
		const signal = { side: "smh", version: null, gone: false } as const;
		const named = [
			...customers.map(({ id }) => ({ ...signal, entity: "customer" as const, id: String(id) })),
			{ ...signal, entity: "product" as const, id: String(product?.id) },
		];
		await takeInDeliveries(ctx.db, ctx.connection, "smh", [{ id: "d-1", signals: named }], Date.now());
		const spent = await runCounted(async (counted) => {
			const body = { kind: "drive", connection: ctx.connection };
			const batch = createMessageBatch("sync-jobs", [{ id: "first", timestamp: new Date(), attempts: 1, body }]);
			await worker.queue(batch, counted);
		});
		expect(Math.max(...spent.map(({ calls }) => calls))).toBeLessThanOrEqual(OUTBOUND_CALLS);
		expect(Math.max(...spent.map(({ calls }) => calls))).toBeGreaterThan(OUTBOUND_CALLS / 10);
		expect(Math.max(...spent.map(({ queries }) => queries))).toBeLessThanOrEqual(D1_QUERIES);
		const changed = (await stack.control<{ notes: string }[]>("/accurate/customer")).filter(({ notes }) => notes === "baru");
		expect(changed).toHaveLength(200);
	});
});
