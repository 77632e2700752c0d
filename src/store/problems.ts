import { type SQL, sql } from "drizzle-orm";
import { ENTITIES, type Entity, SIDES, type Side } from "../domain/model.ts";
import { type ProblemDetail, readDetail } from "../domain/problem-detail.ts";
import { REASONS, type Reason } from "../domain/reasons.ts";
import { type Database, rows, type Statement } from "./database.ts";
import type { RecordScope } from "./records.ts";
import { refusedWords } from "./refusals.ts";
import { type Column, integer, nullable, oneOf, select, text } from "./select.ts";

/** Detail of a problem, as it is stored. */
export const detailColumn: Column<ProblemDetail> = (value) => readDetail(value === null ? null : text(value));

/** The same within a statement: null where it is no JSON, for which SQLite's operators would fail the whole statement. */
export const detailWithin = (column: SQL): SQL => sql`CASE WHEN json_valid(${column}) THEN ${column} END`;

export interface ProblemRow {
	readonly id: string;
	readonly reason: Reason;
	readonly field?: string | undefined;
	readonly detail: ProblemDetail;
}

/**
 * Opens or keeps the one problem of each record. A plan that finds the same reason again writes nothing (law 7); an attempt
 * that failed counts, whatever it failed with, unless its record has gone meanwhile: nobody would ever close what is told of it.
 */
export function openProblems(
	scope: RecordScope,
	problems: readonly ProblemRow[],
	at: { now: number; runId: string; attempted: boolean },
): Statement {
	const attempt = at.attempted ? 1 : 0;
	return sql`INSERT INTO problem (connection_id, entity, side, record_id, reason, field, detail, first_seen, last_seen, attempts, run_id)
		SELECT ${scope.connection}, ${scope.entity}, ${scope.side}, value ->> 'id', value ->> 'reason', value ->> 'field', value -> 'detail',
			${at.now}, ${at.now}, ${attempt}, ${at.runId}
		FROM json_each(${rows(problems)}) WHERE ${attempt} = 0 OR EXISTS (SELECT 1 FROM record r WHERE r.connection_id = ${scope.connection}
			AND r.side = ${scope.side} AND r.entity = ${scope.entity} AND r.id = value ->> 'id' AND r.gone_at IS NULL)
		ON CONFLICT (connection_id, entity, side, record_id) DO UPDATE SET
			reason = excluded.reason, field = excluded.field, detail = excluded.detail, last_seen = excluded.last_seen,
			first_seen = CASE WHEN problem.reason = excluded.reason THEN problem.first_seen ELSE excluded.first_seen END,
			attempts = CASE WHEN problem.reason = excluded.reason THEN problem.attempts ELSE 0 END + ${attempt}, run_id = excluded.run_id
		WHERE ${attempt} = 1 OR problem.reason <> excluded.reason OR problem.field IS NOT excluded.field OR problem.detail <> excluded.detail`;
}

/** Closes whatever is open about both records of these pairs, unless another change of theirs has failed in this run or left one. */
export function closeProblemsOfPairs(
	scope: Pick<RecordScope, "connection" | "entity">,
	runId: string,
	pairs: readonly { readonly smhId: string; readonly accurateId: string }[],
): Statement {
	const records = pairs.flatMap(({ smhId, accurateId }) => [
		{ side: "smh", id: smhId, smhId },
		{ side: "accurate", id: accurateId, smhId },
	]);
	return sql`DELETE FROM problem WHERE connection_id = ${scope.connection} AND entity = ${scope.entity}
		AND (side, record_id) IN (SELECT value ->> 'side', value ->> 'id' FROM json_each(${rows(records)})
			WHERE NOT EXISTS (SELECT 1 FROM change c WHERE c.connection_id = ${scope.connection} AND c.entity = ${scope.entity}
				AND c.smh_id = value ->> 'smhId' AND c.run_id = ${runId} AND (c.state = 'failed' OR c.leaves_problem = 1)))`;
}

/** Closes what an earlier run has opened, and no one since. */
export const closeProblemsBefore = (scope: RecordScope, runId: string, ids: readonly string[]): Statement =>
	sql`DELETE FROM problem WHERE connection_id = ${scope.connection} AND entity = ${scope.entity} AND side = ${scope.side}
		AND run_id <> ${runId} AND record_id IN (SELECT value FROM json_each(${rows(ids)}))`;

export function closeProblems(scope: RecordScope, ids: readonly string[]): Statement {
	return sql`DELETE FROM problem WHERE connection_id = ${scope.connection} AND entity = ${scope.entity} AND side = ${scope.side}
		AND record_id IN (SELECT value FROM json_each(${rows(ids)}))`;
}

/** Closes what a plan has found, and no attempt: everything is on the plan queue, and found anew there as it is now. */
export const closeFoundProblems = (connection: string): Statement =>
	sql`DELETE FROM problem WHERE connection_id = ${connection} AND attempts = 0`;

/** Lets the next plan look at the records again whose problem is one of these. Answers how many there are. */
export async function retryProblems(
	db: Database,
	query: {
		connection: string;
		entity?: Entity | undefined;
		reason?: Reason | undefined;
		side?: Side | undefined;
		id?: string | undefined;
	},
): Promise<number> {
	const conditions = [
		sql`p.connection_id = ${query.connection}`,
		query.entity ? sql`p.entity = ${query.entity}` : undefined,
		query.reason ? sql`p.reason = ${query.reason}` : undefined,
		query.side ? sql`p.side = ${query.side}` : undefined,
		query.id ? sql`p.record_id = ${query.id}` : undefined,
	].filter((condition) => condition !== undefined);
	const touched = await select(
		db,
		{ id: text },
		sql`UPDATE record SET changed_seq = changed_seq + 1 WHERE (connection_id, side, entity, id) IN (
		SELECT p.connection_id, p.side, p.entity, p.record_id FROM problem p WHERE ${sql.join(conditions, sql` AND `)}) RETURNING id`,
	);
	return touched.length;
}

export interface ProblemQuery {
	readonly connection: string;
	readonly entity?: Entity | undefined;
	readonly reason?: Reason | undefined;
	readonly limit: number;
	/** So many are left out first. */
	readonly offset?: number | undefined;
	/** Continue behind this row of the previous page. */
	readonly after?: { readonly entity: string; readonly side: string; readonly id: string } | undefined;
}

export interface OpenProblem {
	readonly entity: Entity;
	readonly side: Side;
	readonly id: string;
	readonly code: string | null;
	readonly name: string | null;
	readonly reason: Reason;
	readonly field: string | null;
	readonly detail: ProblemDetail;
	readonly firstSeen: number | null;
	readonly lastSeen: number | null;
	/** Epoch ms: it is tried again by itself then. */
	readonly nextTry: number | null;
	readonly attempts: number;
}

/** Of a record `r` that waits for its turn: nothing stands in its way but, perhaps, that the login may not read its entity. */
export const waiting = sql`CASE WHEN ${refusedWords(sql`r`)} IS NULL THEN 'WAITING' ELSE 'NO_RIGHT' END`;

/**
 * Every live record with its link and the one reason why it is not in step; null: it is in step with its partner (law 6, at every
 * moment). What is stored as its problem comes first. Without one, a record that stands alone waits for its turn; one whose partner
 * is gone waits for a person's yes or the next run; and a pair that is on the plan queue is not in step before it was decided on.
 * A pair is told of once: where both halves are on the queue, by its first side.
 */
export const accountedRecords = (connection: string): SQL => sql`
	SELECT r.entity, r.side, r.id, r.code, r.name, l.smh_id IS NOT NULL AS linked, l.origin,
		CASE WHEN l.smh_id IS NULL AND r.dummy = 1 THEN 'DUMMY'
			WHEN p.reason IS NOT NULL THEN p.reason
			WHEN l.smh_id IS NULL THEN ${waiting}
			WHEN q.reason IS NOT NULL THEN NULL
			WHEN o.id IS NULL OR o.gone_at IS NOT NULL THEN 'AWAITING_APPROVAL'
			WHEN r.changed_seq > r.planned_seq AND (r.side = 'smh' OR o.changed_seq <= o.planned_seq) THEN ${waiting} END AS reason,
		l.smh_id IS NOT NULL AND (p.reason IS NOT NULL OR q.reason IS NOT NULL OR o.id IS NULL OR o.gone_at IS NOT NULL
			OR r.changed_seq > r.planned_seq OR o.changed_seq > o.planned_seq) AS behind,
		p.field, CASE WHEN p.reason IS NULL AND ${refusedWords(sql`r`)} IS NOT NULL
			THEN json_object('kind', 'words', 'text', ${refusedWords(sql`r`)}) ELSE p.detail END AS detail,
		p.first_seen, p.last_seen, CASE WHEN p.reason IS NOT NULL THEN r.plan_after END AS next_try, coalesce(p.attempts, 0) AS attempts
	FROM record r
	LEFT JOIN link l ON l.connection_id = r.connection_id AND l.entity = r.entity AND l.state = 'linked'
		AND ((r.side = 'smh' AND l.smh_id = r.id) OR (r.side = 'accurate' AND l.accurate_id = r.id))
	LEFT JOIN record o ON o.connection_id = l.connection_id AND o.entity = l.entity AND o.side = CASE r.side WHEN 'smh' THEN 'accurate' ELSE 'smh' END
		AND o.id = CASE r.side WHEN 'smh' THEN l.accurate_id ELSE l.smh_id END
	LEFT JOIN problem p ON p.connection_id = r.connection_id AND p.entity = r.entity AND p.side = r.side AND p.record_id = r.id
	LEFT JOIN problem q ON q.connection_id = o.connection_id AND q.entity = o.entity AND q.side = o.side AND q.record_id = o.id
	WHERE r.connection_id = ${connection} AND r.gone_at IS NULL`;

/** Of accountedRecords: sample data needs nobody's care, unless it is linked and held back by that. */
export const needsCare = sql`reason IS NOT NULL AND (linked OR reason <> 'DUMMY')`;

const OPEN_PROBLEM = {
	...{ entity: oneOf(...ENTITIES), side: oneOf(...SIDES), id: text, code: nullable(text), name: nullable(text) },
	...{ reason: oneOf(...REASONS), field: nullable(text), detail: detailColumn },
	...{ firstSeen: nullable(integer), lastSeen: nullable(integer), nextTry: nullable(integer), attempts: integer },
};

export async function listProblems(db: Database, query: ProblemQuery): Promise<readonly OpenProblem[]> {
	const conditions = [
		query.entity ? sql`entity = ${query.entity}` : undefined,
		query.reason ? sql`reason = ${query.reason}` : needsCare,
		query.after ? sql`(entity, side, id) > (${query.after.entity}, ${query.after.side}, ${query.after.id})` : undefined,
	].filter((condition) => condition !== undefined);
	return await select(
		db,
		OPEN_PROBLEM,
		sql`SELECT entity, side, id, code, name, reason, field, detail,
			first_seen AS firstSeen, last_seen AS lastSeen, next_try AS nextTry, attempts
		FROM (${accountedRecords(query.connection)}) WHERE ${sql.join(conditions, sql` AND `)}
		ORDER BY entity, side, id LIMIT ${query.limit} OFFSET ${query.offset ?? 0}`,
	);
}
