import { sql } from "drizzle-orm";
import { ENTITIES, type Entity, type Projection } from "../domain/model.ts";
import { type Database, rows } from "./database.ts";
import { flag, json, oneOf, select, text } from "./select.ts";

export interface RecordPair {
	readonly entity: Entity;
	readonly smhId: string;
	readonly accurateId: string;
}

/** Two records side by side. */
export interface Comparison extends RecordPair {
	readonly smh: Projection;
	readonly accurate: Projection;
	/** One of them has a partner already, so they cannot become a pair. */
	readonly taken: boolean;
}

/** The columns of a query that puts records side by side. */
export const COMPARED = {
	entity: oneOf(...ENTITIES),
	smhId: text,
	accurateId: text,
	smh: json<Projection>(),
	accurate: json<Projection>(),
	taken: flag,
};

/** What both records of each pair hold; a pair of which one is not there is left out. One query. */
export async function compare(db: Database, connection: string, pairs: readonly RecordPair[]): Promise<readonly Comparison[]> {
	if (pairs.length === 0) return [];
	return await select(
		db,
		COMPARED,
		sql`
		WITH pair AS (SELECT key AS place, value ->> 'entity' AS entity, value ->> 'smhId' AS smh_id, value ->> 'accurateId' AS accurate_id
			FROM json_each(${rows(pairs)}))
		SELECT pair.entity, pair.smh_id AS smhId, pair.accurate_id AS accurateId, s.projection AS smh, a.projection AS accurate,
			EXISTS (SELECT 1 FROM link l WHERE l.connection_id = ${connection} AND l.entity = pair.entity AND l.state = 'linked' AND l.smh_id = pair.smh_id)
				OR EXISTS (SELECT 1 FROM link l WHERE l.connection_id = ${connection} AND l.entity = pair.entity AND l.state = 'linked'
					AND l.accurate_id = pair.accurate_id) AS taken
		FROM pair
		CROSS JOIN record s ON s.connection_id = ${connection} AND s.side = 'smh' AND s.entity = pair.entity AND s.id = pair.smh_id AND s.gone_at IS NULL
		CROSS JOIN record a ON a.connection_id = ${connection} AND a.side = 'accurate' AND a.entity = pair.entity AND a.id = pair.accurate_id
			AND a.gone_at IS NULL
		ORDER BY pair.place`,
	);
}
