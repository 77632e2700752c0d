import { type SQL, sql } from "drizzle-orm";
import { PROJECTION_VERSION } from "../domain/entities.ts";
import { type Facts, otherSide, type Projection, SIDES, type Side } from "../domain/model.ts";
import { REASONS, type Reason } from "../domain/reasons.ts";
import { type Database, idColumn, rows } from "./database.ts";
import { heldIn, type RecordScope } from "./records.ts";
import { flag, integer, json, nullable, oneOf, type RowOf, select, text } from "./select.ts";
import { ORIGINS, type Origin } from "./words.ts";

/** A record that a plan has to look at, with its pair as far as there is one. */
export interface PlanRow {
	readonly id: string;
	readonly code: string | null;
	readonly name: string | null;
	readonly dummy: boolean;
	readonly gone: boolean;
	readonly partnerId: string | null;
	readonly projection: Projection;
	readonly facts: Facts;
	/** Why it takes no part now; null: it does. */
	readonly held: Reason | null;
	/** Fields in which it holds, or may hold, a temporary value of ours. */
	readonly exchanging: readonly string[];
	readonly hasProblem: boolean;
	/** Its `changed_seq`: what is decided on it now settles it up to here. */
	readonly seq: number;
	readonly pair: PlanPair | null;
}

export interface Doubt {
	readonly side: Side;
	/** What was, or was not, written, and what was there before. */
	readonly after: Projection;
	readonly before: Projection | null;
}

export interface PlanPair {
	readonly smhId: string;
	readonly accurateId: string;
	readonly origin: Origin;
	readonly base: Projection;
	/** The base was made by another field map than today's. */
	readonly outdated: boolean;
	/** The partner as last seen; null: gone. */
	readonly partner: { readonly projection: Projection; readonly partnerId: string | null } | null;
	/** Why the partner, present or gone, takes no part now, and what it was known for; null: it does. */
	readonly partnerHeld: { readonly reason: Reason; readonly facts: Facts } | null;
	/** Updates of which nobody knows whether they were carried out. */
	readonly doubts: readonly Doubt[];
	/** As of the record itself. */
	readonly partnerExchanging: readonly string[];
	/** The partner's `changed_seq`; null: the mirror has no row of it. */
	readonly partnerSeq: number | null;
	readonly hasProblem: boolean;
}

const ROW = {
	id: text,
	code: nullable(text),
	name: nullable(text),
	dummy: flag,
	gone_at: nullable(integer),
	partner_id: nullable(text),
	projection: json<Projection>(),
	facts: json<Facts>(),
	held: nullable(oneOf(...REASONS)),
	exchanging: json<readonly string[]>(),
	other_exchanging: json<readonly string[]>(),
	doubts: json<readonly Doubt[]>(),
	reason: nullable(text),
	changed_seq: integer,
	other_seq: nullable(integer),
	smh_id: nullable(text),
	accurate_id: nullable(text),
	origin: nullable(oneOf(...ORIGINS)),
	base: nullable(json<Projection>()),
	projection_version: nullable(integer),
	other_projection: nullable(json<Projection>()),
	other_partner_id: nullable(text),
	other_gone: nullable(integer),
	other_held: nullable(oneOf(...REASONS)),
	other_facts: nullable(json<Facts>()),
	other_reason: nullable(text),
};
type Row = RowOf<typeof ROW>;

export interface PlanPage {
	/** Records behind this id. */
	readonly after: string;
	/** Up to this id, included; null: to the end. */
	readonly upTo: string | null;
	readonly limit: number;
	/** These alone; null: whatever is on the queue. */
	readonly ids: readonly string[] | null;
	/** Only records without a link. */
	readonly unlinked: boolean;
}

/**
 * The next records of a side on the plan queue, in order of id. A pair of which both halves are on the queue is decided on once, by
 * its first side.
 */
export async function recordsToPlan(db: Database, scope: RecordScope, page: PlanPage): Promise<readonly PlanRow[]> {
	const other = otherSide(scope.side);
	const first = scope.side === SIDES[0];
	const found = await select(
		db,
		ROW,
		sql`
		SELECT r.id, r.code, r.name, r.dummy, ${heldIn(sql`r`)} AS held, r.gone_at, r.partner_id, r.projection, r.facts, r.changed_seq,
			p.reason, l.smh_id, l.accurate_id, l.origin, l.base, l.projection_version, ${exchanging(sql`r`)} AS exchanging,
			o.projection AS other_projection, o.partner_id AS other_partner_id, o.gone_at AS other_gone, o.changed_seq AS other_seq,
			q.reason AS other_reason, ${heldIn(sql`o`)} AS other_held, o.facts AS other_facts, ${exchanging(sql`o`)} AS other_exchanging,
			(SELECT json_group_array(json_object('side', c.side, 'after', json(c.after), 'before', json(c.before))) FROM change c
				WHERE c.connection_id = r.connection_id AND c.entity = r.entity AND c.smh_id = l.smh_id AND c.in_doubt = 1) AS doubts
		FROM record r
		LEFT JOIN problem p ON p.connection_id = r.connection_id AND p.entity = r.entity AND p.side = r.side AND p.record_id = r.id
		LEFT JOIN link l ON l.connection_id = r.connection_id AND l.entity = r.entity AND l.${idColumn(scope.side)} = r.id AND l.state = 'linked'
		LEFT JOIN record o ON o.connection_id = r.connection_id AND o.side = ${other} AND o.entity = r.entity AND o.id = l.${idColumn(other)}
		LEFT JOIN problem q ON q.connection_id = r.connection_id AND q.entity = r.entity AND q.side = ${other} AND q.record_id = o.id
		WHERE r.connection_id = ${scope.connection} AND r.entity = ${scope.entity} AND r.side = ${scope.side} AND r.changed_seq > r.planned_seq
			AND r.id > ${page.after} ${page.upTo === null ? sql`` : sql`AND r.id <= ${page.upTo}`}
			${page.ids === null ? sql`` : sql`AND r.id IN (SELECT value FROM json_each(${rows(page.ids)}))`}
			${page.unlinked ? sql`AND l.smh_id IS NULL` : sql``}
			${first ? sql`` : sql`AND NOT coalesce(o.changed_seq > o.planned_seq, 0)`}
		ORDER BY r.id LIMIT ${page.limit}`,
	);
	return found.map(toPlanRow);
}

/** Fields in which a record holds, or may hold, a temporary value of ours: an exchange has written it down, or the record was seen with it. */
const exchanging = (record: SQL): SQL => sql`(SELECT json_group_array(field) FROM (
		SELECT e.field FROM exchange e WHERE e.connection_id = ${record}.connection_id AND e.entity = ${record}.entity
			AND e.side = ${record}.side AND e.record_id = ${record}.id
		UNION SELECT value FROM json_each(${record}.facts, '$.temporary')))`;

const toPlanRow = (row: Row): PlanRow => ({
	id: row.id,
	code: row.code,
	name: row.name,
	dummy: row.dummy,
	gone: row.gone_at !== null,
	partnerId: row.partner_id,
	projection: row.projection,
	facts: row.facts,
	held: row.held,
	exchanging: row.exchanging,
	hasProblem: row.reason !== null,
	seq: row.changed_seq,
	pair: toPair(row),
});

function toPair(row: Row): PlanPair | null {
	const { smh_id: smhId, accurate_id: accurateId, origin } = row;
	if (smhId === null || accurateId === null || origin === null) return null;
	return {
		smhId,
		accurateId,
		origin,
		base: row.base ?? {},
		outdated: row.projection_version !== PROJECTION_VERSION,
		partner:
			row.other_projection === null || row.other_gone !== null
				? null
				: { projection: row.other_projection, partnerId: row.other_partner_id },
		partnerHeld: row.other_held !== null && row.other_facts !== null ? { reason: row.other_held, facts: row.other_facts } : null,
		doubts: row.doubts,
		partnerExchanging: row.other_exchanging,
		partnerSeq: row.other_seq,
		hasProblem: row.other_reason !== null,
	};
}
