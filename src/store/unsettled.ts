import { sql } from "drizzle-orm";
import { TOO_OFTEN } from "../domain/detail.ts";
import type { Statement } from "./database.ts";
import { ACTIVE } from "./runs.ts";
import { lastDelivery } from "./signals.ts";

/** How long the loop guard holds a pair back, and how long a pair that its last write did not settle is named again. */
const HOUR_MS = 3_600_000;

/**
 * Names once more what nothing else would bring a run back to: pairs that their last write did not settle, and those that the
 * loop guard held back, once their hour is over. Not while a run is under way: it may be about to settle them. What a run that
 * was stopped has left is none of this: whoever stopped it may have meant it.
 */
export function nameUnsettled(connection: string, now: number): Statement {
	const unsettled = sql`SELECT 1 FROM change WHERE change.connection_id = record.connection_id AND change.entity = record.entity
		AND change.look_again = 1 AND change.at > ${now - HOUR_MS}`;
	return sql`INSERT INTO signal (connection_id, side, entity, record_id, gone, count, first_at, last_at, seq)
		SELECT ${connection}, side, entity, id, 0, 1, ${now}, ${now}, ${lastDelivery} FROM (
			SELECT side, entity, id FROM record WHERE connection_id = ${connection} AND dirty = 1 AND gone_at IS NULL
				AND ((side = 'smh' AND EXISTS (${unsettled} AND change.smh_id = record.id))
					OR (side = 'accurate' AND EXISTS (${unsettled} AND change.accurate_id = record.id)))
			UNION SELECT side, entity, record_id FROM problem WHERE connection_id = ${connection} AND reason = 'WAITING'
				AND detail LIKE ${`${TOO_OFTEN}%`} AND first_seen <= ${now - HOUR_MS})
		WHERE NOT EXISTS (SELECT 1 FROM run WHERE run.connection_id = ${connection} AND ${ACTIVE})
		ON CONFLICT DO NOTHING`;
}
