import { sql } from "drizzle-orm";
import type { Entity, Projection, Side } from "../domain/model.ts";
import { type Database, idColumn, rows, type Statement } from "./database.ts";
import { toldSince } from "./signals.ts";

export type Operation = "create" | "update" | "remove" | "link" | "bind";
export type ChangeState = "planned" | "applied" | "failed" | "previewed";

export interface PlannedChange {
	readonly entity: Entity;
	/** The side that is written to. A link writes to none: it carries the first side, so that both halves decide the same one. */
	readonly side: Side;
	readonly operation: Operation;
	readonly smhId: string | null;
	readonly accurateId: string | null;
	/** What a person calls the record: code and name. */
	readonly label: string;
	readonly before: Projection | null;
	readonly after: Projection | null;
	readonly state: ChangeState;
	/** 1: even when it succeeds, the pair's problem stays open. */
	readonly leavesProblem?: 0 | 1;
	/** It brings back what the other side filled in: a change of its own beside the planned one. */
	readonly filled?: true;
}

/** One change per run, operation, target and source, however often it is planned. */
const keyOf = (change: PlannedChange): string =>
	[change.entity, change.filled ? "filled" : change.operation, change.side, change.smhId ?? "", change.accurateId ?? ""].join(
		"/",
	);

export function insertChanges(
	run: { id: string; connection: string },
	changes: readonly PlannedChange[],
	now: number,
): Statement {
	const list = changes.map((change) => ({ key: keyOf(change), ...change }));
	return sql`INSERT INTO change (key, run_id, connection_id, entity, side, operation, smh_id, accurate_id, label, before, after, state,
			leaves_problem, at)
		SELECT value ->> 'key', ${run.id}, ${run.connection}, value ->> 'entity', value ->> 'side', value ->> 'operation', value ->> 'smhId',
			value ->> 'accurateId', value ->> 'label', value ->> 'before', value ->> 'after', value ->> 'state', coalesce(value ->> 'leavesProblem', 0), ${now}
		FROM json_each(${rows(list)}) WHERE true ON CONFLICT (run_id, key) DO NOTHING`;
}

/** Which entities and sides have changes of an operation planned: one query for what is mostly nothing. */
export async function plannedScopes(
	db: Database,
	query: { runId: string; entities: readonly Entity[]; operation: Operation },
): Promise<readonly { readonly entity: Entity; readonly side: Side }[]> {
	return await db.all<{ entity: Entity; side: Side }>(sql`SELECT DISTINCT entity, side FROM change
		WHERE run_id = ${query.runId} AND state = 'planned' AND operation = ${query.operation}
			AND entity IN (SELECT value FROM json_each(${rows(query.entities)})) ORDER BY entity, side`);
}

/** Sides and entities where the run wrote more than so many records, or got answers that lack fields. */
export async function heavilyWritten(
	db: Database,
	runId: string,
	many: number,
): Promise<readonly { readonly side: Side; readonly entity: Entity }[]> {
	return await db.all<{ side: Side; entity: Entity }>(sql`SELECT change.side, change.entity FROM change
		LEFT JOIN record r ON r.connection_id = change.connection_id AND r.side = change.side AND r.entity = change.entity AND r.version = ''
			AND r.id = CASE change.side WHEN 'smh' THEN change.smh_id ELSE change.accurate_id END
		WHERE change.run_id = ${runId} AND change.state = 'applied' AND change.operation IN ('create', 'update', 'bind')
		GROUP BY change.side, change.entity HAVING count(*) > CAST(${many} AS INTEGER) OR count(r.id) > 0`);
}

/** How often each of these pairs was written to since then (epoch ms), by SMH id. */
export async function recentWrites(
	db: Database,
	scope: { readonly connection: string; readonly entity: Entity },
	smhIds: readonly string[],
	since: number,
): Promise<ReadonlyMap<string, number>> {
	const found = await db.all<{ smhId: string; n: number }>(sql`SELECT smh_id AS smhId, count(*) AS n FROM change
		WHERE connection_id = ${scope.connection} AND entity = ${scope.entity} AND smh_id IN (SELECT value FROM json_each(${rows(smhIds)}))
			AND state = 'applied' AND operation = 'update' AND at >= ${since} GROUP BY smh_id`);
	return new Map(found.map(({ smhId, n }) => [smhId, n]));
}

export interface Batch {
	readonly entity: Entity;
	readonly side: Side;
	readonly fromSeq: number;
	readonly toSeq: number;
}

/**
 * Cuts the planned changes of one operation into batches of at most `size` rows, in the order they were decided. D1 binds
 * numbers as reals, hence the cast: without it every row would be a batch of its own.
 */
export async function plannedBatches(
	db: Database,
	query: { runId: string; entity: Entity; side: Side; operation: Operation; size: number },
): Promise<readonly Batch[]> {
	const found = await db.all<{ fromSeq: number; toSeq: number }>(sql`SELECT min(seq) AS fromSeq, max(seq) AS toSeq
		FROM (SELECT seq, (row_number() OVER (ORDER BY seq) - 1) / CAST(${query.size} AS INTEGER) AS part FROM change
			WHERE run_id = ${query.runId} AND state = 'planned' AND entity = ${query.entity} AND side = ${query.side}
				AND operation = ${query.operation})
		GROUP BY part ORDER BY part`);
	return found.map((row) => ({ entity: query.entity, side: query.side, ...row }));
}

export interface ChangeToApply {
	readonly seq: number;
	readonly smhId: string | null;
	readonly accurateId: string | null;
	readonly label: string;
	readonly after: Projection;
	/** Projection of the record that is written to (update) or copied (create), as last seen. */
	readonly known: Projection;
	/** Projection of the record that is written to, as last seen; null for a create. */
	readonly targetKnown: Projection | null;
	/** Version of the record that is written to, as last seen; null for a create. */
	readonly targetVersion: string | null;
	/** Base of the pair; null without a live link. */
	readonly base: Projection | null;
	/** Open intent for this create: an earlier attempt may have reached the other side with it. `at`: epoch ms. */
	readonly intended: { readonly codeKey: string; readonly sent: Projection; readonly at: number } | null;
	/** The source of this create is linked already. */
	readonly bound: boolean;
	readonly leavesProblem: boolean;
	/** Somebody changed the record that is written to after the run had read it: we were told. */
	readonly told: boolean;
}

/**
 * The planned changes of one batch with what carrying them out needs. `known` is read from the record on `knownSide`.
 */
export async function changesToApply(
	db: Database,
	query: { connection: string; runId: string; batch: Batch; operation: Operation; knownSide: Side },
): Promise<readonly ChangeToApply[]> {
	const { batch, knownSide } = query;
	const knownId = sql`change.${idColumn(knownSide)}`;
	const sourceId = sql`change.${idColumn(batch.side === "smh" ? "accurate" : "smh")}`;
	const target = sql`change.${idColumn(batch.side)}`;
	const told = toldSince(query.runId, { ...batch, connection: query.connection }, target, sql`r.version`);
	const found = await db.all<{
		seq: number;
		smhId: string | null;
		accurateId: string | null;
		label: string;
		after: string | null;
		known: string | null;
		version: string | null;
		base: string | null;
		intended: string | null;
		bound: number;
		leavesProblem: number;
		told: number;
	}>(sql`SELECT change.seq, change.smh_id AS smhId, change.accurate_id AS accurateId, change.label, change.after, r.projection AS known, r.version, l.base,
			change.leaves_problem AS leavesProblem, ${told} AS told,
			(SELECT json_object('codeKey', i.code_key, 'sent', json(i.sent), 'at', i.created_at) FROM intent i WHERE i.connection_id = change.connection_id
				AND i.entity = change.entity AND i.side = change.side AND i.source_id = ${sourceId}) AS intended,
			EXISTS (SELECT 1 FROM link b WHERE b.connection_id = change.connection_id AND b.entity = change.entity AND b.state = 'linked'
				AND b.${idColumn(batch.side === "smh" ? "accurate" : "smh")} = ${sourceId}) AS bound
		FROM change
		LEFT JOIN record r ON r.connection_id = change.connection_id AND r.side = ${knownSide} AND r.entity = change.entity AND r.id = ${knownId}
		LEFT JOIN link l ON l.connection_id = change.connection_id AND l.entity = change.entity AND l.smh_id = change.smh_id
			AND l.accurate_id = change.accurate_id AND l.state = 'linked'
		WHERE change.run_id = ${query.runId} AND change.state = 'planned' AND change.entity = ${batch.entity} AND change.side = ${batch.side}
			AND change.operation = ${query.operation} AND change.seq BETWEEN ${batch.fromSeq} AND ${batch.toSeq} ORDER BY change.seq`);
	return found.map((row) => ({
		...row,
		after: parse(row.after) ?? {},
		known: parse(row.known) ?? {},
		targetKnown: knownSide === batch.side ? parse(row.known) : null,
		targetVersion: knownSide === batch.side ? row.version : null,
		base: parse(row.base),
		intended: row.intended === null ? null : JSON.parse(row.intended),
		bound: row.bound === 1,
		leavesProblem: row.leavesProblem === 1,
		told: row.told === 1,
	}));
}

const parse = (json: string | null): Projection | null => (json === null ? null : JSON.parse(json));

export interface ChangeOutcome {
	readonly seq: number;
	readonly state: "applied" | "failed";
	readonly error: string | null;
	/** 1: the pair is not settled by this run, whatever else succeeds. */
	readonly lookAgain: 0 | 1;
	/** 1: it left a problem open that no success in the other direction closes. */
	readonly leavesProblem?: 0 | 1;
	readonly smhId: string | null;
	readonly accurateId: string | null;
}

export function recordOutcomes(outcomes: readonly ChangeOutcome[], now: number): Statement {
	return sql`UPDATE change SET state = o.state, error = o.error, look_again = o.look_again,
			leaves_problem = max(change.leaves_problem, o.leaves_problem), smh_id = coalesce(o.smh_id, change.smh_id),
			accurate_id = coalesce(o.accurate_id, change.accurate_id), at = ${now}
		FROM (SELECT value ->> 'seq' AS seq, value ->> 'state' AS state, value ->> 'error' AS error, value ->> 'lookAgain' AS look_again,
			coalesce(value ->> 'leavesProblem', 0) AS leaves_problem,
			value ->> 'smhId' AS smh_id,
			value ->> 'accurateId' AS accurate_id FROM json_each(${rows(outcomes)})) AS o
		WHERE change.seq = o.seq AND change.state = 'planned'`;
}
