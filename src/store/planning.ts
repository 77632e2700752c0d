import { sql } from "drizzle-orm";
import { PROJECTION_VERSION } from "../domain/entities.ts";
import { type Entity, type Facts, otherSide, type Projection, type RunMode, type Side } from "../domain/model.ts";
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
	/** The base was made by another field map than today's. */
	readonly outdated: boolean;
	/** The partner as last seen; null: gone. */
	readonly partner: { readonly projection: Projection; readonly partnerId: string | null } | null;
	readonly hasProblem: boolean;
}

/**
 * Reasons that may pass by themselves when other records change, so that a plan looks at their records again. Signals come
 * all day, so theirs looks only at what was stirred up (store/stirred.ts) and at what waits for time to pass. What the other
 * side itself has refused (an attempt was made) is only tried again by a full run: else no run would ever be quiet.
 */
const maySolveItself = (
	mode: RunMode,
) => sql`((attempts = 0 AND (reason = 'WAITING' OR (reason IN ('DUPLICATE_CODE', 'POSSIBLE_DUPLICATE', 'MISSING_REFERENCE') AND ${mode} <> 'signals')))
	OR (attempts > 0 AND reason <> 'DELETE_REFUSED' AND ${mode} = 'full'))`;

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
	projection_version: number;
	other_projection: string | null;
	other_partner_id: string | null;
	other_gone: number | null;
	other_reason: string | null;
}

/** The next records of a side, in order of id, that changed or whose problem may have passed. */
export async function recordsToPlan(
	db: Database,
	scope: RecordScope,
	page: { readonly after: string; readonly limit: number; readonly mode: RunMode },
): Promise<readonly PlanRow[]> {
	const other = otherSide(scope.side);
	const found = await db.all<Row>(sql`
		SELECT r.id, r.code, r.name, r.dummy, r.gone_at, r.partner_id, r.projection, r.facts, p.reason, l.smh_id, l.accurate_id, l.origin, l.base, l.projection_version,
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
				AND ${maySolveItself(page.mode)} AND record_id > ${page.after}
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
	outdated: row.projection_version !== PROJECTION_VERSION,
	partner:
		row.other_projection === null || row.other_gone !== null
			? null
			: { projection: JSON.parse(row.other_projection), partnerId: row.other_partner_id },
	hasProblem: row.other_reason !== null,
});

/**
 * Pairs that nothing planned is left for are settled: no plan looks at them again until they change. A pair with a change
 * still planned in this run, or that has to be looked at again, stays dirty: neither a lost run nor a success in the other
 * direction loses an edit. Rows and changes are found by their keys.
 */
export function settlePairs(
	run: { id: string; connection: string },
	entity: Entity,
	pairs: readonly { readonly smhId: string | null; readonly accurateId: string | null }[],
): readonly Statement[] {
	const records = pairs.flatMap(({ smhId, accurateId }) => [
		{ side: "smh", id: smhId },
		{ side: "accurate", id: accurateId },
	]);
	const planned = (
		side: Side,
	) => sql`EXISTS (SELECT 1 FROM change c WHERE record.side = ${side} AND c.connection_id = ${run.connection}
		AND c.entity = ${entity} AND c.${idColumn(side)} = record.id AND c.run_id = ${run.id} AND (c.state = 'planned' OR c.look_again = 1))`;
	if (pairs.length === 0) return [];
	return [
		sql`UPDATE record SET dirty = 0 WHERE connection_id = ${run.connection} AND entity = ${entity} AND dirty = 1
			AND (side, id) IN (SELECT value ->> 'side', value ->> 'id' FROM json_each(${rows(records)}))
			AND NOT ${planned("smh")} AND NOT ${planned("accurate")}`,
	];
}
