import { createExecutionContext, createMessageBatch, getQueueResult } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { SystemError } from "../../src/domain/errors.ts";
import worker from "../../src/index.ts";
import { database, GuardFailed } from "../../src/store/database.ts";
import { lastRun } from "../../src/store/runs.ts";
import type { JobMessage } from "../../src/sync/messages.ts";
import { judge } from "../../src/sync/retry-policy.ts";
import { drive } from "../../src/sync/run/drive.ts";
import { startRun } from "../../src/sync/run/start.ts";
import { createStack, ended, type Stack, waitFor } from "../support/stack.ts";

const db = () => database(env.DB);
const deliver = async (queue: string, body: unknown, attempts = 1) => {
	const batch = createMessageBatch(queue, [{ id: "m1", timestamp: new Date(), attempts, body }]);
	await worker.queue(batch, env);
	return await getQueueResult(batch, createExecutionContext());
};

describe("law 11: nothing is dropped silently", () => {
	let stack: Stack;
	beforeEach(async () => {
		stack = await createStack({ scenario: "empty" });
	});

	it("keeps a message that nobody can read as a dead letter", async () => {
		const result = await deliver("sync-jobs", { kind: "nonsense", text: "apa ini" });
		expect(result.explicitAcks).toEqual(["m1"]);
		expect(await db().all(sql`SELECT queue, body FROM dead_letter`)).toEqual([
			{ queue: "sync-jobs", body: JSON.stringify({ kind: "nonsense", text: "apa ini" }) },
		]);
	});

	it("keeps a message that ran out of retries, and ends its run with a word instead of letting it hang", async () => {
		const ctx = await stack.context();
		const deaf = { ...ctx, queue: { send: async () => ({}), sendBatch: async () => ({}) } } as unknown as typeof ctx;
		const { run } = await startRun(deaf, { mode: "auto", trigger: "cron", actor: { kind: "cron" } });
		await deliver("sync-jobs-dead", { kind: "drive", connection: "default", run: run.id });
		expect(await ended(ctx, run.id)).toMatchObject({ state: "failed" });
		expect(await db().all(sql`SELECT queue FROM dead_letter`)).toEqual([{ queue: "sync-jobs-dead" }]);
		expect((await stack.sync()).run.state).toBe("done");
	});

	it("keeps what fails to the last with its cause and what it was to do, and ends its run with that cause", async () => {
		const ctx = await stack.context();
		const sent: JobMessage[] = [];
		const queue = {
			send: async (body: JobMessage) => ({ n: sent.push(body) }),
			sendBatch: async (list: Iterable<{ body: JobMessage }>) => ({ n: sent.push(...[...list].map(({ body }) => body)) }),
		};
		const alone = { ...ctx, queue } as unknown as typeof ctx;
		const { run } = await startRun(alone, { mode: "auto", entities: ["customer"], trigger: "cron", actor: { kind: "cron" } });
		await stack.control("/faults", "POST", {
			plan: [
				{ system: "accurate", kind: "html-error", times: 500 },
				{ system: "smh", kind: "html-error", times: 500 },
			],
		});
		for (let tries = 0; tries < 12; tries++) {
			// Each try is an invocation of its own.
			await drive({ ...(await stack.context()), queue } as unknown as typeof ctx);
			// It waits for its next try: so long that a test has no time for it.
			await db().run(sql`UPDATE step SET not_before = 0`);
		}
		const cause = expect.stringContaining("HTTP 502");
		const letters = await db().all<{ body: string }>(sql`SELECT queue, body, cause FROM dead_letter`);
		expect(letters[0]).toMatchObject({ queue: "sync-jobs", cause });
		expect(JSON.parse(letters[0]?.body ?? "")).toMatchObject({ kind: "drive", run: run.id, step: { kind: "scan" } });
		expect(await ended(ctx, run.id)).toMatchObject({ state: "failed", error: cause });
		await stack.control("/faults", "DELETE");
		expect((await stack.sync()).run.state).toBe("done");
	});

	it("acknowledges what was overtaken, parks what needs a person, and retries the rest later and later, with jitter and a cap", () => {
		expect(judge(new GuardFailed("overtaken"), 1, 0.5)).toEqual({ kind: "ack" });
		expect(judge(new SystemError("unauthorized", "izin dicabut"), 1, 0.5)).toEqual({ kind: "park", reason: "izin dicabut" });
		expect(judge(new SystemError("unavailable", "x"), 1, 0)).toEqual({ kind: "retry", delaySeconds: 1 });
		expect(judge(new SystemError("unavailable", "x"), 3, 1)).toEqual({ kind: "retry", delaySeconds: 8 });
		expect(judge(new SystemError("rate_limited", "x", { retryAfterMs: 42_000 }), 1, 0)).toEqual({
			kind: "retry",
			delaySeconds: 42,
		});
		const absurd = new SystemError("rate_limited", "x", { retryAfterMs: 1e15 });
		expect(judge(absurd, 1, 0)).toEqual({ kind: "retry", delaySeconds: 900 });
		expect(judge(new Error("bug"), 20, 1)).toEqual({ kind: "retry", delaySeconds: 300 });
	});
});

describe("a login that was revoked", () => {
	it("ends the run with a message that says what to do, and the next run works once it is mended", async () => {
		const stack = await createStack({ scenario: "generated", customers: 3, products: 0, employees: 0, seed: 1 });
		stack.sandbox.world.state.accurate.apiToken.revoked = true;
		const { run } = await stack.sync();
		expect(run).toMatchObject({ state: "failed", error: expect.stringMatching(/^Accurate menolak login: .*; pasang API Token/) });
		// The run has told the one cause; a letter of the same would be a second message.
		expect(await db().all(sql`SELECT cause FROM dead_letter`)).toEqual([]);
		expect(await db().all(sql`SELECT subject FROM alert`)).toEqual([]);
		stack.sandbox.world.state.accurate.apiToken.revoked = false;
		expect((await stack.sync()).run.state).toBe("done");
	});

	it("of SMH does the same", async () => {
		const stack = await createStack({ scenario: "generated", customers: 3, products: 0, employees: 0, seed: 1 });
		const outside = globalThis.fetch;
		vi.stubGlobal("fetch", (input: RequestInfo, init?: RequestInit) => {
			const request = new Request(input, init);
			if (!request.url.includes("/smh/v1/")) return outside(request);
			return Promise.resolve(Response.json({ error: { code: "unauthorized", message: "invalid key" } }, { status: 401 }));
		});
		const { run } = await stack.sync();
		expect(run).toMatchObject({ state: "failed", error: "SMH menolak kunci API: invalid key; periksa SMH_API_KEY" });
		expect(await stack.control("/state")).toMatchObject({ smh: { customer: 0 }, accurate: { customer: 3 } });
		vi.stubGlobal("fetch", outside);
		expect((await stack.sync()).run.state).toBe("done");
	});
});

describe("the nightly cron", () => {
	it("lists everything and reports to the admins' chat", async () => {
		const stack = await createStack({ scenario: "generated", customers: 4, products: 2, employees: 1, seed: 2 });
		await worker.scheduled(null as never, env);
		await waitFor(async () => {
			const messages = await stack.control<{ text: string }[]>("/telegram/chats/7/messages");
			expect(messages.map(({ text }) => text).join("\n")).toContain("Pelanggan: 4 dibuat di SMH");
		});
		expect(await lastRun(db(), "default")).toMatchObject({ trigger: "cron", mode: "full", state: "done" });
	});
});

describe("law 8, over all invocations of a run", () => {
	it("never starts more than 8 Accurate calls in a second, nor has more than 8 in flight", async () => {
		const stack = await createStack({ scenario: "generated", customers: 1_500, products: 300, employees: 40, seed: 4 });
		// Many calls: with pages of 1,000 a run has too few to come near the limit.
		await stack.control("/switches", "PATCH", { maxPageSize: 100 });
		const { run } = await stack.sync();
		expect(run.state).toBe("done");
		const { peak } = await stack.control<{ peak: { accurate: { perSecond: number; inFlight: number } } }>("/calls");
		expect(peak.accurate.perSecond).toBeLessThanOrEqual(8);
		expect(peak.accurate.inFlight).toBeLessThanOrEqual(8);
		expect((await stack.control<unknown[]>("/smh/customer")).length).toBe(1_500);
	});
});

describe("law 13: secrets", () => {
	it("are sealed where they rest", async () => {
		const stack = await createStack({ scenario: "empty" });
		await stack.sync();
		const [stored] = await db().all<{ sealed: string }>(sql`SELECT sealed FROM credential`);
		expect(stored?.sealed).toBeDefined();
		expect(atob(stored?.sealed ?? "")).not.toContain("host");
	});
});
