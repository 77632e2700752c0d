import { and, between, eq, exists, notExists, or, sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { firstDelivery } from "./deliveries.ts";
import { delivery, run, watcher } from "./schema.ts";

const idOf = (what: Told, runId: string): string => `${what}:${runId}`;

/** What is told of a run unasked. */
export type Told = "report" | "question";

export async function wasTold(db: Database, connection: string, what: Told, runId: string): Promise<boolean> {
	const found = await db
		.select({ id: delivery.deliveryId })
		.from(delivery)
		.where(
			and(eq(delivery.connectionId, connection), eq(delivery.source, "telegram"), eq(delivery.deliveryId, idOf(what, runId))),
		);
	return found.length > 0;
}

/** Remembers it, after the fact: told twice is the lesser evil than lost. */
export async function told(db: Database, connection: string, what: Told, runId: string, now: number): Promise<void> {
	await firstDelivery(db, connection, "telegram", idOf(what, runId), now);
}

/** A chat that is closed to us is not asked for ever. */
const TRIED_FOR_MS = 2 * 3_600_000;
/** Whoever tells of an end is through by then. */
const TELLING_MS = 60_000;

/** Runs that have ended lately whose end somebody waits to hear: a chat that watches, or whoever gets the nightly report. */
export async function untoldRuns(db: Database, connection: string, now: number): Promise<readonly string[]> {
	const watched = db
		.select({ chat: watcher.chatId })
		.from(watcher)
		.where(and(eq(watcher.runId, run.id), eq(watcher.finished, 0)));
	const reported = db
		.select({ id: delivery.deliveryId })
		.from(delivery)
		.where(
			and(
				eq(delivery.connectionId, run.connectionId),
				eq(delivery.source, "telegram"),
				eq(delivery.deliveryId, sql`'report:' || ${run.id}`),
			),
		);
	const found = await db
		.select({ id: run.id })
		.from(run)
		.where(
			and(
				eq(run.connectionId, connection),
				between(run.finishedAt, now - TRIED_FOR_MS, now - TELLING_MS),
				or(exists(watched), and(eq(run.trigger, "cron"), notExists(reported))),
			),
		);
	return found.map(({ id }) => id);
}
