import { type SQL, sql } from "drizzle-orm";
import { fenceHeld } from "./connections.ts";
import { type Database, guard, rows, type Statement } from "./database.ts";
import { ACTIVE, type Run, runAsJson, runFromJson } from "./runs.ts";

export interface NewStep {
	readonly id: string;
	/** Whatever the engine wants to do; the store does not look into it. */
	readonly work: unknown;
}

/** A run that has ended meanwhile gets no further steps. */
export const insertSteps = (runId: string, phase: number, steps: readonly NewStep[]): Statement =>
	sql`INSERT INTO step (id, run_id, phase, work, state, attempts)
		SELECT value ->> 'id', ${runId}, ${phase}, value ->> 'work', 'pending', 0 FROM json_each(${rows(steps)})
		WHERE EXISTS (SELECT 1 FROM run WHERE id = ${runId} AND ${ACTIVE})`;

export interface ClaimedStep {
	readonly id: string;
	readonly run: Run;
	/** Unparsed JSON. */
	readonly work: string;
	/** This attempt included. */
	readonly attempts: number;
	/** Epoch ms; names the claim. */
	readonly claimedUntil: number;
}

/**
 * Takes a pending step of an active run for this invocation alone, until the claim ends by itself. null: done, taken by
 * another invocation, or of a run that has ended.
 */
export async function claimStep(db: Database, id: string, now: number, until: number): Promise<ClaimedStep | null> {
	const [row] = await db.all<
		Omit<ClaimedStep, "run"> & { run: string }
	>(sql`UPDATE step SET claimed_until = ${until}, resting = 0, attempts = attempts + 1
		WHERE id = ${id} AND state = 'pending' AND coalesce(claimed_until, 0) < ${now}
			AND EXISTS (SELECT 1 FROM run WHERE run.id = step.run_id AND ${ACTIVE})
		RETURNING id, (SELECT ${runAsJson} FROM run WHERE run.id = step.run_id) AS run, work, attempts, claimed_until AS claimedUntil`);
	return row ? { ...row, run: runFromJson(row.run) } : null;
}

/** Gives a claim back; `until` keeps others off until the message comes again (epoch ms). Somebody else's claim stays. */
export const releaseStep = (step: ClaimedStep, until: number | null): Statement =>
	sql`UPDATE step SET claimed_until = ${until}, resting = 1 WHERE id = ${step.id} AND state = 'pending' AND claimed_until = ${step.claimedUntil}`;

/** Put in front of what a step commits: whoever lost the claim or the lease meanwhile commits nothing. */
export const holdsClaim = (step: ClaimedStep): Statement =>
	guard(sql`${fenceHeld(step.run.connection, step.run.fence)}
		AND EXISTS (SELECT 1 FROM step WHERE id = ${step.id} AND state = 'pending' AND claimed_until = ${step.claimedUntil})`);

export const finishStep = (id: string, result: unknown): Statement =>
	sql`UPDATE step SET state = 'done', claimed_until = NULL, result = ${result === undefined ? null : JSON.stringify(result)} WHERE id = ${id}`;

export async function pendingSteps(db: Database, runId: string, phase: number): Promise<number> {
	const [row] = await db.all<{ n: number }>(
		sql`SELECT count(*) AS n FROM step WHERE run_id = ${runId} AND phase = ${phase} AND state = 'pending'`,
	);
	return row?.n ?? 0;
}

/** One that waits for its next try, or for its message, is no work. */
const atWork = (now: number): SQL =>
	sql`step.state = 'pending' AND step.resting = 0 AND coalesce(step.claimed_until, 0) >= ${now}`;

/** Makes the batch fail while somebody works on a step of the run. */
export const nobodyAtWork = (runId: string, now: number): Statement =>
	guard(sql`NOT EXISTS (SELECT 1 FROM step WHERE run_id = ${runId} AND ${atWork(now)})`);

/** Steps that nobody is working on: what a lost queue has to be told again. */
export async function idleSteps(db: Database, runId: string, now: number, limit: number): Promise<readonly string[]> {
	const found = await db.all<{ id: string }>(sql`SELECT id FROM step
		WHERE run_id = ${runId} AND state = 'pending' AND coalesce(claimed_until, 0) < ${now} LIMIT ${limit}`);
	return found.map((row) => row.id);
}

export interface StepResult {
	readonly phase: number;
	/** Unparsed JSON. */
	readonly work: string;
	/** Unparsed JSON; null: nothing to say. */
	readonly result: string | null;
}

export const stepResults = (db: Database, runId: string, phases: readonly number[]): Promise<readonly StepResult[]> =>
	db.all<StepResult>(sql`SELECT phase, work, result FROM step WHERE run_id = ${runId}
		AND phase IN (SELECT value FROM json_each(${rows(phases)})) AND state = 'done'`);

/**
 * Steps are bookkeeping of a run under way; the changes stay as its audit trail. One at which somebody is still at work stays until
 * they are through: what they write must not come after what the next run writes.
 */
export const dropSteps = ({ id, connection }: Pick<Run, "id" | "connection">, now: number): Statement => sql`DELETE FROM step
	WHERE (run_id = ${id} OR run_id IN (SELECT run.id FROM run WHERE run.connection_id = ${connection} AND run.finished_at IS NOT NULL))
		AND NOT (${atWork(now)})`;

/** Whether somebody is still at work on a step of a run that has ended. */
export async function stillAtWork(db: Database, connection: string, now: number): Promise<boolean> {
	const found = await db.all(sql`SELECT 1 FROM step JOIN run ON run.id = step.run_id
		WHERE run.connection_id = ${connection} AND run.finished_at IS NOT NULL AND ${atWork(now)} LIMIT 1`);
	return found.length > 0;
}
