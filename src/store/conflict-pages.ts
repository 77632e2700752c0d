import { type SQL, sql } from "drizzle-orm";
import type { Actor, Entity, FieldValue, Side } from "../domain/model.ts";
import type { Database } from "./database.ts";

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

type Row = Omit<ConflictView, "smh" | "accurate" | "open" | "decidedBy"> & {
	smhValue: string;
	accurateValue: string;
	open: number;
	decidedBy: string | null;
};

const holds = (side: Side, id: SQL, value: SQL): SQL => sql`EXISTS (SELECT 1 FROM record r
	WHERE r.connection_id = c.connection_id AND r.side = ${side} AND r.entity = c.entity AND r.id = ${id}
		AND r.gone_at IS NULL AND (r.projection -> c.field) = ${value})`;

const OPEN = sql`(c.winner IS NULL AND ${holds("smh", sql`c.smh_id`, sql`c.smh_value`)}
	AND ${holds("accurate", sql`c.accurate_id`, sql`c.accurate_value`)})`;

/** The latest first. */
export async function conflictPage(db: Database, connection: string, query: ConflictQuery): Promise<readonly ConflictView[]> {
	const { open, after } = query;
	const conditions = [
		sql`c.connection_id = ${connection}`,
		open === undefined ? undefined : open ? OPEN : sql`c.winner IS NOT NULL`,
		after ? sql`(c.at, c.id) < (${after.at}, ${after.id})` : undefined,
	].filter((condition) => condition !== undefined);
	const found = await db.all<Row>(sql`SELECT c.id, c.entity, c.smh_id AS smhId, c.accurate_id AS accurateId, c.label, c.field,
			c.smh_value AS smhValue, c.accurate_value AS accurateValue, c.winner, ${OPEN} AS open, c.at,
			c.decided_by AS decidedBy, c.decided_at AS decidedAt
		FROM conflict c WHERE ${sql.join(conditions, sql` AND `)} ORDER BY c.at DESC, c.id DESC LIMIT ${query.limit}`);
	return found.map(({ smhValue, accurateValue, ...row }) => ({
		...row,
		smh: JSON.parse(smhValue),
		accurate: JSON.parse(accurateValue),
		open: row.open === 1,
		decidedBy: row.decidedBy === null ? null : JSON.parse(row.decidedBy),
	}));
}
