import { and, desc, eq, isNull, or, sql } from "drizzle-orm";
import type { Actor, Entity, FieldValue, Projection, Side } from "../domain/model.ts";
import { type Database, rows, type Statement } from "./database.ts";
import { conflict, record } from "./schema.ts";
import { json } from "./select.ts";

export interface FoundConflict {
	readonly entity: Entity;
	readonly smhId: string;
	readonly accurateId: string;
	readonly label: string;
	readonly field: string;
	readonly smh: FieldValue;
	readonly accurate: FieldValue;
	/** null: a person has to choose. */
	readonly winner: Side | null;
}

/**
 * Keeps both values of each clash, so that the one that lost can be put back. The same clash is
 * kept once while it lasts, and is open again when it comes back after somebody had settled it.
 */
export function keepConflicts(
	run: { id: string; connection: string },
	conflicts: readonly FoundConflict[],
	now: number,
): Statement {
	const list = conflicts.map(({ smh, accurate, ...rest }) => ({
		...rest,
		id: crypto.randomUUID(),
		smhValue: JSON.stringify(smh),
		accurateValue: JSON.stringify(accurate),
	}));
	return sql`INSERT INTO conflict (id, connection_id, entity, smh_id, accurate_id, label, field, smh_value, accurate_value, winner, run_id, at)
		SELECT value ->> 'id', ${run.connection}, value ->> 'entity', value ->> 'smhId', value ->> 'accurateId', value ->> 'label', value ->> 'field',
			value ->> 'smhValue', value ->> 'accurateValue', value ->> 'winner', ${run.id}, ${now}
		FROM json_each(${rows(list)}) WHERE true
		ON CONFLICT (connection_id, entity, smh_id, field, smh_value, accurate_value) DO UPDATE SET
			id = excluded.id, winner = excluded.winner, run_id = excluded.run_id, at = excluded.at, decided_by = NULL, decided_at = NULL
		WHERE conflict.winner IS NOT excluded.winner OR conflict.decided_at IS NOT NULL`;
}

export interface Conflict extends FoundConflict {
	readonly id: string;
	readonly at: number;
	/** Who chose; null: the policy alone, or nobody yet. */
	readonly decidedBy: Actor | null;
	readonly decidedAt: number | null;
}

/** The columns of a Conflict. */
export const CONFLICT = {
	id: conflict.id,
	entity: conflict.entity,
	smhId: conflict.smhId,
	accurateId: conflict.accurateId,
	label: conflict.label,
	field: conflict.field,
	smh: conflict.smhValue,
	accurate: conflict.accurateValue,
	winner: conflict.winner,
	at: conflict.at,
	decidedBy: conflict.decidedBy,
	decidedAt: conflict.decidedAt,
};

export async function getConflict(db: Database, connection: string, id: string): Promise<Conflict | null> {
	const [found] = await db
		.select(CONFLICT)
		.from(conflict)
		.where(and(eq(conflict.connectionId, connection), eq(conflict.id, id)));
	return found ?? null;
}

/** What both records of the conflict hold in its field now, as last seen; null where there is nothing, or no record. */
export async function valuesNow(
	db: Database,
	connection: string,
	{ entity, smhId, accurateId, field }: Pick<Conflict, "entity" | "smhId" | "accurateId" | "field">,
): Promise<Readonly<Record<Side, FieldValue>>> {
	const found = await db
		.select({ side: record.side, projection: record.projection })
		.from(record)
		.where(
			and(
				eq(record.connectionId, connection),
				eq(record.entity, entity),
				or(and(eq(record.side, "smh"), eq(record.id, smhId)), and(eq(record.side, "accurate"), eq(record.id, accurateId))),
			),
		);
	const of = (side: Side): FieldValue => {
		const row = found.find((one) => one.side === side);
		return (row && json<Projection>()(row.projection)[field]) ?? null;
	};
	return { smh: of("smh"), accurate: of("accurate") };
}

/** Newest first; `open`: only those nobody has won yet. */
export async function listConflicts(
	db: Database,
	connection: string,
	query: { open: boolean; limit: number },
): Promise<readonly Conflict[]> {
	return await db
		.select(CONFLICT)
		.from(conflict)
		.where(and(eq(conflict.connectionId, connection), query.open ? isNull(conflict.winner) : undefined))
		.orderBy(desc(conflict.at), conflict.id)
		.limit(query.limit);
}

export const decideConflict = (id: string, winner: Side, actor: Actor, now: number): Statement =>
	sql`UPDATE conflict SET winner = ${winner}, decided_by = ${JSON.stringify(actor)}, decided_at = ${now} WHERE id = ${id}`;
