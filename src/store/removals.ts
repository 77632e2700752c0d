import { sql } from "drizzle-orm";
import type { Entity, Side } from "../domain/model.ts";
import type { Database } from "./database.ts";

/** Records of a side whose partner is confirmed gone, before anything was deleted. */
export interface PendingRemovals {
	readonly entity: Entity;
	/** The side that would lose them. */
	readonly side: Side;
	readonly count: number;
	/** Live links of the entity, these included. */
	readonly links: number;
	/** Names of the first few. */
	readonly names: readonly string[];
}

const NAMED = 5;

export async function pendingRemovals(db: Database, connection: string): Promise<readonly PendingRemovals[]> {
	const found = await db.all<{ entity: Entity; side: Side; count: number; links: number; names: string }>(sql`
		WITH doomed AS (
			SELECT r.entity, r.side, coalesce(r.name, r.code, r.id) AS name, row_number() OVER (PARTITION BY r.entity, r.side ORDER BY r.name) AS place
			FROM link l JOIN record g ON g.connection_id = l.connection_id AND g.entity = l.entity AND g.gone_at IS NOT NULL
				AND ((g.side = 'smh' AND g.id = l.smh_id) OR (g.side = 'accurate' AND g.id = l.accurate_id))
			JOIN record r ON r.connection_id = l.connection_id AND r.entity = l.entity AND r.gone_at IS NULL
				AND ((r.side = 'smh' AND r.id = l.smh_id) OR (r.side = 'accurate' AND r.id = l.accurate_id))
			WHERE l.connection_id = ${connection} AND l.state = 'linked')
		SELECT entity, side, count(*) AS count, json_group_array(name) FILTER (WHERE place <= CAST(${NAMED} AS INTEGER)) AS names,
			(SELECT count(*) FROM link WHERE link.connection_id = ${connection} AND link.entity = doomed.entity AND link.state = 'linked') AS links
		FROM doomed GROUP BY entity, side ORDER BY entity, side`);
	return found.map((row) => ({ ...row, names: JSON.parse(row.names) as string[] }));
}

const WITHIN_MS = 3_600_000;

/** Records that signals alone have had deleted within the last hour (`now`: epoch ms). */
export const removedBySignals = (
	db: Database,
	connection: string,
	now: number,
): Promise<readonly { readonly entity: Entity; readonly side: Side; readonly count: number }[]> =>
	db.all<{ entity: Entity; side: Side; count: number }>(sql`SELECT change.entity, change.side, count(*) AS count FROM run
		JOIN change ON change.run_id = run.id AND change.state = 'applied' AND change.operation = 'remove'
		WHERE run.connection_id = ${connection} AND run.mode = 'signals' AND run.confirmed = 0 AND run.started_at > ${now - WITHIN_MS}
		GROUP BY change.entity, change.side`);
