import { and, eq, ne, sql } from "drizzle-orm";
import type { Entity, Projection, Side } from "../domain/model.ts";
import { REASONS, type Reason } from "../domain/reasons.ts";
import type { Database } from "./database.ts";
import { accountedRecords, needsCare } from "./problems.ts";
import type { Run } from "./runs.ts";
import { change, run as runs } from "./schema.ts";
import { integer, oneOf, select } from "./select.ts";
import type { Operation } from "./words.ts";

/** A change that a preview decided on, with the fields it is about. */
export interface PreviewedChange {
	readonly entity: Entity;
	readonly side: Side;
	readonly operation: Exclude<Operation, "partner_id">;
	readonly label: string;
	/** null for a create and a link. */
	readonly before: Projection | null;
	/** null for a removal and a link. */
	readonly after: Projection | null;
}

/** What a person has to look at most carefully comes first: deletes, edits, pairs, new records. */
export async function previewedChanges(
	db: Database,
	runId: string,
	page: { readonly offset: number; readonly limit: number },
): Promise<readonly PreviewedChange[]> {
	return await db
		.select({
			entity: change.entity,
			side: change.side,
			operation: sql`${change.operation}`.mapWith(oneOf("create", "update", "remove", "link")),
			label: change.label,
			before: change.before,
			after: change.after,
		})
		.from(change)
		.where(and(eq(change.runId, runId), eq(change.state, "previewed"), ne(change.operation, "partner_id")))
		.orderBy(sql`CASE ${change.operation} WHEN 'remove' THEN 0 WHEN 'update' THEN 1 WHEN 'link' THEN 2 ELSE 3 END`, change.seq)
		.limit(page.limit)
		.offset(page.offset);
}

export interface ReasonCount {
	readonly reason: Reason;
	readonly count: number;
}

/** Why the records that a preview would leave as they are, are not in step; the most frequent reason first. */
export async function remainingReasons(db: Database, run: Pick<Run, "id" | "connection">): Promise<readonly ReasonCount[]> {
	const solved = sql`run_id = ${run.id} AND state = 'previewed' AND operation <> 'partner_id' AND leaves_problem = 0`;
	return await select(
		db,
		{ reason: oneOf(...REASONS), count: integer },
		sql`SELECT reason, count(*) AS count FROM (${accountedRecords(run.connection)})
		WHERE ${needsCare} AND (entity, side, id) NOT IN (
			SELECT entity, 'smh', smh_id FROM change WHERE ${solved} AND smh_id IS NOT NULL
			UNION ALL SELECT entity, 'accurate', accurate_id FROM change WHERE ${solved} AND accurate_id IS NOT NULL)
		GROUP BY reason ORDER BY 2 DESC, 1`,
	);
}

/** Has a run other than a preview ever come to its end? */
export async function hasSynced(db: Database, connection: string): Promise<boolean> {
	const found = await db
		.select({ id: runs.id })
		.from(runs)
		.where(and(eq(runs.connectionId, connection), ne(runs.mode, "preview"), eq(runs.state, "done")))
		.limit(1);
	return found.length > 0;
}
