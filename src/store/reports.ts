import { and, eq, sql } from "drizzle-orm";
import { commit, type Database } from "./database.ts";
import { notice } from "./schema.ts";
import { flag, select, text } from "./select.ts";

/** What is told of a run unasked. */
export type Told = "report" | "question";

export async function wasTold(db: Database, connection: string, what: Told, runId: string): Promise<boolean> {
	const found = await db
		.select({ at: notice.at })
		.from(notice)
		.where(and(eq(notice.connectionId, connection), eq(notice.runId, runId), eq(notice.what, what)));
	return found.length > 0;
}

/** Remembers it, after the fact: told twice is the lesser evil than lost. */
export const told = (db: Database, connection: string, what: Told, runId: string, now: number): Promise<void> =>
	commit(db, [db.insert(notice).values({ connectionId: connection, runId, what, at: now }).onConflictDoNothing()]);

/** A chat that is closed to us is not asked for ever. */
const TRIED_FOR_MS = 2 * 3_600_000;
/** Whoever tells of an end is through by then. */
const TELLING_MS = 60_000;

/**
 * Runs of which somebody still has to hear: that they have ended lately (a chat that watches, whoever gets the nightly report, whoever
 * asked for a verb), or that they wait for an answer (`waits`).
 */
export const untoldRuns = (
	db: Database,
	connection: string,
	now: number,
): Promise<readonly { readonly id: string; readonly waits: boolean }[]> => {
	const untold = (what: Told) => sql`NOT EXISTS (SELECT 1 FROM notice WHERE notice.connection_id = run.connection_id
		AND notice.run_id = run.id AND what = ${what})`;
	return select(
		db,
		{ id: text, waits: flag },
		sql`SELECT id, 0 AS waits FROM run WHERE connection_id = ${connection} AND finished_at BETWEEN ${now - TRIED_FOR_MS} AND ${now - TELLING_MS}
				AND (EXISTS (SELECT 1 FROM watcher WHERE watcher.run_id = run.id AND finished = 0)
					OR (("trigger" = 'cron' OR (mode = 'verb' AND "trigger" = 'telegram')) AND ${untold("report")}))
			UNION ALL SELECT id, 1 AS waits FROM run WHERE connection_id = ${connection} AND finished_at IS NULL
				AND state = 'needs_confirmation' AND ${untold("question")}`,
	);
};
