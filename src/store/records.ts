import { and, eq, inArray, isNull, type SQL, sql } from "drizzle-orm";
import type { Actor, Entity, RemoteRecord, Side } from "../domain/model.ts";
import { codeKey } from "../domain/normalise.ts";
import type { Reason } from "../domain/reasons.ts";
import { canonical, isActive, textOf } from "../domain/values.ts";
import { type Database, idColumn, rows, type Statement, valuesOf } from "./database.ts";
import { record } from "./schema.ts";
import { integer, select, text } from "./select.ts";

export interface RecordScope {
	readonly connection: string;
	readonly side: Side;
	readonly entity: Entity;
}

export interface StoredRecord {
	readonly scope: RecordScope;
	readonly record: RemoteRecord;
	readonly dummy: boolean;
	/** Why it takes no part; null: it does. */
	readonly held: Reason | null;
}

/**
 * Takes in what a side answered. A row is written only where it differs from what is known (law 7). Where something that the merge
 * looks at differs, the record goes on the plan queue, unless it is the answer to our own write (`ownWrite`), which shows what we know.
 */
export function upsertRecords(records: readonly StoredRecord[], ownWrite = false): Statement {
	const list = records.map(({ scope, record, dummy, held }) => ({
		...scope,
		id: record.id,
		codeKey: codeKey(textOf(record.projection, "code")),
		code: textOf(record.projection, "code"),
		name: textOf(record.projection, "name"),
		nameKey: codeKey(textOf(record.projection, "name")),
		active: isActive(record.projection) ? 1 : 0,
		dummy: dummy ? 1 : 0,
		// What a save echoes may lack what tells the branch, and a record that we write takes part.
		held: ownWrite ? null : held,
		partnerId: record.partnerId,
		version: record.version,
		projection: JSON.stringify(canonical(scope.entity, record.projection)),
		facts: JSON.stringify(record.facts),
	}));
	const queued = ownWrite ? 0 : 1;
	const facts = ownWrite ? sql`record.facts` : sql`excluded.facts`;
	const differs = sql`(record.projection <> excluded.projection OR record.facts <> ${facts} OR record.dummy <> excluded.dummy
		OR record.held IS NOT excluded.held OR record.partner_id IS NOT excluded.partner_id OR record.gone_at IS NOT NULL)`;
	return sql`INSERT INTO record (connection_id, side, entity, id, code_key, code, name, name_key, active, dummy, held, partner_id, version, projection,
			facts, changed_seq, planned_seq)
		SELECT value ->> 'connection', value ->> 'side', value ->> 'entity', value ->> 'id', value ->> 'codeKey', value ->> 'code', value ->> 'name',
			value ->> 'nameKey', value ->> 'active', coalesce((SELECT mark.dummy FROM mark WHERE mark.connection_id = value ->> 'connection'
				AND mark.side = value ->> 'side' AND mark.entity = value ->> 'entity' AND mark.record_id = value ->> 'id'), value ->> 'dummy'),
			value ->> 'held', value ->> 'partnerId', value ->> 'version', value ->> 'projection', value ->> 'facts', ${queued}, 0
		FROM json_each(${rows(list)}) WHERE true
		ON CONFLICT (connection_id, side, entity, id) DO UPDATE SET
			code_key = excluded.code_key, code = excluded.code, name = excluded.name, name_key = excluded.name_key, active = excluded.active,
			dummy = excluded.dummy, held = excluded.held, partner_id = excluded.partner_id, version = excluded.version, projection = excluded.projection, facts = ${facts},
			changed_seq = record.changed_seq + (${queued} = 1 AND ${differs}), gone_at = NULL
		WHERE ${differs} OR record.version <> excluded.version`;
}

/** Why a record takes no part, sample data included; null: it does. */
export const heldIn = (record: SQL): SQL => sql`coalesce(${record}.held, CASE WHEN ${record}.dummy = 1 THEN 'DUMMY' END)`;

/** A person's word on whether a record is sample data: remembered, and in force at once. */
export const markRecord = (scope: RecordScope, id: string, dummy: boolean, actor: Actor, now: number): readonly Statement[] => [
	sql`INSERT INTO mark (connection_id, side, entity, record_id, dummy, actor, at)
		VALUES (${scope.connection}, ${scope.side}, ${scope.entity}, ${id}, ${dummy ? 1 : 0}, ${JSON.stringify(actor)}, ${now})
		ON CONFLICT (connection_id, side, entity, record_id) DO UPDATE SET dummy = excluded.dummy, actor = excluded.actor, at = excluded.at`,
	sql`UPDATE record SET dummy = ${dummy ? 1 : 0}, changed_seq = changed_seq + 1 WHERE connection_id = ${scope.connection} AND side = ${scope.side}
		AND entity = ${scope.entity} AND id = ${id}`,
];

const inScope = ({ connection, side, entity }: RecordScope): SQL | undefined =>
	and(eq(record.connectionId, connection), eq(record.side, side), eq(record.entity, entity));

/** Whether a record is known, and whether it was confirmed gone. */
export async function recordState(db: Database, scope: RecordScope, id: string): Promise<"present" | "gone" | "unknown"> {
	const [row] = await db
		.select({ goneAt: record.goneAt })
		.from(record)
		.where(and(inScope(scope), eq(record.id, id)));
	if (!row) return "unknown";
	return row.goneAt === null ? "present" : "gone";
}

/** Versions of the records that are known and not gone, by id. */
export async function knownVersions(
	db: Database,
	scope: RecordScope,
	ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
	const found = await db
		.select({ id: record.id, version: record.version })
		.from(record)
		.where(and(inScope(scope), isNull(record.goneAt), inArray(record.id, valuesOf(ids))));
	return new Map(found.map((row) => [row.id, row.version]));
}

/** Ids that are known but were not named by the listing of this run (its scan steps' results). */
export async function notListed(db: Database, scope: RecordScope, runId: string): Promise<readonly string[]> {
	const found = await select(
		db,
		{ id: text },
		sql`SELECT id FROM record
		WHERE connection_id = ${scope.connection} AND side = ${scope.side} AND entity = ${scope.entity} AND gone_at IS NULL
			AND id NOT IN (SELECT listed.value FROM step, json_each(step.result, '$.ids') AS listed
				WHERE step.run_id = ${runId} AND step.work ->> 'kind' = 'scan' AND step.work ->> 'since' IS NULL
					AND step.work ->> 'entity' = ${scope.entity} AND step.work ->> 'side' = ${scope.side})
		ORDER BY id`,
	);
	return found.map((row) => row.id);
}

/** Reading them confirmed that they are gone. A row without a link goes at once, a linked one waits until its pair is settled. */
export function markGone(scope: RecordScope, ids: readonly string[], now: number): readonly Statement[] {
	const these = sql`connection_id = ${scope.connection} AND side = ${scope.side} AND entity = ${scope.entity}`;
	const list = sql`(SELECT value FROM json_each(${rows(ids)}))`;
	return [
		sql`DELETE FROM problem WHERE ${these} AND record_id IN ${list}`,
		sql`UPDATE record SET gone_at = ${now}, changed_seq = changed_seq + 1, held = nullif(held, 'UNREADABLE')
			WHERE ${these} AND id IN ${list} AND gone_at IS NULL`,
		sql`DELETE FROM record WHERE ${these} AND id IN ${list} AND NOT EXISTS (
			SELECT 1 FROM link WHERE link.connection_id = record.connection_id AND link.entity = record.entity AND link.state = 'linked'
				AND link.${idColumn(scope.side)} = record.id)`,
	];
}

/** How many records of each entity and side are known and not gone: counted in an index, with no look at a record. */
export const liveCounts = (connection: string): SQL => sql`SELECT entity, side, sum(n) AS n FROM (
		SELECT side, entity, count(*) AS n FROM record INDEXED BY record_code WHERE connection_id = ${connection} GROUP BY side, entity
		UNION ALL SELECT side, entity, -count(*) FROM record INDEXED BY record_gone
			WHERE connection_id = ${connection} AND gone_at IS NOT NULL GROUP BY entity, side)
	GROUP BY side, entity`;

/** The same, by `side/entity`. */
export async function countRecords(db: Database, connection: string): Promise<ReadonlyMap<string, number>> {
	const found = await select(db, { side: text, entity: text, n: integer }, liveCounts(connection));
	return new Map(found.map(({ side, entity, n }) => [`${side}/${entity}`, n]));
}

/**
 * Which of these code keys a reference may name on that side: those of live, active records and, for a preview, of the
 * records that it would create there.
 */
export async function activeCodes(
	db: Database,
	scope: RecordScope,
	codeKeys: readonly string[],
	previewRunId: string | null,
): Promise<ReadonlySet<string>> {
	const found = await select(
		db,
		{ code: text },
		sql`SELECT code_key AS code FROM record INDEXED BY record_code
		WHERE connection_id = ${scope.connection} AND side = ${scope.side} AND entity = ${scope.entity} AND active = 1 AND gone_at IS NULL
			AND code_key IN (SELECT value FROM json_each(${rows(codeKeys)}))
		UNION SELECT source.code_key FROM change CROSS JOIN record source ON source.connection_id = change.connection_id
			AND source.side = CASE change.side WHEN 'smh' THEN 'accurate' ELSE 'smh' END AND source.entity = change.entity
			AND source.id = CASE change.side WHEN 'smh' THEN change.accurate_id ELSE change.smh_id END
		WHERE change.run_id = ${previewRunId} AND change.state = 'previewed' AND change.operation = 'create'
			AND change.entity = ${scope.entity} AND change.side = ${scope.side}
			AND source.code_key IN (SELECT value FROM json_each(${rows(codeKeys)}))`,
	);
	return new Set(found.map((row) => row.code));
}
