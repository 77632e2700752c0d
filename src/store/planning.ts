import { sql } from "drizzle-orm";
import type { Candidate } from "../domain/meeting.ts";
import { type Entity, type Facts, otherSide, type Projection, type Side } from "../domain/model.ts";
import type { Ending } from "../domain/removal.ts";
import { type Database, idColumn, rows, type Statement } from "./database.ts";
import type { Origin } from "./links.ts";
import type { RecordScope } from "./records.ts";

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
	readonly hasProblem: boolean;
	readonly pair: PlanPair | null;
}

export interface PlanPair {
	readonly smhId: string;
	readonly accurateId: string;
	readonly origin: Origin;
	readonly base: Projection;
	/** The partner as last seen; null: gone. */
	readonly partner: { readonly projection: Projection; readonly partnerId: string | null } | null;
	readonly hasProblem: boolean;
}

/**
 * Reasons that may pass by themselves when other records change, so that every plan looks at their records again. What the
 * other side itself has refused (an attempt was made) is only tried again by a full run: else no run would ever be quiet.
 */
const maySolveItself = (
	full: boolean,
) => sql`((attempts = 0 AND reason IN ('DUPLICATE_CODE', 'POSSIBLE_DUPLICATE', 'MISSING_REFERENCE', 'WAITING'))
	OR (attempts > 0 AND reason <> 'DELETE_REFUSED' AND ${full ? 1 : 0} = 1))`;

interface Row {
	id: string;
	code: string | null;
	name: string | null;
	dummy: number;
	gone_at: number | null;
	partner_id: string | null;
	projection: string;
	facts: string;
	reason: string | null;
	smh_id: string | null;
	accurate_id: string | null;
	origin: Origin;
	base: string;
	other_projection: string | null;
	other_partner_id: string | null;
	other_gone: number | null;
	other_reason: string | null;
}

/** The next records of a side, in order of id, that changed or whose problem may have passed. */
export async function recordsToPlan(
	db: Database,
	scope: RecordScope,
	page: { readonly after: string; readonly limit: number; readonly full: boolean },
): Promise<readonly PlanRow[]> {
	const other = otherSide(scope.side);
	const found = await db.all<Row>(sql`
		SELECT r.id, r.code, r.name, r.dummy, r.gone_at, r.partner_id, r.projection, r.facts, p.reason, l.smh_id, l.accurate_id, l.origin, l.base,
			o.projection AS other_projection, o.partner_id AS other_partner_id, o.gone_at AS other_gone, q.reason AS other_reason
		FROM record r
		LEFT JOIN problem p ON p.connection_id = r.connection_id AND p.entity = r.entity AND p.side = r.side AND p.record_id = r.id
		LEFT JOIN link l ON l.connection_id = r.connection_id AND l.entity = r.entity AND l.${idColumn(scope.side)} = r.id AND l.state = 'linked'
		LEFT JOIN record o ON o.connection_id = r.connection_id AND o.side = ${other} AND o.entity = r.entity AND o.id = l.${idColumn(other)}
		LEFT JOIN problem q ON q.connection_id = r.connection_id AND q.entity = r.entity AND q.side = ${other} AND q.record_id = o.id
		WHERE r.connection_id = ${scope.connection} AND r.entity = ${scope.entity} AND r.side = ${scope.side} AND r.id IN (
			SELECT id FROM record WHERE connection_id = ${scope.connection} AND entity = ${scope.entity} AND side = ${scope.side}
				AND dirty = 1 AND id > ${page.after}
			UNION SELECT record_id FROM problem WHERE connection_id = ${scope.connection} AND entity = ${scope.entity} AND side = ${scope.side}
				AND ${maySolveItself(page.full)} AND record_id > ${page.after}
			ORDER BY 1 LIMIT ${page.limit})
		ORDER BY r.id`);
	return found.map(toPlanRow);
}

const toPlanRow = (row: Row): PlanRow => ({
	id: row.id,
	code: row.code,
	name: row.name,
	dummy: row.dummy === 1,
	gone: row.gone_at !== null,
	partnerId: row.partner_id,
	projection: JSON.parse(row.projection),
	facts: JSON.parse(row.facts),
	hasProblem: row.reason !== null,
	pair: row.smh_id === null || row.accurate_id === null ? null : toPair(row, row.smh_id, row.accurate_id),
});

const toPair = (row: Row, smhId: string, accurateId: string): PlanPair => ({
	smhId,
	accurateId,
	origin: row.origin,
	base: JSON.parse(row.base),
	partner:
		row.other_projection === null || row.other_gone !== null
			? null
			: { projection: JSON.parse(row.other_projection), partnerId: row.other_partner_id },
	hasProblem: row.other_reason !== null,
});

export interface FoundCandidate extends Candidate {
	readonly projection: Projection;
	readonly partnerId: string | null;
}

/** What could be the partner of an unlinked record. */
export interface Candidates {
	readonly byPartnerId: Candidate | "missing" | null;
	readonly sameCode: readonly string[];
	/** Not linked, of the same name, and with the same phone or tax number: a person has to say whether they are the same. */
	readonly alike: readonly string[];
	/** A person said that these are the same. */
	readonly saidSame: FoundCandidate | null;
	readonly byCode: readonly FoundCandidate[];
	/** The record's pair has ended; it stands alone since. */
	readonly ended: Ending | null;
	/** The candidate by Partner ID in full. */
	readonly partner: FoundCandidate | null;
}

interface CandidateRow {
	id: string;
	partner_id: string | null;
	same_code: string;
	by_code: string;
	by_partner: string;
	/** A person said that the Partner ID it carries is not its partner's. */
	disowned: number;
	alike: string;
	said_same: string;
	ended: Ending | null;
}

/** Looks for partners of unlinked records by Partner ID (kept on either record) and by code. */
export async function findCandidates(
	db: Database,
	scope: RecordScope,
	ids: readonly string[],
): Promise<ReadonlyMap<string, Candidates>> {
	const other = otherSide(scope.side);
	const live = sql`connection_id = ${scope.connection} AND entity = ${scope.entity} AND gone_at IS NULL AND dummy = 0`;
	const asCandidate = sql`json_object('id', c.id, 'projection', json(c.projection), 'partnerId', c.partner_id, 'linked', EXISTS (
		SELECT 1 FROM link l WHERE l.connection_id = c.connection_id AND l.entity = c.entity AND l.${idColumn(other)} = c.id))`;
	const judged = sql`v.connection_id = c.connection_id AND v.entity = c.entity AND v.${idColumn(scope.side)} = r.id AND v.${idColumn(other)} = c.id`;
	const found = await db.all<CandidateRow>(sql`
		SELECT r.id, r.partner_id,
			(SELECT json_group_array(c.id) FROM record c WHERE ${live} AND c.side = ${scope.side} AND c.code_key = r.code_key AND c.id <> r.id) AS same_code,
			(SELECT json_group_array(${asCandidate}) FROM record c WHERE ${live} AND c.side = ${other} AND c.code_key = r.code_key) AS by_code,
			(SELECT json_group_array(${asCandidate}) FROM record c WHERE ${live} AND c.side = ${other}
				AND (c.partner_id = r.id OR c.id = r.partner_id)
				AND NOT EXISTS (SELECT 1 FROM verdict v WHERE ${judged} AND v.verdict = 'different')) AS by_partner,
			EXISTS (SELECT 1 FROM verdict v WHERE v.connection_id = r.connection_id AND v.entity = r.entity AND v.verdict = 'different'
				AND v.${idColumn(scope.side)} = r.id AND v.${idColumn(other)} = r.partner_id) AS disowned,
			(SELECT json_group_array(c.id) FROM record c WHERE ${live} AND c.side = ${other} AND c.name_key = r.name_key
				AND (c.projection ->> 'npwp' = r.projection ->> 'npwp'
					OR c.projection ->> 'mobile' IN (r.projection ->> 'mobile', r.projection ->> 'phone')
					OR c.projection ->> 'phone' IN (r.projection ->> 'mobile', r.projection ->> 'phone'))
				AND NOT EXISTS (SELECT 1 FROM link l WHERE l.connection_id = c.connection_id AND l.entity = c.entity AND l.${idColumn(other)} = c.id)
				AND NOT EXISTS (SELECT 1 FROM verdict v WHERE ${judged} AND v.verdict = 'different')) AS alike,
			(SELECT json_group_array(${asCandidate}) FROM verdict v JOIN record c ON c.connection_id = v.connection_id AND c.entity = v.entity
				AND c.side = ${other} AND c.id = v.${idColumn(other)} AND c.gone_at IS NULL
				WHERE ${judged} AND v.verdict = 'same') AS said_same,
			(SELECT l.state FROM link l WHERE l.connection_id = r.connection_id AND l.entity = r.entity AND l.${idColumn(scope.side)} = r.id
				AND l.state <> 'linked') AS ended
		FROM record r WHERE r.connection_id = ${scope.connection} AND r.entity = ${scope.entity} AND r.side = ${scope.side}
			AND r.id IN (SELECT value FROM json_each(${rows(ids)}))`);
	return new Map(found.map((row) => [row.id, toCandidates(row)]));
}

type RawCandidate = { id: string; projection: Projection; partnerId: string | null; linked: number };

function toCandidates(row: CandidateRow): Candidates {
	const read = (json: string) => (JSON.parse(json) as RawCandidate[]).map((c) => ({ ...c, linked: c.linked === 1 }));
	const [partner] = read(row.by_partner);
	return {
		ended: row.ended,
		byPartnerId: partner ?? (row.partner_id === null || row.disowned === 1 ? null : "missing"),
		partner: partner ?? null,
		sameCode: JSON.parse(row.same_code),
		alike: JSON.parse(row.alike),
		saidSame: read(row.said_same)[0] ?? null,
		byCode: read(row.by_code),
	};
}

/**
 * Pairs that nothing planned is left for are settled: no plan looks at them again until they change. `entity` and ids of
 * both sides; a pair with a change still planned in this run stays dirty, so that a lost run loses no edit.
 */
export function settlePairs(
	run: { id: string; connection: string },
	entity: Entity,
	pairs: readonly { readonly smhId: string | null; readonly accurateId: string | null }[],
): Statement {
	const ids = (side: Side) =>
		rows(pairs.map((pair) => (side === "smh" ? pair.smhId : pair.accurateId)).filter((id) => id !== null));
	return sql`UPDATE record SET dirty = 0 WHERE connection_id = ${run.connection} AND entity = ${entity} AND dirty = 1
		AND ((side = 'smh' AND id IN (SELECT value FROM json_each(${ids("smh")})))
			OR (side = 'accurate' AND id IN (SELECT value FROM json_each(${ids("accurate")}))))
		AND NOT EXISTS (SELECT 1 FROM change c WHERE c.run_id = ${run.id} AND c.state = 'planned' AND c.entity = record.entity
			AND ((record.side = 'smh' AND c.smh_id = record.id) OR (record.side = 'accurate' AND c.accurate_id = record.id)))`;
}
