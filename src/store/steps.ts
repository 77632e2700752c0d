import { type SQL, sql } from "drizzle-orm";
import type { Entity } from "../domain/model.ts";
import { type Database, guard, rows, type Statement } from "./database.ts";
import { fenceHeld, fenceUntaken } from "./fence.ts";
import type { Run } from "./runs.ts";
import { integer, json, nullable, rowsOf, select, text } from "./select.ts";

export interface NewStep {
	readonly id: string;
	/** Whatever the engine wants to do; the store does not look into it. */
	readonly work: unknown;
}

/** The claim of one invocation on the steps it works on. */
export interface Claim {
	/** Names the invocation. */
	readonly name: string;
	/** Epoch ms; it ends then by itself unless it is renewed. */
	readonly until: number;
}

/** Adds steps to the phase of a run that holds the lease; the first `claimed` of them belong to the invocation that adds them. */
export function insertSteps(
	run: Run,
	steps: readonly NewStep[],
	{ claimed = 0, claim, notBefore = 0 }: { readonly claimed?: number; readonly claim?: Claim; readonly notBefore?: number } = {},
): Statement {
	const list = steps.map((step, index) => ({ ...step, mine: index < claimed ? 1 : 0 }));
	return sql`INSERT INTO step (id, run_id, phase, work, state, attempts, claim, claimed_until, not_before)
		SELECT value ->> 'id', ${run.id}, ${run.phase}, value ->> 'work', 'pending', value ->> 'mine',
			CASE value ->> 'mine' WHEN 1 THEN ${claim?.name ?? null} END, CASE value ->> 'mine' WHEN 1 THEN ${claim?.until ?? null} END, ${notBefore}
		FROM json_each(${rows(list)}) WHERE ${fenceHeld(run)}`;
}

export interface ClaimedStep {
	readonly id: string;
	/** Unparsed JSON. */
	readonly work: string;
	/** This attempt included. */
	readonly attempts: number;
}

/** Takes up to `limit` steps of the run's phase for this invocation alone. A step is never done twice at once. */
export async function claimSteps(
	db: Database,
	run: Run,
	claim: Claim,
	{ now, limit }: { readonly now: number; readonly limit: number },
): Promise<readonly ClaimedStep[]> {
	return await select(
		db,
		{ id: text, work: text, attempts: integer },
		sql`UPDATE step SET claim = ${claim.name}, claimed_until = ${claim.until}, attempts = attempts + 1
			WHERE id IN (SELECT id FROM step WHERE run_id = ${run.id} AND phase = ${run.phase} AND state = 'pending'
				AND not_before <= ${now} AND coalesce(claimed_until, 0) < ${now} ORDER BY rowid LIMIT ${limit}) AND ${fenceHeld(run)}
			RETURNING id, work, attempts`,
	);
}

/** The invocation lives: what it works on stays its own. */
export const renewClaim = (claim: Claim): Statement =>
	sql`UPDATE step SET claimed_until = ${claim.until} WHERE claim = ${claim.name} AND state = 'pending'`;

const claimHeld = (claim: Claim, ids: readonly string[]): SQL =>
	sql`(SELECT count(*) FROM step
		WHERE id IN (SELECT value FROM json_each(${rows(ids)})) AND state = 'pending' AND claim = ${claim.name}) = ${ids.length}`;

/** Put in front of what is about to be written: whoever lost the claim or the lease meanwhile writes nothing. */
export const holdsClaim = (run: Run, claim: Claim, ids: readonly string[]): Statement =>
	guard(sql`${fenceHeld(run)} AND ${claimHeld(claim, ids)}`);

/**
 * Put in front of what steps leave behind: whoever lost the claim commits nothing. What was done before the run was stopped counts:
 * nobody takes the lease while the claim stands, and a write that nobody knew of would look like a person's.
 */
export const keptClaim = (run: Run, claim: Claim, ids: readonly string[]): Statement =>
	guard(sql`${fenceUntaken(run)} AND ${claimHeld(claim, ids)}`);

/** Gives a step back; it is not begun again before `notBefore` (epoch ms). Somebody else's claim stays. */
export const releaseStep = (id: string, claim: Claim, notBefore: number): Statement =>
	sql`UPDATE step SET claim = NULL, claimed_until = NULL, not_before = ${notBefore}
		WHERE id = ${id} AND state = 'pending' AND claim = ${claim.name}`;

export function finishSteps(steps: readonly { readonly id: string; readonly result: unknown }[]): Statement {
	const list = steps.map(({ id, result }) => ({ id, result: result === undefined ? null : JSON.stringify(result) }));
	return sql`UPDATE step SET state = 'done', claim = NULL, claimed_until = NULL, result = o.result
		FROM (SELECT value ->> 'id' AS id, value ->> 'result' AS result FROM json_each(${rows(list)})) AS o WHERE step.id = o.id`;
}

export interface StepsLeft {
	readonly pending: number;
	/** Nobody is working on them, and they may be begun. */
	readonly idle: number;
	/** Epoch ms: when the next one that waits may be begun; null: none waits. */
	readonly wakeAt: number | null;
	/** What the next idle one would do, as unparsed JSON; null: there is none. */
	readonly nextWork: string | null;
}

/** Steps may take entities out of their run. */
export interface PhaseLeft extends StepsLeft {
	readonly entities: readonly Entity[];
}

export const NONE_LEFT: StepsLeft = { pending: 0, idle: 0, wakeAt: null, nextWork: null };

const LEFT = {
	...{ pending: integer, idle: integer, wakeAt: nullable(integer), nextWork: nullable(text) },
	entities: nullable(json<readonly Entity[]>()),
};

/** Steps of `s` that nobody is working on, and that may be begun. */
export const isIdle = (now: number): SQL => sql`s.not_before <= ${now} AND coalesce(s.claimed_until, 0) < ${now}`;

/** What is left of the run's phase, as the last statement of a batch or by itself. */
export const leftOfPhase = (run: Run, now: number): SQL =>
	sql`SELECT count(*) AS pending, count(*) FILTER (WHERE ${isIdle(now)}) AS idle, min(s.not_before) FILTER (WHERE s.claim IS NULL) AS wakeAt,
		(SELECT s.work FROM step s WHERE s.run_id = ${run.id} AND s.phase = ${run.phase} AND s.state = 'pending' AND ${isIdle(now)}
			ORDER BY s.rowid LIMIT 1) AS nextWork, (SELECT entities FROM run WHERE run.id = ${run.id}) AS entities
		FROM step s WHERE s.run_id = ${run.id} AND s.phase = ${run.phase} AND s.state = 'pending'`;

export function readLeft(run: Run, found: readonly unknown[]): PhaseLeft {
	const { entities, ...left } = rowsOf(LEFT, found)[0] ?? { ...NONE_LEFT, entities: null };
	return { ...left, entities: entities ?? run.entities };
}

export const stepsLeft = async (db: Database, run: Run, now: number): Promise<PhaseLeft> =>
	readLeft(run, await db.all(leftOfPhase(run, now)));

/** One that waits for its next try, or for its message, is no work. */
export const atWork = (now: number): SQL =>
	sql`step.claim IS NOT NULL AND step.state = 'pending' AND step.claimed_until >= ${now}`;

/** Makes the batch fail while somebody works on a step of the run. */
export const nobodyAtWork = (runId: string, now: number): Statement =>
	guard(sql`NOT EXISTS (SELECT 1 FROM step WHERE run_id = ${runId} AND ${atWork(now)})`);

export interface StepResult {
	readonly phase: number;
	/** Unparsed JSON. */
	readonly work: string;
	/** Unparsed JSON; null: nothing to say. */
	readonly result: string | null;
}

export const stepResults = (db: Database, runId: string, phases: readonly number[]): Promise<readonly StepResult[]> =>
	select(
		db,
		{ phase: integer, work: text, result: nullable(text) },
		sql`SELECT phase, work, result FROM step WHERE run_id = ${runId}
			AND phase IN (SELECT value FROM json_each(${rows(phases)})) AND state = 'done'`,
	);

/**
 * Steps are bookkeeping of a run under way; the changes stay as its audit trail. One at which somebody is still at work stays until
 * they are through: what they write must not come after what the next run writes. What such a one has left behind goes with the
 * steps of the next run that ends.
 */
export const dropSteps = ({ connection }: Pick<Run, "connection">, now: number): Statement => sql`DELETE FROM step
	WHERE run_id IN (SELECT s.run_id FROM step s CROSS JOIN run ON run.id = s.run_id WHERE run.connection_id = ${connection}
			AND run.finished_at IS NOT NULL)
		AND NOT coalesce(${atWork(now)}, 0)`;
