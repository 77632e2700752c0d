import { and, eq, gt, inArray } from "drizzle-orm";
import type { Entity, Projection, Side } from "../domain/model.ts";
import { type Database, valuesOf } from "./database.ts";
import { change } from "./schema.ts";
import type { ChangeState, Operation } from "./words.ts";

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
	return await db
		.select({
			seq: change.seq,
			entity: change.entity,
			side: change.side,
			operation: change.operation,
			smhId: change.smhId,
			accurateId: change.accurateId,
			label: change.label,
			before: change.before,
			after: change.after,
			state: change.state,
			error: change.error,
			at: change.at,
		})
		.from(change)
		.where(
			and(
				eq(change.runId, query.runId),
				query.entity ? eq(change.entity, query.entity) : undefined,
				query.operations ? inArray(change.operation, valuesOf(query.operations)) : undefined,
				query.after === undefined ? undefined : gt(change.seq, query.after),
			),
		)
		.orderBy(change.seq)
		.limit(query.limit);
}
