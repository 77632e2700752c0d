import { applyD1Migrations, createExecutionContext, createMessageBatch, getQueueResult } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Coordinator } from "../../src/coordinator/client.ts";
import worker from "../../src/index.ts";
import { commit, database } from "../../src/store/database.ts";
import { countOpenLetters, getDeadLetter, keepDeadLetter, listDeadLetters } from "../../src/store/deadletters.ts";
import { takeInDeliveries } from "../../src/store/inbox.ts";
import type { Alert, Notifier } from "../../src/sync/context.ts";
import { keepLetter, replay, replayAll } from "../../src/sync/inbox/dead-letters.ts";
import type { JobMessage } from "../../src/sync/messages.ts";
import { accurateChannel } from "../../src/systems/accurate/channel.ts";
import { smhChannel } from "../../src/systems/smh/channel.ts";
import { createStack, ended, waitFor } from "../support/stack.ts";
import { openGate, outboundOf } from "../systems/support.ts";

const NOON = Date.UTC(2026, 10, 22, 5);
const actor = { kind: "telegram", userId: 7, name: "Ani" } as const;
const accurate = accurateChannel({
	accountUrl: "https://account.test",
	outbound: outboundOf(() => expect.fail("a replay calls nobody")),
	gate: openGate(),
	auth: { remedy: "token" as const, endpoint: () => expect.fail(), recover: () => expect.fail(), moved: () => expect.fail() },
	databaseId: null,
	registered: true,
});

/** One connection whose queue and engine only record. */
function desk() {
	const connection = crypto.randomUUID();
	const db = database(env.DB);
	const sent: JobMessage[] = [];
	const looked: string[] = [];
	const alerts: Alert[] = [];
	const state: { now: number; queueWorks: boolean } = { now: NOON, queueWorks: true };
	const metadata = { metrics: { backlogCount: 0, backlogBytes: 0 } };
	const notifier: Notifier = {
		progress: async () => {},
		asks: async () => {},
		ended: async () => {},
		alert: async (alert) => void alerts.push(alert),
	};
	const ctx = {
		connection,
		db,
		channels: [smhChannel, accurate],
		queue: {
			send: () => expect.fail("letters go back in one call"),
			sendBatch: async (batch: Iterable<{ body: JobMessage }>) => {
				if (!state.queueWorks) throw new Error("the queue is down");
				for (const { body } of batch) sent.push(body);
				return { metadata };
			},
		},
		// Of the coordinator a replay needs one method.
		coordinator: { wake: async (which: string) => void looked.push(which) } as unknown as Coordinator,
		notifier,
		log: { info() {}, warn() {}, error() {} },
		now: () => state.now,
	};
	return {
		...{ ctx, sent, looked, alerts, state },
		async letter(queue: string, body: unknown): Promise<string> {
			state.now++;
			await commit(db, [keepDeadLetter({ connection, queue, body, cause: "unreadable", at: state.now })]);
			const [newest] = await listDeadLetters(db, connection, { limit: 1 });
			return newest?.id ?? expect.fail("nothing was kept");
		},
		open: () => countOpenLetters(db, connection),
		signals: () =>
			db.all(
				sql`SELECT source AS side, entity, record_id AS id, gone FROM inbox WHERE connection_id = ${connection} ORDER BY source, record_id`,
			),
		audit: () => db.all(sql`SELECT actor, action, detail FROM audit WHERE connection_id = ${connection} ORDER BY id`),
	};
}

beforeAll(() => applyD1Migrations(env.DB, env.TEST_MIGRATIONS));
let at: ReturnType<typeof desk>;
beforeEach(() => {
	at = desk();
});
const job = (run: string): JobMessage => ({ kind: "drive", connection: "default", run });
const smhBody = (id: number) => JSON.stringify({ type: "customer.updated", timestamp: "x", data: { id, version: 3 } });

describe("a kept queue message", () => {
	it("goes back on the queue, once, with a word on who asked for it", async () => {
		const id = await at.letter("sync-jobs-dead", job("r1"));
		expect(await replay(at.ctx, id, actor)).toEqual({ kind: "done" });
		expect(await replay(at.ctx, id, actor)).toEqual({ kind: "already" });
		expect([at.sent, await at.open()]).toEqual([[job("r1")], 0]);
		expect(await at.audit()).toEqual([
			{ actor: JSON.stringify(actor), action: "letter.replay", detail: JSON.stringify({ letters: [id] }) },
		]);
	});

	it("goes back once when two press at the same moment", async () => {
		const id = await at.letter("sync-jobs", job("r1"));
		const outcomes = await Promise.all([1, 2, 3].map(() => replay(at.ctx, id, actor)));
		expect(outcomes.map(({ kind }) => kind).sort()).toEqual(["already", "already", "done"]);
		expect([at.sent.length, (await at.audit()).length]).toEqual([1, 1]);
	});

	it("stays open when the queue does not take it", async () => {
		const id = await at.letter("sync-jobs", job("r1"));
		at.state.queueWorks = false;
		await expect(replay(at.ctx, id, actor)).rejects.toThrow("the queue is down");
		at.state.queueWorks = true;
		expect(await replay(at.ctx, id, actor)).toEqual({ kind: "done" });
		expect(at.sent).toEqual([job("r1")]);
	});

	it("that still cannot be read stays open, and says so", async () => {
		const id = await at.letter("sync-jobs", { kind: "nonsense" });
		expect(await replay(at.ctx, id, actor)).toEqual({ kind: "unreadable" });
		expect([at.sent, await at.open(), await at.audit()]).toEqual([[], 1, []]);
	});

	it("of another connection is not there", async () => {
		const id = await desk().letter("sync-jobs", job("r1"));
		expect(await replay(at.ctx, id, actor)).toEqual({ kind: "not_found" });
	});
});

describe("a kept webhook", () => {
	it("of SMH is read again without its signature, and what it names is looked at", async () => {
		const id = await at.letter("webhooks/smh", smhBody(17));
		expect(await replay(at.ctx, id, actor)).toEqual({ kind: "done" });
		expect(await at.signals()).toEqual([{ side: "smh", entity: "customer", id: "17", gone: 0 }]);
		expect(at.looked).toEqual([at.ctx.connection]);
	});

	it("of Accurate is read again, even where an event of it had been taken in before", async () => {
		const event = { databaseId: 1, type: "ITEM", uuid: "u-1", data: [{ itemId: 2151, itemNo: "B", action: "DELETE" }] };
		const id = await at.letter("webhooks/accurate", JSON.stringify([event]));
		const other = { side: "accurate", entity: "product", id: "2152", version: null, gone: false } as const;
		await takeInDeliveries(at.ctx.db, at.ctx.connection, "accurate", [{ id: "u-1", signals: [other] }], NOON);
		expect(await replay(at.ctx, id, actor)).toEqual({ kind: "done" });
		expect(await at.signals()).toContainEqual({ side: "accurate", entity: "product", id: "2151", gone: 1 });
	});

	it.each([
		["webhooks/smh", "<html>"],
		["webhooks/smh", JSON.stringify({ type: "customer.updated" })],
		["webhooks/accurate", JSON.stringify([{ type: "ITEM" }])],
		["webhooks/accurate", { not: "a text" }],
	])("of %s that still cannot be read stays open", async (queue, body) => {
		const id = await at.letter(queue, body);
		expect(await replay(at.ctx, id, actor)).toEqual({ kind: "unreadable" });
		expect([await at.open(), at.looked]).toEqual([1, []]);
	});
});

describe("all kept messages at once", () => {
	it("are done once more, and those nobody can read stay", async () => {
		await at.letter("sync-jobs", job("r1"));
		await at.letter("sync-jobs-dead", { kind: "nonsense" });
		await at.letter("webhooks/smh", smhBody(17));
		await at.letter("webhooks/smh", smhBody(18));
		const done = await at.letter("sync-jobs", job("r2"));
		await replay(at.ctx, done, actor);
		expect(await replayAll(at.ctx, actor)).toEqual({ replayed: 3, unreadable: 1, more: false });
		expect(at.sent).toEqual([job("r2"), job("r1")]);
		expect((await at.signals()).length).toBe(2);
		expect([await at.open(), at.looked.length]).toEqual([1, 1]);
		expect(await replayAll(at.ctx, actor)).toEqual({ replayed: 0, unreadable: 1, more: false });
	});

	it("are done once when two press at the same moment", async () => {
		for (let n = 0; n < 20; n++) await at.letter("sync-jobs", job(`r${n}`));
		const outcomes = await Promise.all([1, 2].map(() => replayAll(at.ctx, actor)));
		expect(outcomes.reduce((sum, { replayed }) => sum + replayed, 0)).toBe(20);
		expect(at.sent).toHaveLength(20);
	});

	it("that are very many are done a hundred at a time, however many unreadable ones lie on top", async () => {
		const many = [
			...Array.from({ length: 230 }, (_, n) => ({ queue: "sync-jobs", body: job(`r${n}`), at: n })),
			...Array.from({ length: 150 }, (_, n) => ({ queue: "sync-jobs", body: { kind: "nonsense" }, at: 1000 + n })),
		];
		const { connection, db } = at.ctx;
		await commit(
			db,
			many.map((letter) => keepDeadLetter({ connection, cause: "x", ...letter })),
		);
		const tally = { replayed: 0, rounds: 0 };
		for (let more = true; more; tally.rounds++) {
			const outcome = await replayAll(at.ctx, actor);
			expect(outcome.replayed).toBeLessThanOrEqual(100);
			tally.replayed += outcome.replayed;
			more = outcome.more;
		}
		expect(tally).toEqual({ replayed: 230, rounds: 3 });
		expect(new Set(at.sent.map((message) => ("run" in message ? message.run : ""))).size).toBe(230);
	});
});

describe("the admins", () => {
	it("hear of kept messages, with their number and the latest cause, once for many", async () => {
		await keepLetter(at.ctx, { queue: "sync-jobs", body: 1, cause: "pertama" });
		await keepLetter(at.ctx, { queue: "sync-jobs", body: 2, cause: "kedua" });
		expect(at.alerts).toEqual([{ kind: "dead_letters", count: 1, cause: "pertama" }]);
		at.state.now += 6 * 3_600_000;
		await keepLetter(at.ctx, { queue: "sync-jobs", body: 3, cause: "ketiga" });
		expect(at.alerts.at(-1)).toEqual({ kind: "dead_letters", count: 3, cause: "ketiga" });
	});

	it("not being reachable keeps no message from being kept", async () => {
		const notifier = { ...at.ctx.notifier, alert: () => Promise.reject(new Error("Telegram is down")) };
		await keepLetter({ ...at.ctx, notifier }, { queue: "sync-jobs", body: 1, cause: "x" });
		expect(await at.open()).toBe(1);
	});
});

describe("from the queue to the chat and back", () => {
	it("an unreadable message alarms the report chat, and one that ran out of retries can be done once more", async () => {
		const stack = await createStack({ scenario: "empty" });
		const deliver = async (queue: string, body: unknown) => {
			const batch = createMessageBatch(queue, [{ id: "m1", timestamp: new Date(), attempts: 1, body }]);
			await worker.queue(batch, env);
			expect((await getQueueResult(batch, createExecutionContext())).explicitAcks).toEqual(["m1"]);
		};
		await deliver("sync-jobs", { kind: "nonsense" });
		await waitFor(async () => {
			const messages = await stack.control<{ text: string }[]>("/telegram/chats/7/messages");
			expect(messages.at(-1)?.text).toContain("1 pesan gagal diproses\nYang terakhir: isinya tidak dapat dibaca");
		});

		const ctx = await stack.context();
		const { run } = await stack.sync();
		await deliver("sync-jobs-dead", { kind: "report", connection: ctx.connection, run: run.id });
		const [letter] = await listDeadLetters(ctx.db, ctx.connection, { open: true, limit: 1 });
		expect(await replay(ctx, letter?.id ?? "", actor)).toEqual({ kind: "done" });
		expect(await getDeadLetter(ctx.db, ctx.connection, letter?.id ?? "")).toMatchObject({ replayedAt: expect.any(Number) });
		await ended(ctx, run.id);
	});
});
