import { sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { firstDelivery } from "./deliveries.ts";

const idOf = (what: Told, runId: string): string => `${what}:${runId}`;

/** What is told of a run unasked. */
export type Told = "report" | "question";

export async function wasTold(db: Database, connection: string, what: Told, runId: string): Promise<boolean> {
	const found = await db.all(sql`SELECT 1 FROM delivery
		WHERE connection_id = ${connection} AND source = 'telegram' AND delivery_id = ${idOf(what, runId)}`);
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
	const found = await db.all<{ id: string }>(sql`SELECT id FROM run
		WHERE connection_id = ${connection} AND finished_at BETWEEN ${now - TRIED_FOR_MS} AND ${now - TELLING_MS}
			AND (EXISTS (SELECT 1 FROM watcher WHERE watcher.run_id = run.id AND finished = 0)
				OR ("trigger" = 'cron' AND NOT EXISTS (SELECT 1 FROM delivery
					WHERE delivery.connection_id = run.connection_id AND source = 'telegram' AND delivery_id = 'report:' || run.id)))`);
	return found.map(({ id }) => id);
}
