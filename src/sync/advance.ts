import { holdsFence } from "../store/connections.ts";
import { commitGuarded, GuardFailed } from "../store/database.ts";
import { askRun, endRun, enterPhase, getRun, inPhase, type Run } from "../store/runs.ts";
import { dropSteps, idleSteps, insertSteps, pendingSteps } from "../store/steps.ts";
import type { SyncContext } from "./context.ts";
import type { JobMessage, Work } from "./messages.ts";
import { PHASES } from "./phases.ts";
import type { Question } from "./question.ts";

/** Brings a run into its next phase with work in it, or to its end. Safe to call at any time, by several at once. */
export async function advance(ctx: SyncContext, runId: string): Promise<void> {
	const run = await getRun(ctx.db, ctx.connection, runId);
	if (!run || run.finishedAt !== null || run.state === "needs_confirmation") return;
	if (run.phase >= 0 && (await pendingSteps(ctx.db, run.id, run.phase)) > 0) return;

	let next = run.phase + 1;
	let work: readonly Work[] = [];
	for (; next < PHASES.length; next++) {
		const question = await PHASES[next]?.question?.(ctx, run);
		if (question) return await ask(ctx, run, question);
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
	await sendSteps(
		ctx,
		run.id,
		steps.map((step) => step.id),
	);
}

async function ask(ctx: SyncContext, run: Run, question: Question): Promise<void> {
	await commitGuarded(ctx.db, [inPhase(run), holdsFence(ctx.connection, run.fence), askRun(run, question)]);
	ctx.log.warn("run_asks", { runId: run.id, question });
	await ctx.queue.send({ kind: "ask", connection: ctx.connection, run: run.id });
}

/** Ends a run: the row, the lease, and the word to those who watch. */
export async function finish(
	ctx: SyncContext,
	run: Run,
	state: "done" | "failed" | "cancelled",
	error: string | null,
): Promise<void> {
	await commitGuarded(ctx.db, [endRun(run.id, state, ctx.now(), error), dropSteps(run.id)]);
	ctx.log.info("run_ended", { runId: run.id, state, error });
	await ctx.queue.send({ kind: "report", connection: ctx.connection, run: run.id });
	// Last: as long as the lease is held, the alarm sees to it that the rest of this is done.
	await ctx.coordinator.releaseLease(run.id);
}

const MESSAGES_PER_CALL = 100;

export async function sendSteps(ctx: SyncContext, runId: string, steps: readonly string[]): Promise<void> {
	for (let index = 0; index < steps.length; index += MESSAGES_PER_CALL) {
		const part = steps.slice(index, index + MESSAGES_PER_CALL);
		await ctx.queue.sendBatch(
			part.map((step) => ({ body: { kind: "step", connection: ctx.connection, run: runId, step } satisfies JobMessage })),
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
