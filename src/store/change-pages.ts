import { sql } from "drizzle-orm";
import type { Entity, Projection, Side } from "../domain/model.ts";
import type { ChangeState, Operation } from "./changes.ts";
import type { Database } from "./database.ts";

/** A decided action on one record, as the audit trail keeps it. */
export interface ChangeView {
	readonly seq: number;
	readonly entity: Entity;
	/** The side that is written to; of a link, which writes to none, it says nothing. */
	readonly side: Side;
	readonly operation: Operation;
	readonly smhId: string | null;
	readonly accurateId: string | null;
	readonly label: string;
	readonly before: Projection | null;
	readonly after: Projection | null;
	readonly state: ChangeState;
	readonly error: string | null;
	readonly at: number;
}

export interface ChangeQuery {
	readonly runId: string;
	readonly entity?: Entity | undefined;
	/** None: every operation. */
	readonly operations?: readonly Operation[] | undefined;
	readonly limit: number;
	/** Continue behind the change of this number. */
	readonly after?: number | undefined;
}

/** Changes of a run in the order they were decided. */
export async function changePage(db: Database, query: ChangeQuery): Promise<readonly ChangeView[]> {
	const conditions = [
		sql`run_id = ${query.runId}`,
		query.entity ? sql`entity = ${query.entity}` : undefined,
		query.operations ? sql`operation IN (SELECT value FROM json_each(${JSON.stringify(query.operations)}))` : undefined,
		query.after === undefined ? undefined : sql`seq > ${query.after}`,
	].filter((condition) => condition !== undefined);
	const found = await db.all<Omit<ChangeView, "before" | "after"> & { before: string | null; after: string | null }>(sql`
		SELECT seq, entity, side, operation, smh_id AS smhId, accurate_id AS accurateId, label, before, after, state, error, at
		FROM change WHERE ${sql.join(conditions, sql` AND `)} ORDER BY seq LIMIT ${query.limit}`);
	return found.map((row) => ({ ...row, before: parse(row.before), after: parse(row.after) }));
}

const parse = (json: string | null): Projection | null => (json === null ? null : JSON.parse(json));
