import { type SQL, sql } from "drizzle-orm";
import type { Entity, Side } from "../domain/model.ts";
import { type ProblemDetail, readDetail } from "../domain/problem-detail.ts";
import type { Reason } from "../domain/reasons.ts";
import { type Database, rows, type Statement } from "./database.ts";
import type { RecordScope } from "./records.ts";
import { type Column, select, text } from "./select.ts";

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
