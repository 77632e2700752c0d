import { and, desc, eq, sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { countsOf, type RunCounts } from "./run-sums.ts";
import { type Run, runAsJson, runColumn } from "./runs.ts";
import { run as runs } from "./schema.ts";

export interface PastRun {
	readonly run: Run;
	readonly counts: RunCounts;
}

/** Runs of a connection with what they came to, the latest first. */
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
	const counts = await countsOf(
		db,
		connection,
		found.map(({ run }) => run.id),
	);
	return found.map(({ run }) => ({ run, counts: counts(run.id) }));
}
