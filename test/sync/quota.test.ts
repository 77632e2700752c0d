import {
	createExecutionContext,
	createMessageBatch,
	createScheduledController,
	getQueueResult,
	runDurableObjectAlarm,
	runInDurableObject,
} from "cloudflare:test";
import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { lookAgainAt, quotaBackAt } from "../../src/domain/quota.ts";
import worker from "../../src/index.ts";
import { database } from "../../src/store/database.ts";
import { quotaFull } from "../../src/store/quota.ts";
import { getRun } from "../../src/store/runs.ts";
import { startRun } from "../../src/sync/run/start.ts";
import { quotaError, quotaOfTheDay } from "../support/full-quota.ts";
import { createStack, ended, PUBLIC_URL, type Stack, waitFor } from "../support/stack.ts";

const db = database(env.DB);
const API = { kind: "api", key: "test" } as const;
const coordinator = () => env.COORDINATOR.get(env.COORDINATOR.idFromName("default"));
const alerts = async (stack: Stack): Promise<readonly string[]> => {
	const messages = await stack.control<{ text: string }[]>("/telegram/chats/7/messages");
	return messages.map(({ text }) => text).filter((text) => text.includes("Jatah"));
};
async function botRegistered({ sandbox }: Stack): Promise<void> {
	const body = JSON.stringify({ url: `${PUBLIC_URL}/telegram/webhook`, secret_token: env.TELEGRAM_WEBHOOK_SECRET });
	const address = `${env.TELEGRAM_API_URL}/bot${env.TELEGRAM_BOT_TOKEN}/setWebhook`;
	await sandbox.fetch(new Request(address, { method: "POST", headers: { "content-type": "application/json" }, body }));
}
/** A message as the queue brings it for the so manieth time. */
const deliver = async (queue: string, body: unknown, attempts: number) => {
	const batch = createMessageBatch(queue, [{ id: "m1", timestamp: new Date(), attempts, body }]);
	await worker.queue(batch, env);
	return await getQueueResult(batch, createExecutionContext());
};

describe("a database that has used up what it may do in a day", () => {
	it.each([
		["in the middle of the run's work", "write", 14],
		["before the run has begun", "write", 0],
		["even for reading", "read", 0],
	] as const)(
		"%s: the run rests and goes on when the quota is back; admins are told once, in words",
		async (_, kind, afterWrites) => {
			const stack = await createStack({ scenario: "generated", customers: 60, products: 20, employees: 3, seed: 5 });
			const quota = quotaOfTheDay();
			const ctx = await stack.context();
			const started = startRun(ctx, { mode: "auto", trigger: "api", actor: API });
			const { run } = await started;
			quota.fill(kind, afterWrites);
			await waitFor(async () => expect(await alerts(stack)).toHaveLength(1));
			expect(quota.isFull()).toBe(true);
			// As often as it may be told of it: by the queue, by ticks, and by its own alarm.
			for (let n = 1; n <= 14; n++) {
				const { explicitAcks, retryMessages } = await deliver(
					"sync-jobs",
					{ kind: "drive", connection: "default", run: run.id },
					n,
				);
				expect([explicitAcks, retryMessages]).toEqual([["m1"], []]);
			}
			await worker.scheduled(createScheduledController({ cron: "*/15 * * * *" }), env);
			await runDurableObjectAlarm(coordinator());
			await new Promise((resolve) => setTimeout(resolve, 300));
			const [told = ""] = await alerts(stack);
			expect(await alerts(stack)).toHaveLength(1);
			expect(told).toMatch(new RegExp(`^⚠️ Jatah ${kind === "read" ? "baca" : "tulis"} database untuk hari ini sudah habis\n`));
			expect(told).toMatch(/dilanjutkan sendiri paling lambat .* 07\.00 WIB/);

			quota.refill();
			// Whoever worked when it happened has held its steps for some seconds more.
			await db.run(sql`UPDATE step SET claimed_until = 0`);
			expect(await getRun(db, "default", run.id)).toMatchObject({ finishedAt: null, error: null });
			await runDurableObjectAlarm(coordinator());
			expect(await ended(ctx, run.id)).toMatchObject({ state: "done", error: null });
			expect(await stack.control("/state")).toMatchObject({ smh: { customer: 60, product: 20, employee: 3 } });
			expect(await db.all(sql`SELECT cause FROM dead_letter`)).toEqual([]);
			// Nothing was sent twice, and nothing is left.
			expect((await stack.sync()).counts).toMatchObject({ created: { smh: 0, accurate: 0 }, updated: { smh: 0, accurate: 0 } });
		},
	);

	it("rests: the engine is told again after a quarter of an hour or at midnight UTC, not every few seconds", async () => {
		const stub = env.COORDINATOR.get(env.COORDINATOR.idFromName(crypto.randomUUID()));
		const until = Date.now() + 900_000;
		expect(await stub.pause("c", until)).toBe(true);
		await stub.wake("c", 0);
		expect(await stub.pause("c", until)).toBe(false);
		expect(await runInDurableObject(stub, (_, state) => state.storage.getAlarm())).toBe(until);
		await stub.tellAgain();
		expect(await stub.pause("c", until)).toBe(true);
		expect(lookAgainAt(Date.UTC(2026, 10, 26, 10))).toBe(Date.UTC(2026, 10, 26, 10, 15));
		expect(lookAgainAt(Date.UTC(2026, 10, 26, 23, 55))).toBe(Date.UTC(2026, 10, 27, 0, 0, 30));
		expect(quotaBackAt(Date.UTC(2026, 10, 26, 23, 55))).toBe(Date.UTC(2026, 10, 27));
	});

	it("keeps no message from being kept: what ran out of retries waits until it can be written down", async () => {
		await createStack({ scenario: "empty" });
		const quota = quotaOfTheDay();
		quota.fill("write");
		const { explicitAcks, retryMessages } = await deliver("sync-jobs-dead", { kind: "nonsense" }, 1);
		expect(explicitAcks).toEqual([]);
		expect(retryMessages).toEqual([{ msgId: "m1" }]);
		quota.refill();
		await deliver("sync-jobs-dead", { kind: "nonsense" }, 2);
		expect(await db.all(sql`SELECT queue FROM dead_letter`)).toEqual([{ queue: "sync-jobs-dead" }]);
	});

	it("brings a word that could not be told again, as often as that takes", async () => {
		const stack = await createStack({ scenario: "empty" });
		const { run } = await stack.sync();
		const quota = quotaOfTheDay();
		quota.fill("read");
		const sent: unknown[] = [];
		const queue = { send: async (...message: unknown[]) => void sent.push(message) };
		const batch = createMessageBatch("sync-jobs", [
			{ id: "m1", timestamp: new Date(), attempts: 9, body: { kind: "report", connection: "default", run: run.id } },
		]);
		await worker.queue(batch, { ...env, SYNC_JOBS: queue } as never);
		expect((await getQueueResult(batch, createExecutionContext())).explicitAcks).toEqual(["m1"]);
		expect(sent).toEqual([[{ kind: "report", connection: "default", run: run.id }, { delaySeconds: expect.any(Number) }]]);
	});

	it("is called by its name: in the API, and by the bot", async () => {
		const stack = await createStack({ scenario: "empty" });
		await botRegistered(stack);
		const quota = quotaOfTheDay();
		quota.fill("write");
		await expect(stack.api("/runs", "POST", {})).rejects.toThrow(/^503 .*"database_quota".*midnight UTC/);
		await stack.control("/telegram/messages", "POST", { from: { id: 7, first_name: "Ani" }, text: "/sinkron" });
		await waitFor(async () => {
			expect((await alerts(stack)).at(-1)).toContain("perintah ini belum dikerjakan. Kirim lagi setelah pukul 07.00 WIB.");
		});
		await expect(stack.api("/links?entity=customer")).resolves.toBeDefined();
	});
});

it("other errors of the database are no full quota", () => {
	expect(quotaFull(new Error("Failed query", { cause: quotaError("write") }))).toBe("write");
	expect(quotaFull(quotaError("read"))).toBe("read");
	for (const words of [
		"D1_ERROR: database is locked",
		"D1 DB is overloaded. Too many requests queued.",
		"Exceeded maximum DB size",
	]) {
		expect(quotaFull(new Error(words))).toBeNull();
	}
});
