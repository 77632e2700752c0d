import { and, desc, eq, exists, isNotNull, isNull, sql } from "drizzle-orm";
import { QueryBuilder } from "drizzle-orm/sqlite-core";
import type { Actor, Entity, FieldValue, Side } from "../domain/model.ts";
import { CONFLICT } from "./conflicts.ts";
import type { Database } from "./database.ts";
import { conflict, record } from "./schema.ts";
import { flag } from "./select.ts";

/** A field that both sides had changed, with both values and who decided. */
export interface ConflictView {
	readonly id: string;
	readonly entity: Entity;
	readonly smhId: string;
	readonly accurateId: string;
	readonly label: string;
	readonly field: string;
	readonly smh: FieldValue;
	readonly accurate: FieldValue;
	/** Whose value stands; null: nobody has decided. */
	readonly winner: Side | null;
	/** A person still has to choose. Not so once one of the records has moved on to another value. */
	readonly open: boolean;
	readonly at: number;
	/** The person who chose; null: nobody, or the policy alone. */
	readonly decidedBy: Actor | null;
	readonly decidedAt: number | null;
}

export interface ConflictQuery {
	/** true: those a person has to choose in; false: those somebody or the policy has decided; none: all there ever were. */
	readonly open?: boolean | undefined;
	readonly limit: number;
	readonly after?: { readonly at: number; readonly id: string } | undefined;
}

/** A record of the conflict's pair has the value that clashed still. */
const holds = (side: Side) => {
	const [id, value] = side === "smh" ? [conflict.smhId, conflict.smhValue] : [conflict.accurateId, conflict.accurateValue];
	return exists(
		new QueryBuilder()
			.select({ id: record.id })
			.from(record)
			.where(
				and(
					eq(record.connectionId, conflict.connectionId),
					eq(record.side, side),
					eq(record.entity, conflict.entity),
					eq(record.id, id),
					isNull(record.goneAt),
					sql`(${record.projection} -> ${conflict.field}) = ${value}`,
				),
			),
	);
};

const OPEN = and(isNull(conflict.winner), holds("smh"), holds("accurate"));

/** The latest first. */
export async function conflictPage(db: Database, connection: string, query: ConflictQuery): Promise<readonly ConflictView[]> {
	const { open, after } = query;
	const state = open === undefined ? undefined : open ? OPEN : isNotNull(conflict.winner);
	const older = after ? sql`(${conflict.at}, ${conflict.id}) < (${after.at}, ${after.id})` : undefined;
	return await db
		.select({ ...CONFLICT, open: sql`${OPEN}`.mapWith(flag) })
		.from(conflict)
		.where(and(eq(conflict.connectionId, connection), state, older))
		.orderBy(desc(conflict.at), desc(conflict.id))
		.limit(query.limit);
}
