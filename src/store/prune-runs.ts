import { type SQL, sql } from "drizzle-orm";
import { commit, commitReturning, type Database, rows, type Statement } from "./database.ts";
import { integer, select, text } from "./select.ts";

/** So many runs are looked at in a tick. */
const RUNS_AT_ONCE = 40;

/** How far runs, and their changes, have been pruned: each run is looked at once for either, however many stay. */
type Mark = "changes_pruned" | "runs_pruned";
const markOf = (connection: string, mark: Mark): SQL =>
	sql`(SELECT ${sql.raw(mark)} FROM connection WHERE connection.id = ${connection})`;
const moveMark = (connection: string, mark: Mark, to: number): Statement =>
	sql`UPDATE connection SET ${sql.raw(mark)} = ${to} WHERE id = ${connection}`;

/** Whose turn it is, from the oldest on. Of two that began in one millisecond the second may stay, which does no harm. */
const turn = (connection: string, mark: Mark, before: number): SQL =>
	sql`run INDEXED BY run_recent WHERE run.connection_id = ${connection} AND run.started_at > coalesce(${markOf(connection, mark)}, 0)
		AND run.started_at < ${before}`;

/** A run goes after its changes. */
const goneBefore = (connection: string, before: number): SQL =>
	sql`min(${before}, coalesce(${markOf(connection, "changes_pruned")}, 0) + 1)`;

export const changesWait = (connection: string, before: number): SQL =>
	sql`EXISTS (SELECT 1 FROM ${turn(connection, "changes_pruned", before)})`;
export const runsWait = (connection: string, before: number): SQL =>
	sql`EXISTS (SELECT 1 FROM run INDEXED BY run_recent WHERE run.connection_id = ${connection}
		AND run.started_at > coalesce(${markOf(connection, "runs_pruned")}, 0) AND run.started_at < ${goneBefore(connection, before)})`;

const RUN = { id: text, startedAt: integer };

/** Drops up to `limit` changes of runs that are over; one in doubt stays, the next plan of its pair asks for it. Answers how many. */
export async function pruneChanges(db: Database, connection: string, before: number, limit: number): Promise<number> {
	const found = await select(
		db,
		RUN,
		sql`SELECT run.id, run.started_at AS startedAt FROM ${turn(connection, "changes_pruned", before)}
			AND run.finished_at IS NOT NULL ORDER BY run.started_at LIMIT ${RUNS_AT_ONCE}`,
	);
	const last = found.at(-1);
	const [gone = []] = await commitReturning(db, [dropChanges(idsOf(found), limit)]);
	// Where the limit was reached there may be more of them.
	if (gone.length < limit) await commit(db, [moveMark(connection, "changes_pruned", last?.startedAt ?? before - 1)]);
	return gone.length;
}

/**
 * Whether a run goes: nothing of it is in doubt, no conflict of it waits for a person, and it is not the last of its kind, whose word
 * people still see (store/runs.ts: lastRun, lastWord).
 */
const MAY_GO: SQL = sql`run.finished_at IS NOT NULL
	AND NOT EXISTS (SELECT 1 FROM change WHERE change.run_id = run.id AND change.in_doubt = 1)
	AND NOT EXISTS (SELECT 1 FROM conflict INDEXED BY conflict_run WHERE conflict.run_id = run.id AND conflict.winner IS NULL)
	AND (run.mode IN ('signals', 'verb') OR EXISTS (SELECT 1 FROM run newer INDEXED BY run_requested
		WHERE newer.connection_id = run.connection_id AND newer.mode NOT IN ('signals', 'verb') AND newer.started_at > run.started_at
			AND newer.mode = run.mode AND newer.state = run.state AND (newer.question IS NULL) = (run.question IS NULL)))`;

/** Drops runs with all that is theirs; answers how many. */
export async function pruneRuns(db: Database, connection: string, before: number, limit: number): Promise<number> {
	const found = await select(
		db,
		{ ...RUN, goes: integer },
		sql`SELECT run.id, run.started_at AS startedAt, (${MAY_GO}) AS goes FROM run INDEXED BY run_recent
			WHERE run.connection_id = ${connection} AND run.started_at > coalesce(${markOf(connection, "runs_pruned")}, 0)
				AND run.started_at < ${goneBefore(connection, before)} ORDER BY run.started_at LIMIT ${Math.min(limit, RUNS_AT_ONCE)}`,
	);
	const last = found.at(-1);
	if (!last) return 0;
	const ids = idsOf(found.filter(({ goes }) => goes === 1));
	const those = sql`run_id IN (SELECT value FROM json_each(${ids}))`;
	const answers = await commitReturning(db, [
		dropChanges(ids, limit),
		sql`DELETE FROM step WHERE ${those}`,
		sql`DELETE FROM watcher WHERE ${those}`,
		sql`DELETE FROM notice WHERE connection_id = ${connection} AND ${those}`,
		sql`DELETE FROM run WHERE id IN (SELECT value FROM json_each(${ids})) RETURNING 1`,
		moveMark(connection, "runs_pruned", last.startedAt),
	]);
	return answers[4]?.length ?? 0;
}

const idsOf = (runs: readonly { readonly id: string }[]): string => rows(runs.map(({ id }) => id));

const dropChanges = (
	runIds: string,
	limit: number,
): Statement => sql`DELETE FROM change WHERE (run_id, seq) IN (SELECT run_id, seq FROM change
	WHERE run_id IN (SELECT value FROM json_each(${runIds})) AND in_doubt = 0 LIMIT ${limit}) RETURNING 1`;
