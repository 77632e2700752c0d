import { and, eq, type SQL, sql } from "drizzle-orm";
import { PROJECTION_VERSION } from "../domain/entities.ts";
import { type Entity, NO_FACTS, otherSide, type Projection, SIDES, type Side } from "../domain/model.ts";
import { idOf } from "../domain/pair.ts";
import type { Ending } from "../domain/removal.ts";
import { type Database, idColumn, rows, type Statement } from "./database.ts";
import { link } from "./schema.ts";
import type { Origin } from "./words.ts";

export interface NewLink {
	readonly origin: Origin;
	readonly smhId: string;
	readonly accurateId: string;
	readonly base: Projection;
}

interface LinkScope {
	readonly connection: string;
	readonly entity: Entity;
}

/**
 * Binds pairs; tombstones of their records give way, their intents are fulfilled. A pair that is linked already keeps its row, so that carrying out a plan
 * twice binds once. A link has both its records in the mirror: one that went while the pair was being made gets a row that says so, and is
 * on the plan queue with it. `halves`: the sides on which that may be; what was made just now is stored with its outcome.
 */
export function insertLinks(
	scope: LinkScope,
	links: readonly NewLink[],
	now: number,
	halves: readonly Side[] = SIDES,
): readonly Statement[] {
	if (links.length === 0) return [];
	const list = links.map((link) => ({ ...link, base: JSON.stringify(link.base) }));
	const ids = (side: Side) => rows(links.map((link) => idOf(link, side)));
	// The index of the side: by the entity alone the planner would look through all links.
	const ended = (side: Side): SQL => sql`DELETE FROM link ${side === "accurate" ? sql`INDEXED BY link_accurate` : sql``}
		WHERE connection_id = ${scope.connection} AND entity = ${scope.entity} AND state <> 'linked'
			AND ${idColumn(side)} IN (SELECT value FROM json_each(${ids(side)}))`;
	const intended = sql`DELETE FROM intent WHERE connection_id = ${scope.connection} AND entity = ${scope.entity}
		AND (side, source_id) IN (SELECT 'accurate', value FROM json_each(${ids("smh")})
			UNION ALL SELECT 'smh', value FROM json_each(${ids("accurate")}))`;
	const bind = sql`INSERT INTO link (connection_id, entity, smh_id, accurate_id, origin, state, base, projection_version, synced_at)
		SELECT ${scope.connection}, ${scope.entity}, value ->> 'smhId', value ->> 'accurateId', value ->> 'origin', 'linked', value ->> 'base',
			${PROJECTION_VERSION}, ${now}
		FROM json_each(${rows(list)}) WHERE true ON CONFLICT DO NOTHING`;
	const keep = (side: Side): SQL => sql`INSERT INTO record
			(connection_id, side, entity, id, active, dummy, version, projection, facts, changed_seq, planned_seq, gone_at)
		SELECT ${scope.connection}, ${side}, ${scope.entity}, value, 0, 0, '', '{}', ${JSON.stringify(NO_FACTS)}, 1, 0, ${now}
		FROM json_each(${ids(side)}) WHERE true ON CONFLICT DO NOTHING`;
	return [ended("smh"), ended("accurate"), bind, intended, ...halves.map(keep)];
}

/**
 * Lays newly agreed fields over the base of each pair, in the database: two steps of one pair may do so at once. Not by
 * json_patch, which would read a null ("agreed to be empty") as "remove the key".
 */
export function agreeOnFields(
	scope: LinkScope,
	agreed: readonly { smhId: string; agreed: Projection }[],
	now: number,
): Statement {
	// The connection comes with each row, or the planner would go through the list once for each link.
	const list = agreed.map(({ smhId, agreed }) => ({ connection: scope.connection, smhId, agreed: JSON.stringify(agreed) }));
	return sql`UPDATE link SET projection_version = ${PROJECTION_VERSION}, synced_at = ${now},
			base = (SELECT json_group_object(field, json(value)) FROM (
				SELECT old.key AS field, link.base -> old.fullkey AS value FROM json_each(link.base) AS old
					WHERE old.key NOT IN (SELECT key FROM json_each(fresh.agreed))
				UNION ALL SELECT new.key, fresh.agreed -> new.fullkey FROM json_each(fresh.agreed) AS new))
		FROM (SELECT value ->> 'connection' AS connection, value ->> 'smhId' AS smh_id, value ->> 'agreed' AS agreed
			FROM json_each(${rows(list)})) AS fresh
		WHERE link.connection_id = fresh.connection AND link.entity = ${scope.entity} AND link.smh_id = fresh.smh_id AND link.state = 'linked'`;
}

/**
 * Ends pairs: the link stays as a tombstone, so that what remains is not taken for a new record, and the rows of records that
 * are gone go with it.
 */
export function buryLinks(
	scope: LinkScope,
	pairs: readonly { smhId: string; accurateId: string }[],
	ending: Ending,
	now: number,
): readonly Statement[] {
	const ids = (side: Side) => rows(pairs.map((pair) => idOf(pair, side)));
	return [
		sql`UPDATE link SET state = ${ending}, synced_at = ${now} WHERE connection_id = ${scope.connection} AND entity = ${scope.entity}
			AND smh_id IN (SELECT value FROM json_each(${ids("smh")}))`,
		...SIDES.map(
			(side) => sql`DELETE FROM record WHERE connection_id = ${scope.connection} AND side = ${side} AND entity = ${scope.entity}
				AND gone_at IS NOT NULL AND id IN (SELECT value FROM json_each(${ids(side)}))`,
		),
	];
}

/** The id of the other half of a record's pair, as an expression; null: it has none. */
export function partnerIdOf(record: SQL): SQL {
	// The column of its side is what its link is found by.
	const linkedOn = (
		side: Side,
	): SQL => sql`(SELECT ${idColumn(otherSide(side))} FROM link WHERE link.connection_id = ${record}.connection_id
		AND link.entity = ${record}.entity AND link.${idColumn(side)} = ${record}.id AND link.state = 'linked')`;
	return sql`CASE ${record}.side WHEN 'smh' THEN ${linkedOn("smh")} ELSE ${linkedOn("accurate")} END`;
}

/** Links of which a half is gone, each with the half on the other side, whatever has become of that. */
export function linksOfGone(connection: string): SQL {
	const goneOn = (side: Side): SQL => sql`SELECT l.entity, l.base, ${side} AS gone_side, g.id AS gone_id,
			${otherSide(side)} AS side, l.${idColumn(otherSide(side))} AS id
		FROM record g INDEXED BY record_gone CROSS JOIN link l ON l.connection_id = g.connection_id AND l.entity = g.entity
			AND l.${idColumn(side)} = g.id AND l.state = 'linked'
		WHERE g.connection_id = ${connection} AND g.gone_at IS NOT NULL AND g.side = ${side}`;
	return sql`${goneOn("smh")} UNION ALL ${goneOn("accurate")}`;
}

/** How many pairs of an entity there are, as an expression. */
export const liveLinks = (connection: string, entity: SQL): SQL =>
	sql`(SELECT count(*) FROM link WHERE link.connection_id = ${connection} AND link.entity = ${entity} AND link.state = 'linked')`;

/** The pair of a record, whether it is linked or has ended. */
export async function pairOf(
	db: Database,
	scope: LinkScope,
	side: Side,
	id: string,
): Promise<Pick<LinkView, "smhId" | "accurateId" | "state"> | null> {
	const [row] = await db
		.select({ smhId: link.smhId, accurateId: link.accurateId, state: link.state })
		.from(link)
		.where(
			and(
				eq(link.connectionId, scope.connection),
				eq(link.entity, scope.entity),
				eq(idOf<typeof link.smhId | typeof link.accurateId>(link, side), id),
			),
		);
	return row ?? null;
}

/** Takes what a side holds now as agreed on, whatever it was before. */
export const agreeOn = (scope: LinkScope, smhId: string, side: Side, now: number): Statement => sql`UPDATE link SET
	base = (SELECT projection FROM record r WHERE r.connection_id = link.connection_id AND r.entity = link.entity AND r.side = ${side}
		AND r.id = link.${idColumn(side)}), synced_at = ${now}
	WHERE connection_id = ${scope.connection} AND entity = ${scope.entity} AND smh_id = ${smhId}`;

export interface LinkView {
	readonly entity: Entity;
	readonly smhId: string;
	readonly accurateId: string;
	readonly origin: Origin;
	readonly state: "linked" | Ending;
	readonly syncedAt: number;
}

export interface LinkQuery {
	readonly connection: string;
	readonly entity?: Entity | undefined;
	readonly smhId?: string | undefined;
	readonly accurateId?: string | undefined;
	readonly limit: number;
	readonly after?: { readonly entity: string; readonly smhId: string } | undefined;
}

export async function findLinks(db: Database, query: LinkQuery): Promise<readonly LinkView[]> {
	const { connection, entity, smhId, accurateId, after } = query;
	return await db
		.select({
			...{ entity: link.entity, smhId: link.smhId, accurateId: link.accurateId, origin: link.origin, state: link.state },
			syncedAt: link.syncedAt,
		})
		.from(link)
		.where(
			and(
				eq(link.connectionId, connection),
				entity && eq(link.entity, entity),
				smhId ? eq(link.smhId, smhId) : undefined,
				accurateId ? eq(link.accurateId, accurateId) : undefined,
				after && sql`(${link.entity}, ${link.smhId}) > (${after.entity}, ${after.smhId})`,
			),
		)
		.orderBy(link.entity, link.smhId)
		.limit(query.limit);
}
