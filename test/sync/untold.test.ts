import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { expect, it } from "vitest";
import type { Coordinator } from "../../src/coordinator/client.ts";
import { commit, database } from "../../src/store/database.ts";
import { untoldRuns } from "../../src/store/reports.ts";
import { watchRun } from "../../src/store/watchers.ts";
import { tellEnds } from "../../src/sync/inbox/channels.ts";
import { startRun } from "../../src/sync/run/start.ts";
import { createStack, waitFor } from "../support/stack.ts";

const ADMIN = 7;
const MINUTES_AGO = 5 * 60_000;

it("whoever watches a run hears of its end although the message that tells of it was lost with a process", async () => {
	const stack = await createStack({ scenario: "empty" });
	const { run } = await stack.sync();
	const db = database(env.DB);
	const ctx = await stack.context();
	const said = async () => {
		const messages = await stack.control<{ text: string }[]>(`/telegram/chats/${ADMIN}/messages`);
		return messages.map(({ text }) => text);
	};
	await watchRun(db, ctx.connection, { runId: run.id, chatId: ADMIN, messageId: 0, language: "id", shown: "" });
	// A moment after its end somebody may still be telling of it.
	expect(await untoldRuns(db, ctx.connection, Date.now())).toEqual([]);

	await commit(db, [sql`UPDATE watcher SET finished = 0`, sql`UPDATE run SET finished_at = finished_at - ${MINUTES_AGO}`]);
	await tellEnds(ctx);
	await waitFor(async () => expect(await db.all(sql`SELECT finished FROM watcher`)).toEqual([{ finished: 1 }]));
	expect((await said()).at(-1)).toContain("selesai");
	expect(await untoldRuns(db, ctx.connection, Date.now())).toEqual([]);
});

it("the coordinator watches over a run before it is written down, so that it is carried out whatever becomes of who wrote it", async () => {
	const stack = await createStack({ scenario: "empty" });
	const ctx = await stack.context();
	const runs = async () => (await database(env.DB).all(sql`SELECT 1 FROM run`)).length;
	const written: number[] = [];
	const coordinator = { wake: async () => void written.push(await runs()) } as unknown as Coordinator;
	// Nobody carries it out: what is looked at is only when the coordinator hears of it.
	const queue = { ...ctx.queue, send: async () => ({ metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } }) };
	await startRun({ ...ctx, coordinator, queue }, { mode: "auto", trigger: "api", actor: { kind: "cron" } });
	expect(written).toEqual([0, 1]);
});
