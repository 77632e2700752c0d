import { sql } from "drizzle-orm";
import { type Database, rows } from "./database.ts";
import { type ChangeTally, type Run, type RunCounts, type RunRow, toCounts, toRun } from "./runs.ts";

export interface PastRun {
	readonly run: Run;
	readonly counts: RunCounts;
}

/** Runs of a connection with what they came to, the latest first. Four queries, whatever the page's size. */
export async function runPage(
	db: Database,
	connection: string,
	page: { readonly limit: number; readonly after?: { readonly startedAt: number; readonly id: string } | undefined },
): Promise<readonly PastRun[]> {
	const { limit, after } = page;
	const older = after ? sql`AND (started_at, id) < (${after.startedAt}, ${after.id})` : sql``;
	const found = await db.all<RunRow>(sql`SELECT * FROM run WHERE connection_id = ${connection} ${older}
		ORDER BY started_at DESC, id DESC LIMIT ${limit}`);
	const ids = rows(found.map(({ id }) => id));
	const [changes, conflicts, [problems]] = await Promise.all([
		db.all<ChangeTally & { id: string }>(sql`SELECT run_id AS id, operation, side, count(*) AS n FROM change
			WHERE run_id IN (SELECT value FROM json_each(${ids})) AND state IN ('applied', 'previewed') GROUP BY run_id, operation, side`),
		db.all<{ id: string; n: number }>(sql`SELECT run_id AS id, count(*) AS n FROM conflict
			WHERE run_id IN (SELECT value FROM json_each(${ids})) GROUP BY run_id`),
		db.all<{ n: number }>(sql`SELECT count(*) AS n FROM problem WHERE connection_id = ${connection}`),
	]);
	return found.map((row) => {
		const own = changes.filter(({ id }) => id === row.id);
		const clashes = conflicts.find(({ id }) => id === row.id)?.n ?? 0;
		return { run: toRun(row), counts: toCounts(own, problems?.n ?? 0, clashes) };
	});
}
