import { and, eq, sql } from "drizzle-orm";
import { PROJECTION_VERSION } from "../domain/entities.ts";
import type { Entity, Side } from "../domain/model.ts";
import { type Database, rows, type Statement } from "./database.ts";
import type { RecordScope } from "./records.ts";
import { watermark } from "./schema.ts";

export interface Watermark {
	readonly side: Side;
	readonly entity: Entity;
	/** Epoch ms by the side's own clock: every change before it is known. */
	readonly since: number;
}

const WATERMARK = { side: watermark.side, entity: watermark.entity, since: watermark.since };

/** Watermarks of today's field map; what an older map has read has to be read again. */
export const watermarks = async (db: Database, connection: string): Promise<readonly Watermark[]> =>
	await db
		.select(WATERMARK)
		.from(watermark)
		.where(and(eq(watermark.connectionId, connection), eq(watermark.projectionVersion, PROJECTION_VERSION)));

/** When each side was last looked at, whatever field map or settings it was judged by: what changed before is in the mirror. */
export const lastLooks = async (db: Database, connection: string): Promise<readonly Watermark[]> =>
	await db.select(WATERMARK).from(watermark).where(eq(watermark.connectionId, connection));

/** By a run that began at `since` (epoch ms). Where everything had to be judged anew since then, its look says too little. */
export const raiseWatermarks = (connection: string, list: readonly Watermark[], since: number): Statement =>
	sql`INSERT INTO watermark (connection_id, side, entity, since, projection_version)
		SELECT ${connection}, value ->> 'side', value ->> 'entity', value ->> 'since', ${PROJECTION_VERSION} FROM json_each(${rows(list)})
		WHERE coalesce((SELECT relist_at FROM connection WHERE id = ${connection}), 0) < ${since}
		ON CONFLICT (connection_id, side, entity)
			DO UPDATE SET since = max(watermark.since, excluded.since), projection_version = excluded.projection_version`;

/** What is known has to be judged anew: the next run lists everything. */
export const lowerWatermarks = (connection: string, now: number): readonly Statement[] => [
	sql`UPDATE watermark SET projection_version = 0 WHERE connection_id = ${connection}`,
	sql`UPDATE connection SET relist_at = ${now} WHERE id = ${connection}`,
];

/**
 * What the login may not read counts as never listed: its signals wait, so that they do not start one run after the other that
 * is refused again, and the next run that may read it lists it in full.
 */
export const forgetWatermark = ({ connection, side, entity }: RecordScope): Statement =>
	sql`DELETE FROM watermark WHERE connection_id = ${connection} AND side = ${side} AND entity = ${entity}`;
