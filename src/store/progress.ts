import { and, count, eq, isNotNull, ne, sql } from "drizzle-orm";
import { SIDES, type Side } from "../domain/model.ts";
import type { Database } from "./database.ts";
import { change, step } from "./schema.ts";
import { integer, oneOf } from "./select.ts";

export interface RunProgress {
	/** Records that the listings of the run have named so far. */
	readonly read: Readonly<Record<Side, number>>;
	/** Changes of records decided so far (Partner IDs to be written do not count), and how many of them are behind us. */
	readonly changes: number;
	readonly done: number;
}

/** The side that a listing's step has listed. */
const LISTED = sql`${step.work} ->> 'side'`.mapWith(oneOf(...SIDES));

/** How far a run under way has come. Three queries over rows of this run alone. A create is written down only when it was sent. */
export async function runProgress(db: Database, runId: string): Promise<RunProgress> {
	const [read, [changes], [found]] = await Promise.all([
		db
			.select({ side: LISTED, n: sql`coalesce(sum(json_array_length(${step.result}, '$.ids')), 0)`.mapWith(integer) })
			.from(step)
			.where(and(eq(step.runId, runId), eq(step.state, "done"), sql`${step.work} ->> 'kind' = 'scan'`, isNotNull(step.result)))
			.groupBy(LISTED),
		db
			.select({
				n: count(),
				planned: sql`count(*) FILTER (WHERE ${change.state} = 'planned')`.mapWith(integer),
				created: sql`count(*) FILTER (WHERE ${change.operation} = 'create')`.mapWith(integer),
			})
			.from(change)
			.where(and(eq(change.runId, runId), ne(change.operation, "partner_id"))),
		db
			.select({ creates: sql`coalesce(sum(${step.result} ->> 'creates'), 0)`.mapWith(integer) })
			.from(step)
			.where(and(eq(step.runId, runId), eq(step.state, "done"), sql`${step.work} ->> 'kind' = 'plan'`)),
	]);
	const of = (side: Side): number => read.find((row) => row.side === side)?.n ?? 0;
	const toCreate = Math.max(0, (found?.creates ?? 0) - (changes?.created ?? 0));
	const all = (changes?.n ?? 0) + toCreate;
	return { read: { smh: of("smh"), accurate: of("accurate") }, changes: all, done: all - toCreate - (changes?.planned ?? 0) };
}
