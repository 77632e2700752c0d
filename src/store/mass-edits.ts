import { sql } from "drizzle-orm";
import { PROJECTION_VERSION } from "../domain/entities.ts";
import { ENTITIES, type Entity, SIDES, type Side } from "../domain/model.ts";
import { NEVER_ASKED } from "../domain/removal.ts";
import { idColumn } from "./database.ts";
import { editedSinceBase } from "./edited.ts";
import { liveLinks } from "./links.ts";
import { heldIn } from "./records.ts";
import { integer, json, oneOf } from "./select.ts";

/** Linked records of a side that differ from what both sides agreed on, before anything was carried over. */
export interface PendingEdits {
	readonly entity: Entity;
	/** The side they were edited on. */
	readonly side: Side;
	readonly count: number;
	/** Edited pairs of the entity over both sides, each once. */
	readonly pairs: number;
	/** Live links of the entity; not counted where the pairs are too few to matter. */
	readonly links: number;
	/** Names of the first few. */
	readonly names: readonly string[];
}

const NAMED = 5;

const EDITS = {
	entity: oneOf(...ENTITIES),
	side: oneOf(...SIDES),
	count: integer,
	pairs: integer,
	links: integer,
	names: json<readonly string[]>(),
};

const editedOn = (connection: string, side: Side) => sql`
	SELECT l.entity, ${side} AS side, l.smh_id, coalesce(r.name, r.code, r.id) AS name
	FROM record r INDEXED BY record_queue
	CROSS JOIN link l ON l.connection_id = r.connection_id AND l.entity = r.entity AND l.${idColumn(side)} = r.id AND l.state = 'linked'
	WHERE r.connection_id = ${connection} AND r.side = ${side} AND r.changed_seq > r.planned_seq AND r.gone_at IS NULL
		AND l.projection_version = ${PROJECTION_VERSION} AND ${heldIn(sql`r`)} IS NULL AND ${editedSinceBase}`;

export const pendingEdits = (connection: string) => ({
	columns: EDITS,
	statement: sql`
		WITH edited AS (${sql.join(
			SIDES.map((side) => editedOn(connection, side)),
			sql` UNION ALL `,
		)}),
		placed AS (SELECT *, row_number() OVER (PARTITION BY entity, side ORDER BY name) AS place FROM edited)
		SELECT *, CASE WHEN pairs > CAST(${NEVER_ASKED} AS INTEGER) THEN ${liveLinks(connection, sql`counted.entity`)} ELSE 0 END AS links FROM (
			SELECT entity, side, count(*) AS count, json_group_array(name) FILTER (WHERE place <= CAST(${NAMED} AS INTEGER)) AS names,
				(SELECT count(DISTINCT smh_id) FROM edited WHERE edited.entity = placed.entity) AS pairs
			FROM placed GROUP BY entity, side) AS counted
		ORDER BY entity, side`,
});
