import { holdsFence, raiseFence, readFence } from "../store/connections.ts";
import { commit, commitGuarded, GuardFailed, type Statement } from "../store/database.ts";
import {
	activeRun,
	activeSignalsRun,
	askRun,
	endRun,
	enterPhase,
	forgetQuietRun,
	getRun,
	giveFence,
	inPhase,
	type Run,
} from "../store/runs.ts";
import { absorbSignals, dropSignalsOf, hasSignals } from "../store/signals.ts";
import { dropSteps, idleSteps, insertSteps, nobodyAtWork, pendingSteps, stillAtWork } from "../store/steps.ts";
import { raiseWatermarks } from "../store/watermarks.ts";
import { raiseAlert } from "./alerts.ts";
import type { SyncContext } from "./context.ts";
import { lookBackPhase, watermarksOf } from "./look-back.ts";
import type { JobMessage, Work } from "./messages.ts";
import { PHASES } from "./phases.ts";
import type { Question } from "./question.ts";

/** Brings a run into its next phase with work in it, or to its end. Safe to call at any time, by several at once. */
export async function advance(ctx: SyncContext, runId: string): Promise<void> {
	const found = await getRun(ctx.db, ctx.connection, runId);
	if (!found || found.finishedAt !== null || found.state === "needs_confirmation") return;
	const run = found.fence > 0 ? found : await begin(ctx, found);
	if (!run) return; // Its turn is still to come.
	if (run.mode === "signals" && (await activeRun(ctx.db, ctx.connection))) return await giveWay(ctx, run);
	if (run.phase >= 0 && (await pendingSteps(ctx.db, run.id, run.phase)) > 0) return;

	// A write of a run that was stopped must not come after ours.
	if (run.phase < 0 && (await stillAtWork(ctx.db, ctx.connection, ctx.now()))) return await comeBack(ctx, run);

	let next = run.phase + 1;
	let work: readonly Work[] = [];
	for (; next < PHASES.length; next++) {
		const question = await PHASES[next]?.question?.(ctx, run);
		if (question) return await ask(ctx, run, question, next);
		const refusal = (await PHASES[next]?.refusal?.(ctx, run)) ?? null;
		if (refusal !== null) return await finish(ctx, run, "cancelled", refusal);
		work = (await PHASES[next]?.steps(ctx, run)) ?? [];
		if (work.length > 0) break;
	}
	if (work.length === 0) return await finish(ctx, run, "done", null);

	const steps = work.map((item) => ({ id: crypto.randomUUID(), work: item }));
	try {
		await commitGuarded(ctx.db, [
			inPhase(run),
			holdsFence(ctx.connection, run.fence),
			enterPhase(run, next, PHASES[next]?.state ?? "applying"),
			insertSteps(run.id, next, steps),
		]);
	} catch (error) {
		if (error instanceof GuardFailed) return; // Somebody else brought it there first.
		throw error;
	}
	ctx.log.info("phase", { runId: run.id, phase: PHASES[next]?.name, steps: steps.length });
	const ids = steps.map((step) => step.id);
	await sendSteps(ctx, run.id, ids, PHASES[next]?.delaySeconds?.(work));
}

const COME_BACK_SECONDS = 2;

const comeBack = async (ctx: SyncContext, run: Run): Promise<void> =>
	void (await ctx.queue.send({ kind: "advance", connection: ctx.connection, run: run.id } satisfies JobMessage, {
		delaySeconds: COME_BACK_SECONDS,
	}));

/** Whoever was asked for by people need not wait for the rest, nor for a step's next try: only until nobody is at work. */
async function giveWay(ctx: SyncContext, run: Run): Promise<void> {
	try {
		await finish(ctx, run, "cancelled", null, nobodyAtWork(run.id, ctx.now()));
	} catch (error) {
		if (!(error instanceof GuardFailed)) throw error;
	}
}

/** Takes the lease for a run that waits for it; null: somebody else still holds it, whose end tells us. */
async function begin(ctx: SyncContext, run: Run): Promise<Run | null> {
	const lease = await ctx.coordinator.acquireLease(run.id, ctx.connection, await readFence(ctx.db, ctx.connection));
	if (!lease.granted) {
		const signals = await activeSignalsRun(ctx.db, ctx.connection);
		if (signals?.id === lease.holder) await advance(ctx, signals.id);
		return null;
	}
	await commitGuarded(ctx.db, [inPhase(run), raiseFence(ctx.connection, lease.fence), giveFence(run, lease.fence)]);
	return { ...run, fence: lease.fence };
}

/** Once it is answered, the run goes on behind the phase that asks. */
async function ask(ctx: SyncContext, run: Run, question: Question, phase: number): Promise<void> {
	await commitGuarded(ctx.db, [inPhase(run), holdsFence(ctx.connection, run.fence), askRun(run, question, phase)]);
	ctx.log.warn("run_asks", { runId: run.id, question });
	await ctx.queue.send({ kind: "ask", connection: ctx.connection, run: run.id });
}

/** Ends a run: the row, what the next one needs to know, the lease, and the word to those who watch. `onlyIf`: a guard. */
export async function finish(
	ctx: SyncContext,
	run: Run,
	state: "done" | "failed" | "cancelled",
	error: string | null,
	onlyIf?: Statement,
): Promise<void> {
	const marks = state === "done" ? await watermarksOf(ctx, run, PHASES.indexOf(lookBackPhase)) : [];
	await commitGuarded(ctx.db, [
		...(onlyIf ? [onlyIf] : []),
		endRun(run.id, state, ctx.now(), error),
		dropSteps(run, ctx.now()),
		...(marks.length > 0 ? [raiseWatermarks(ctx.connection, marks)] : []),
		dropSignalsOf(run),
		forgetQuietRun(run.id),
	]);
	ctx.log.info("run_ended", { runId: run.id, mode: run.mode, state, error });
	if (run.mode !== "signals") await ctx.queue.send({ kind: "report", connection: ctx.connection, run: run.id });
	else if (state === "failed") await raiseAlert(ctx, { kind: "signals_failed", reason: error ?? "" });
	await callNext(ctx, run, state);
}

/** Gives the lease back and wakes whoever waits for it. */
async function callNext(ctx: SyncContext, run: Run, state: "done" | "failed" | "cancelled"): Promise<void> {
	await commit(ctx.db, [absorbSignals(ctx.connection)]);
	const waits = await activeRun(ctx.db, ctx.connection);
	// What could not be carried out is tried again at the next tick of the clock, not at once.
	const failed = run.mode === "signals" && state === "failed";
	if (waits || (!failed && (await hasSignals(ctx.db, ctx.connection)))) await ctx.coordinator.signalled(ctx.connection, true);
	// Last but one: as long as the lease is held, the alarm sees to it that the rest of this is done.
	await ctx.coordinator.releaseLease(run.id);
	if (waits) await ctx.queue.send({ kind: "advance", connection: ctx.connection, run: waits.id });
}

const MESSAGES_PER_CALL = 100;

export async function sendSteps(ctx: SyncContext, runId: string, steps: readonly string[], delaySeconds = 0): Promise<void> {
	for (let index = 0; index < steps.length; index += MESSAGES_PER_CALL) {
		const part = steps.slice(index, index + MESSAGES_PER_CALL);
		await ctx.queue.sendBatch(
			part.map((step) => ({
				body: { kind: "step", connection: ctx.connection, run: runId, step } satisfies JobMessage,
				delaySeconds,
			})),
		);
	}
}

/** How many steps are told again at once; what is beyond follows at the next look. */
const RESUMED_AT_ONCE = 300;

/** Law 10: picks a run up from D1, whatever was lost: queue messages, an invocation, the whole process. */
export async function resume(ctx: SyncContext, run: Run): Promise<void> {
	const idle = await idleSteps(ctx.db, run.id, ctx.now(), RESUMED_AT_ONCE);
	ctx.log.warn("run_resumed", { runId: run.id, steps: idle.length });
	if (idle.length > 0) await sendSteps(ctx, run.id, idle);
	else await ctx.queue.send({ kind: "advance", connection: ctx.connection, run: run.id });
}
