import { type SQL, sql } from "drizzle-orm";
import { PRUNED, type Pruned } from "../domain/retention.ts";
import { commitReturning, type Database, type Statement } from "./database.ts";
import { changesWait, pruneChanges, pruneRuns, runsWait } from "./prune-runs.ts";
import { flag, select } from "./select.ts";

/** What may go, of one kind: whether there is any, and how up to `limit` rows of it are dropped. */
interface Pruning {
	/** Read where nothing is old: a row or two. */
	waits(connection: string, before: number): SQL;
	drop(db: Database, connection: string, before: number, limit: number): Promise<number>;
}

/** Rows of a table from the oldest on, by an index that has them in this order. */
function byAge(from: (connection: string, before: number) => SQL, drop: (oldest: SQL) => Statement): Pruning {
	return {
		waits: (connection, before) => sql`EXISTS (SELECT 1 ${from(connection, before)})`,
		async drop(db, connection, before, limit) {
			const [gone = []] = await commitReturning(db, [drop(sql`${from(connection, before)} LIMIT ${limit}`)]);
			return gone.length;
		},
	};
}

/** Rows numbered as they came, whose age has no index: the first few are looked at, and nothing where the very first may stay. */
function byNumber(first: (connection: string, limit: number) => SQL, drop: (oldest: SQL, before: number) => Statement): Pruning {
	return {
		waits: (connection, before) => sql`coalesce((SELECT at FROM (${first(connection, 1)})) < ${before}, 0)`,
		async drop(db, connection, before, limit) {
			const [gone = []] = await commitReturning(db, [drop(first(connection, limit), before)]);
			return gone.length;
		},
	};
}

const HOUR_MS = 3_600_000;

const PRUNINGS: Readonly<Record<Pruned, Pruning>> = {
	changes: { waits: changesWait, drop: pruneChanges },
	runs: { waits: runsWait, drop: pruneRuns },
	conflicts: byAge(
		(connection, before) => sql`FROM conflict INDEXED BY conflict_recent
			WHERE connection_id = ${connection} AND at < ${before} AND winner IS NOT NULL`,
		(oldest) => sql`DELETE FROM conflict WHERE id IN (SELECT id ${oldest}) RETURNING 1`,
	),
	audit: byNumber(
		(connection, limit) =>
			sql`SELECT id, at FROM audit INDEXED BY audit_recent WHERE connection_id = ${connection} ORDER BY id LIMIT ${limit}`,
		(first, before) => sql`DELETE FROM audit WHERE id IN (SELECT id FROM (${first}) WHERE at < ${before}) RETURNING 1`,
	),
	// Numbered over all connections, and what is not done is little.
	inbox: byNumber(
		(_, limit) => sql`SELECT seq, received_at AS at FROM inbox WHERE done_at IS NOT NULL ORDER BY seq LIMIT ${limit}`,
		(first, before) => sql`DELETE FROM inbox WHERE seq IN (SELECT seq FROM (${first}) WHERE at < ${before}) RETURNING 1`,
	),
	letters: byAge(
		(connection, before) => sql`FROM dead_letter INDEXED BY dead_letter_recent
			WHERE connection_id = ${connection} AND at < ${before} AND replayed_at IS NOT NULL`,
		(oldest) => sql`DELETE FROM dead_letter WHERE id IN (SELECT id ${oldest}) RETURNING 1`,
	),
	heard: byAge(
		(connection, before) => sql`FROM heard
			WHERE connection_id = ${connection} AND source IN ('smh', 'accurate') AND hour < ${Math.floor(before / HOUR_MS)}`,
		(oldest) =>
			sql`DELETE FROM heard WHERE (connection_id, source, hour) IN (SELECT connection_id, source, hour ${oldest}) RETURNING 1`,
	),
	presses: byAge(
		(_, before) => sql`FROM press INDEXED BY press_age WHERE at < ${before}`,
		(oldest) => sql`DELETE FROM press WHERE (connection_id, button) IN (SELECT connection_id, button ${oldest}) RETURNING 1`,
	),
};

/** Of which kinds something may go: one question, so that a tick with nothing to prune costs one statement. */
export async function waiting(db: Database, connection: string, keptSince: (what: Pruned) => number): Promise<readonly Pruned[]> {
	const columns = PRUNED.map((what) => sql`${PRUNINGS[what].waits(connection, keptSince(what))} AS ${sql.identifier(what)}`);
	const names = {
		changes: flag,
		runs: flag,
		conflicts: flag,
		audit: flag,
		inbox: flag,
		letters: flag,
		heard: flag,
		presses: flag,
	};
	const [found] = await select(db, names, sql`SELECT ${sql.join(columns, sql`, `)}`);
	return PRUNED.filter((what) => found?.[what]);
}

/** Drops up to `limit` rows of a kind from before that (epoch ms); answers how many. */
export const drop = (db: Database, connection: string, what: Pruned, before: number, limit: number): Promise<number> =>
	PRUNINGS[what].drop(db, connection, before, limit);
