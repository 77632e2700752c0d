import { and, count, desc, eq, inArray, sql } from "drizzle-orm";
import { type Database, valuesOf } from "./database.ts";
import { type Run, type RunCounts, runAsJson, runColumn, toCounts } from "./runs.ts";
import { change, conflict, problem, run as runs } from "./schema.ts";

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
	const older = after ? sql`(${runs.startedAt}, ${runs.id}) < (${after.startedAt}, ${after.id})` : undefined;
	const found = await db
		.select({ run: sql`${runAsJson}`.mapWith(runColumn) })
		.from(runs)
		.where(and(eq(runs.connectionId, connection), older))
		.orderBy(desc(runs.startedAt), desc(runs.id))
		.limit(limit);
	const ids = valuesOf(found.map(({ run }) => run.id));
	const [changes, conflicts, problems] = await Promise.all([
		db
			.select({ id: change.runId, operation: change.operation, side: change.side, n: count() })
			.from(change)
			.where(and(inArray(change.runId, ids), inArray(change.state, ["applied", "previewed"])))
			.groupBy(change.runId, change.operation, change.side),
		db.select({ id: conflict.runId, n: count() }).from(conflict).where(inArray(conflict.runId, ids)).groupBy(conflict.runId),
		db.$count(problem, eq(problem.connectionId, connection)),
	]);
	return found.map(({ run }) => {
		const own = changes.filter(({ id }) => id === run.id);
		const clashes = conflicts.find(({ id }) => id === run.id)?.n ?? 0;
		return { run, counts: toCounts(own, problems, clashes) };
	});
}
