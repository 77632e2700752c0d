import { and, eq, isNull, sql } from "drizzle-orm";
import { ENTITIES, type Entity, otherSide, type Projection, SIDES, type Side } from "../domain/model.ts";
import { idsOf } from "../domain/pair.ts";
import { COMPARED, type RecordPair } from "./comparisons.ts";
import { type Database, rows } from "./database.ts";
import { detailColumn, detailWithin } from "./problems.ts";
import type { RecordScope } from "./records.ts";
import { record } from "./schema.ts";
import { integer, nullable, oneOf, type RowOf, select, text } from "./select.ts";

/** Two records of which a person has to say whether they are the same. */
export interface LookAlikes {
	readonly entity: Entity;
	readonly smhId: string;
	readonly accurateId: string;
	readonly smh: Projection;
	readonly accurate: Projection;
	/** One of them has a partner already, so they cannot become a pair. */
	readonly taken: boolean;
}

/** Problems that are looked at for their candidates at once, and how often; each names few. */
const PROBLEMS = 20;
const LOOKS = 10;

const NAMING = { entity: oneOf(...ENTITIES), side: oneOf(...SIDES), id: text, detail: detailColumn };

/** Pairs that look alike and that nobody has judged yet, however often they are named. */
export async function lookAlikes(db: Database, connection: string, limit: number): Promise<readonly LookAlikes[]> {
	const found = new Map<string, LookAlikes>();
	let after: RowOf<typeof NAMING> | undefined;
	for (let look = 0; look < LOOKS && found.size < limit; look++) {
		const behind = after ? sql`AND (entity, side, record_id) > (${after.entity}, ${after.side}, ${after.id})` : sql``;
		const problems = await select(
			db,
			NAMING,
			sql`SELECT entity, side, record_id AS id, detail FROM problem INDEXED BY problem_reason
				WHERE connection_id = ${connection} AND reason = 'POSSIBLE_DUPLICATE' ${behind} ORDER BY entity, side, record_id LIMIT ${PROBLEMS}`,
		);
		const pairs = problems.flatMap(({ entity, side, id, detail }) =>
			detail.kind === "records" ? detail.ids.map((candidate) => ({ entity, ...idsOf(side, id, candidate) })) : [],
		);
		const seen = new Map(pairs.map((pair) => [keyOf(pair), pair]));
		for (const pair of await unjudged(db, connection, [...seen.values()])) found.set(keyOf(pair), pair);
		after = problems.at(-1);
		if (problems.length < PROBLEMS) break;
	}
	return [...found.values()].slice(0, limit);
}

const keyOf = ({ entity, smhId, accurateId }: RecordPair): string => `${entity}/${smhId}/${accurateId}`;

async function unjudged(db: Database, connection: string, pairs: readonly RecordPair[]): Promise<readonly LookAlikes[]> {
	if (pairs.length === 0) return [];
	return await select(
		db,
		COMPARED,
		sql`
		WITH pair AS (SELECT key AS place, value ->> 'entity' AS entity, value ->> 'smhId' AS smh_id, value ->> 'accurateId' AS accurate_id
			FROM json_each(${rows(pairs)}))
		SELECT pair.entity, pair.smh_id AS smhId, pair.accurate_id AS accurateId, s.projection AS smh, a.projection AS accurate,
			EXISTS (SELECT 1 FROM link l WHERE l.connection_id = ${connection} AND l.entity = pair.entity AND l.smh_id = pair.smh_id)
				OR EXISTS (SELECT 1 FROM link l WHERE l.connection_id = ${connection} AND l.entity = pair.entity
					AND l.accurate_id = pair.accurate_id) AS taken
		FROM pair
		CROSS JOIN record s ON s.connection_id = ${connection} AND s.side = 'smh' AND s.entity = pair.entity AND s.id = pair.smh_id AND s.gone_at IS NULL
		CROSS JOIN record a ON a.connection_id = ${connection} AND a.side = 'accurate' AND a.entity = pair.entity AND a.id = pair.accurate_id
			AND a.gone_at IS NULL
		WHERE NOT EXISTS (SELECT 1 FROM verdict v WHERE v.connection_id = ${connection} AND v.entity = pair.entity
			AND ((v.smh_id = pair.smh_id AND v.accurate_id = pair.accurate_id)
				OR (v.verdict = 'same' AND (v.smh_id = pair.smh_id OR v.accurate_id = pair.accurate_id))))
		ORDER BY pair.place`,
	);
}

/** A record that was edited while its partner on the other side was deleted. */
export interface EditedAndDeleted {
	readonly entity: Entity;
	/** Where it still is. */
	readonly side: Side;
	readonly id: string;
	readonly code: string | null;
	readonly name: string | null;
	readonly deletedOn: Side;
	/** Fields that were edited, in their technical names. */
	readonly fields: readonly string[];
	readonly since: number;
}

const EDITED = {
	entity: oneOf(...ENTITIES),
	side: oneOf(...SIDES),
	id: text,
	code: nullable(text),
	name: nullable(text),
	field: nullable(text),
	since: integer,
};

/** Newest first; `only`: that record alone, if a person still has to settle it. */
export async function editedAndDeleted(
	db: Database,
	connection: string,
	query: { readonly limit: number; readonly only?: { readonly entity: Entity; readonly side: Side; readonly id: string } },
): Promise<readonly EditedAndDeleted[]> {
	const { only } = query;
	// The key of the one that is asked about, or the index by reason: without the word the planner would look through all problems.
	const index = only ? sql`` : sql`INDEXED BY problem_reason`;
	const here = only ? sql`AND p.entity = ${only.entity} AND p.side = ${only.side} AND p.record_id = ${only.id}` : sql``;
	const found = await select(
		db,
		EDITED,
		sql`
		SELECT p.entity, p.side, p.record_id AS id, r.code, r.name, p.field, p.first_seen AS since
		FROM problem p ${index}
		JOIN record r ON r.connection_id = p.connection_id AND r.entity = p.entity AND r.side = p.side AND r.id = p.record_id AND r.gone_at IS NULL
		WHERE p.connection_id = ${connection} AND p.reason = 'CONFLICT' AND (${detailWithin(sql`p.detail`)}) ->> 'kind' = 'deleted' ${here}
		ORDER BY p.first_seen DESC, p.entity, p.record_id LIMIT ${query.limit}`,
	);
	return found.map(({ field, ...row }) => ({
		...row,
		deletedOn: otherSide(row.side),
		fields: (field ?? "").split(", ").filter((name) => name !== ""),
	}));
}

/** What a person calls a record; null when it has never been read. */
export async function recordLabel(
	db: Database,
	scope: RecordScope,
	id: string,
): Promise<{ readonly code: string | null; readonly name: string | null } | null> {
	const [row] = await db
		.select({ code: record.code, name: record.name })
		.from(record)
		.where(
			and(
				eq(record.connectionId, scope.connection),
				eq(record.side, scope.side),
				eq(record.entity, scope.entity),
				eq(record.id, id),
				isNull(record.goneAt),
			),
		);
	return row ?? null;
}
