import { and, count, eq, gt, sql } from "drizzle-orm";
import { ENTITIES, type Entity, SIDES, type Side } from "../domain/model.ts";
import type { Database } from "./database.ts";
import { editedSinceBase } from "./edited.ts";
import { linksOfGone, liveLinks } from "./links.ts";
import { heldIn } from "./records.ts";
import { change, run } from "./schema.ts";
import { integer, json, oneOf } from "./select.ts";

/**
 * Records of a side whose partner is confirmed gone, before anything was deleted. One that was edited meanwhile, or was never compared
 * with its partner, is a conflict (reconcile) and no delete: a yes would not delete it.
 */
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

const REMOVALS = {
	entity: oneOf(...ENTITIES),
	side: oneOf(...SIDES),
	count: integer,
	links: integer,
	names: json<readonly string[]>(),
};

export const pendingRemovals = (connection: string) => ({
	columns: REMOVALS,
	statement: sql`
		WITH doomed AS (
			SELECT r.entity, r.side, coalesce(r.name, r.code, r.id) AS name, row_number() OVER (PARTITION BY r.entity, r.side ORDER BY r.name) AS place
			FROM (${linksOfGone(connection)}) l
			CROSS JOIN record g ON g.connection_id = ${connection} AND g.side = l.gone_side AND g.entity = l.entity AND g.id = l.gone_id
			CROSS JOIN record r ON r.connection_id = ${connection} AND r.side = l.side AND r.entity = l.entity AND r.id = l.id AND r.gone_at IS NULL
			WHERE l.base <> '{}' AND ${heldIn(sql`g`)} IS NULL AND ${heldIn(sql`r`)} IS NULL
				AND NOT ${editedSinceBase})
		SELECT entity, side, count(*) AS count, json_group_array(name) FILTER (WHERE place <= CAST(${NAMED} AS INTEGER)) AS names,
			${liveLinks(connection, sql`doomed.entity`)} AS links
		FROM doomed GROUP BY entity, side ORDER BY entity, side`,
});

const WITHIN_MS = 3_600_000;

/** Records that signals alone have had deleted within the last hour (`now`: epoch ms). */
export const removedBySignals = async (
	db: Database,
	connection: string,
	now: number,
): Promise<readonly { readonly entity: Entity; readonly side: Side; readonly count: number }[]> =>
	await db
		.select({ entity: change.entity, side: change.side, count: count() })
		.from(run)
		.innerJoin(change, and(eq(change.runId, run.id), eq(change.state, "applied"), eq(change.operation, "remove")))
		.where(
			and(eq(run.connectionId, connection), eq(run.mode, "signals"), eq(run.confirmed, 0), gt(run.startedAt, now - WITHIN_MS)),
		)
		.groupBy(change.entity, change.side);
