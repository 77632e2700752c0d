import { sql } from "drizzle-orm";
import { ENTITIES, type Entity, otherSide, type Projection, SIDES, type Side } from "../domain/model.ts";
import { type Database, idColumn, rows, type Statement } from "./database.ts";
import { HEARD_TO_MS, HOUR_MS, toldSince } from "./inbox.ts";
import { heldIn } from "./records.ts";
import { flag, integer, json, nullable, oneOf, select, text } from "./select.ts";
import { type ChangeState, OPERATIONS, type Operation } from "./words.ts";

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
	/** `changed_seq` of the records as the plan had them. */
	readonly smhSeq?: number | null;
	readonly accurateSeq?: number | null;
	/** Why it was not carried out, or what was not quite right about it. */
	readonly error?: string | null;
}

/** Writes changes down behind those that the run has. One holder of the lease plans at a time, so numbers do not meet. */
export function insertChanges(
	run: { id: string; connection: string },
	changes: readonly PlannedChange[],
	now: number,
): Statement {
	return sql`INSERT INTO change (run_id, seq, connection_id, entity, side, operation, smh_id, accurate_id, label, before, after, state,
			smh_seq, accurate_seq, leaves_problem, error, at)
		SELECT ${run.id}, (SELECT coalesce(max(seq), 0) FROM change WHERE run_id = ${run.id}) + key + 1, ${run.connection}, value ->> 'entity',
			value ->> 'side', value ->> 'operation', value ->> 'smhId', value ->> 'accurateId', value ->> 'label', value ->> 'before', value ->> 'after',
			value ->> 'state', value ->> 'smhSeq', value ->> 'accurateSeq', coalesce(value ->> 'leavesProblem', 0), value ->> 'error', ${now}
		FROM json_each(${rows(changes)})`;
}

/** Planned changes of one kind; the first and the last of their numbers. */
export interface Planned extends Batch {
	readonly operation: Operation;
	readonly count: number;
}

/** What is planned of a run and not yet carried out: one query for what is mostly nothing. */
export const plannedChanges = (db: Database, runId: string): Promise<readonly Planned[]> =>
	select(
		db,
		{
			operation: oneOf(...OPERATIONS),
			entity: oneOf(...ENTITIES),
			side: oneOf(...SIDES),
			count: integer,
			fromSeq: integer,
			toSeq: integer,
		},
		sql`SELECT operation, entity, side, count(*) AS count, min(seq) AS fromSeq, max(seq) AS toSeq FROM change
			WHERE run_id = ${runId} AND state = 'planned' GROUP BY operation, entity, side ORDER BY operation, entity, side`,
	);

/** What the run wrote to an entity of a side. */
export interface Written {
	readonly side: Side;
	readonly entity: Entity;
	/** When the last of it was answered (epoch ms). */
	readonly lastAt: number;
	/** Some answers lack fields. */
	readonly incomplete: boolean;
	/** The side's webhooks were heard within a minute before the first of it, or since (they are noted to the minute). */
	readonly heard: boolean;
}

/** Sides and entities where the run wrote more than so many records, or got answers that lack fields. */
export async function heavilyWritten(db: Database, runId: string, many: number): Promise<readonly Written[]> {
	return await select(
		db,
		{ side: oneOf(...SIDES), entity: oneOf(...ENTITIES), lastAt: integer, incomplete: flag, heard: flag },
		sql`SELECT w.side, w.entity, w.lastAt, w.incomplete, EXISTS (SELECT 1 FROM heard WHERE heard.connection_id = w.connection_id
				AND heard.source = w.side AND heard.hour >= CAST((w.firstAt - ${HEARD_TO_MS}) / ${HOUR_MS} AS INTEGER) AND heard.last_at >= w.firstAt - ${HEARD_TO_MS}) AS heard
			FROM (SELECT change.connection_id, change.side, change.entity, min(change.at) AS firstAt, max(change.at) AS lastAt, count(r.id) > 0 AS incomplete
				FROM change
				LEFT JOIN record r ON r.connection_id = change.connection_id AND r.side = change.side AND r.entity = change.entity AND r.version = ''
					AND r.id = CASE change.side WHEN 'smh' THEN change.smh_id ELSE change.accurate_id END
				WHERE change.run_id = ${runId} AND change.state = 'applied' AND change.operation IN ('create', 'update', 'partner_id')
				GROUP BY change.side, change.entity HAVING count(*) > CAST(${many} AS INTEGER) OR count(r.id) > 0) AS w`,
	);
}

/** How often each of these pairs was written to since then (epoch ms), by SMH id. */
export async function recentWrites(
	db: Database,
	scope: { readonly connection: string; readonly entity: Entity },
	smhIds: readonly string[],
	since: number,
): Promise<ReadonlyMap<string, number>> {
	const found = await select(
		db,
		{ smhId: text, n: integer },
		sql`SELECT smh_id AS smhId, count(*) AS n FROM change
			WHERE connection_id = ${scope.connection} AND entity = ${scope.entity} AND smh_id IN (SELECT value FROM json_each(${rows(smhIds)}))
				AND state = 'applied' AND operation = 'update' AND at >= ${since} GROUP BY smh_id`,
	);
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
export async function plannedBatches(db: Database, runId: string, planned: Planned, size: number): Promise<readonly Batch[]> {
	const { entity, side, operation, count, fromSeq, toSeq } = planned;
	if (count <= size) return [{ entity, side, fromSeq, toSeq }];
	const found = await select(
		db,
		{ fromSeq: integer, toSeq: integer },
		sql`SELECT min(seq) AS fromSeq, max(seq) AS toSeq
		FROM (SELECT seq, (row_number() OVER (ORDER BY seq) - 1) / CAST(${size} AS INTEGER) AS part FROM change
			WHERE run_id = ${runId} AND state = 'planned' AND entity = ${entity} AND side = ${side} AND operation = ${operation})
		GROUP BY part ORDER BY part`,
	);
	return found.map((row) => ({ entity, side, ...row }));
}

export interface ChangeToApply {
	readonly seq: number;
	readonly smhId: string | null;
	readonly accurateId: string | null;
	readonly label: string;
	readonly after: Projection;
	/** Projection of the record that is written to, as last seen. */
	readonly known: Projection;
	/** Version of the record that is written to, as last seen; null: the mirror has no row of it. */
	readonly version: string | null;
	/** Base of the pair; null without a live link. */
	readonly base: Projection | null;
	/** `changed_seq` of the records as the plan had them. */
	readonly smhSeq: number | null;
	readonly accurateSeq: number | null;
	readonly leavesProblem: boolean;
	/** The record that is written to holds a temporary value of ours (sync/apply/exchange.ts). */
	readonly exchanging: boolean;
	/** Its partner is gone. */
	readonly alone: boolean;
	/** It has stepped aside in this run. */
	readonly steppedAside: boolean;
	/** A half of the pair takes no part any more. */
	readonly held: boolean;
	/** Somebody changed the record that is written to after the run had read it: we were told. */
	readonly told: boolean;
}

/** The planned changes of one batch with what carrying them out needs; `ids`: of these records alone. */
export async function changesToApply(
	db: Database,
	query: { connection: string; runId: string; batch: Batch; operation: Operation },
	ids?: readonly string[],
): Promise<readonly ChangeToApply[]> {
	const { batch } = query;
	const target = sql`change.${idColumn(batch.side)}`;
	const found = await select(
		db,
		{
			seq: integer,
			smhId: nullable(text),
			accurateId: nullable(text),
			smhSeq: nullable(integer),
			accurateSeq: nullable(integer),
			label: text,
			after: nullable(json<Projection>()),
			known: nullable(json<Projection>()),
			version: nullable(text),
			base: nullable(json<Projection>()),
			leavesProblem: flag,
			exchanging: flag,
			steppedAside: flag,
			alone: flag,
			held: flag,
			told: flag,
		},
		sql`SELECT change.seq, change.smh_id AS smhId, change.accurate_id AS accurateId, change.smh_seq AS smhSeq, change.accurate_seq AS accurateSeq,
			change.label, change.after, r.projection AS known, r.version, l.base, change.leaves_problem AS leavesProblem,
			EXISTS (SELECT 1 FROM exchange e WHERE e.connection_id = change.connection_id AND e.entity = change.entity AND e.side = ${batch.side}
				AND e.record_id = ${target}) AS exchanging,
			EXISTS (SELECT 1 FROM exchange e WHERE e.connection_id = change.connection_id AND e.entity = change.entity AND e.side = ${batch.side}
				AND e.record_id = ${target} AND e.run_id = ${query.runId}) AS steppedAside,
			(o.id IS NULL OR o.gone_at IS NOT NULL) AS alone, coalesce(${heldIn(sql`r`)}, ${heldIn(sql`o`)}) IS NOT NULL AS held,
			${toldSince(query.runId, { ...batch, connection: query.connection }, target, sql`r.version`)} AS told
		FROM change
		LEFT JOIN record r ON r.connection_id = change.connection_id AND r.side = ${batch.side} AND r.entity = change.entity AND r.id = ${target}
		LEFT JOIN record o ON o.connection_id = change.connection_id AND o.side = ${otherSide(batch.side)} AND o.entity = change.entity
			AND o.id = change.${idColumn(otherSide(batch.side))}
		LEFT JOIN link l ON l.connection_id = change.connection_id AND l.entity = change.entity AND l.smh_id = change.smh_id
			AND l.accurate_id = change.accurate_id AND l.state = 'linked'
		WHERE change.run_id = ${query.runId} AND change.state = 'planned' AND change.operation = ${query.operation}
			AND change.entity = ${batch.entity} AND change.side = ${batch.side}
			AND change.seq BETWEEN ${batch.fromSeq} AND ${batch.toSeq}
			${ids ? sql`AND ${target} IN (SELECT value FROM json_each(${rows(ids)}))` : sql``} ORDER BY change.seq`,
	);
	return found.map((row) => ({ ...row, after: row.after ?? {}, known: row.known ?? {} }));
}

export interface ChangeOutcome {
	readonly seq: number;
	readonly state: "applied" | "failed";
	readonly error: string | null;
	/** 1: it left a problem open that no success in the other direction closes. */
	readonly leavesProblem?: 0 | 1;
	/** 1: an earlier attempt may have carried it out all the same. */
	readonly inDoubt?: 0 | 1;
}

export function recordOutcomes(runId: string, outcomes: readonly ChangeOutcome[], now: number): Statement {
	// The run comes with each row, or the planner would go through all its changes, and through the list once for each.
	const list = outcomes.map((outcome) => ({ ...outcome, runId }));
	return sql`UPDATE change SET state = o.state, error = o.error, in_doubt = o.in_doubt, at = ${now},
			leaves_problem = max(change.leaves_problem, o.leaves_problem)
		FROM (SELECT value ->> 'runId' AS run_id, value ->> 'seq' AS seq, value ->> 'state' AS state, value ->> 'error' AS error,
			coalesce(value ->> 'inDoubt', 0) AS in_doubt, coalesce(value ->> 'leavesProblem', 0) AS leaves_problem FROM json_each(${rows(list)})) AS o
		WHERE change.run_id = o.run_id AND change.seq = o.seq AND change.state = 'planned'`;
}

/** A run ends before its time: what its steps had begun to write, and nobody has told the outcome of, is in doubt from now on. */
export const doubtChanges = (runId: string): Statement =>
	sql`UPDATE change SET in_doubt = 1 WHERE run_id = ${runId} AND state = 'planned' AND operation = 'update' AND EXISTS (
		SELECT 1 FROM step WHERE step.run_id = ${runId} AND step.state = 'pending' AND step.attempts > 0 AND step.work ->> 'entity' = change.entity
			AND step.work ->> 'side' = change.side AND (step.work ->> 'kind' = 'exchange' OR (step.work ->> 'operation' = 'update'
				AND change.seq BETWEEN step.work ->> 'fromSeq' AND step.work ->> 'toSeq')))`;

/** Their pairs were decided on with what is there now. */
export const resolveDoubts = (
	scope: { readonly connection: string; readonly entity: Entity },
	smhIds: readonly string[],
): Statement =>
	sql`UPDATE change SET in_doubt = 0 WHERE connection_id = ${scope.connection} AND entity = ${scope.entity} AND in_doubt = 1
		AND smh_id IN (SELECT value FROM json_each(${rows(smhIds)}))`;
