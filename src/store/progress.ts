import { sql } from "drizzle-orm";
import type { Entity, Side } from "../domain/model.ts";
import type { Database } from "./database.ts";

export interface RunProgress {
	/** Records that the listings of the run have named so far. */
	readonly read: Readonly<Record<Side, number>>;
	/** Changes of records decided so far (Partner IDs to be written do not count), and how many of them are behind us. */
	readonly changes: number;
	readonly done: number;
}

/** How far a run under way has come. Two queries over rows of this run alone. */
export async function runProgress(db: Database, runId: string): Promise<RunProgress> {
	const [read, [changes]] = await Promise.all([
		db.all<{ side: Side; n: number }>(sql`SELECT work ->> 'side' AS side, sum(json_array_length(result, '$.ids')) AS n FROM step
			WHERE run_id = ${runId} AND state = 'done' AND work ->> 'kind' = 'scan' AND result IS NOT NULL GROUP BY 1`),
		db.all<{ n: number; planned: number }>(sql`SELECT count(*) AS n, count(*) FILTER (WHERE state = 'planned') AS planned
			FROM change WHERE run_id = ${runId} AND operation <> 'partner_id'`),
	]);
	const of = (side: Side): number => read.find((row) => row.side === side)?.n ?? 0;
	const all = changes?.n ?? 0;
	return { read: { smh: of("smh"), accurate: of("accurate") }, changes: all, done: all - (changes?.planned ?? 0) };
}

export interface ChangeCount {
	readonly entity: Entity;
	readonly side: Side;
	readonly operation: "create" | "update" | "remove" | "link";
	readonly count: number;
}

/** What the run did (or, for a preview, would do) entity by entity; writing Partner IDs is left out. */
export async function changeCounts(db: Database, runId: string): Promise<readonly ChangeCount[]> {
	return await db.all<ChangeCount>(sql`SELECT entity, side, operation, count(*) AS count FROM change
		WHERE run_id = ${runId} AND state IN ('applied', 'previewed') AND operation <> 'partner_id' GROUP BY entity, side, operation`);
}
