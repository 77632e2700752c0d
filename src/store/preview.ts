import { and, eq, ne, sql } from "drizzle-orm";
import type { Entity, Projection, Side } from "../domain/model.ts";
import { REASONS, type Reason } from "../domain/reasons.ts";
import { accounted, needsCare } from "./accounting.ts";
import type { Database } from "./database.ts";
import { syncInformation } from "./information.ts";
import type { Run } from "./runs.ts";
import { change, run as runs } from "./schema.ts";
import { integer, oneOf, select } from "./select.ts";
import { type Operation, PREVIEW_ORDER } from "./words.ts";

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
		.orderBy(PREVIEW_ORDER, change.seq)
		.limit(page.limit)
		.offset(page.offset);
}

export interface ReasonCount {
	readonly reason: Reason;
	readonly count: number;
}

/** Why the records that a preview would leave as they are, are not in step; the most frequent reason first. */
export async function remainingReasons(db: Database, run: Pick<Run, "id" | "connection">): Promise<readonly ReasonCount[]> {
	const isSolved = sql`run_id = ${run.id} AND state = 'previewed' AND operation <> 'partner_id' AND leaves_problem = 0`;
	const solved = sql`SELECT entity, 'smh' AS side, smh_id AS id FROM change WHERE ${isSolved} AND smh_id IS NOT NULL
		UNION SELECT entity, 'accurate', accurate_id FROM change WHERE ${isSolved} AND accurate_id IS NOT NULL`;
	const [information, gone] = await Promise.all([
		syncInformation(db, run.connection),
		select(
			db,
			{ reason: oneOf(...REASONS), count: integer },
			sql`SELECT reason, count(*) AS count FROM (${accounted(run.connection, solved)}) WHERE ${needsCare} GROUP BY reason`,
		),
	]);
	return REASONS.flatMap((reason) => {
		const all = information.reduce((n, { problems }) => n + (problems[reason] ?? 0), 0);
		const count = all - (gone.find((one) => one.reason === reason)?.count ?? 0);
		return count > 0 ? [{ reason, count }] : [];
	}).toSorted((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
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
