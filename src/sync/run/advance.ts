import { sql } from "drizzle-orm";
import { commitGuarded, guard, type Statement } from "../../store/database.ts";
import { fenceHeld } from "../../store/fence.ts";
import { releaseLease } from "../../store/lease.ts";
import { askRun, enterPhase, isInPhase, type Run } from "../../store/runs.ts";
import { type ClaimedStep, insertSteps } from "../../store/steps.ts";
import type { SyncContext } from "../context.ts";
import type { Work } from "../messages.ts";
import { claimOf } from "./claims.ts";
import { fitting } from "./costs.ts";
import { PHASES } from "./phases.ts";
import { ANSWER_WITHIN_MS, type Question } from "./question.ts";
import type { RunView } from "./view.ts";

export type Advanced =
	/** The run is in its next phase with work in it; the first steps are this invocation's, `more` wait for whoever comes. */
	| {
			readonly kind: "entered";
			readonly run: Run;
			readonly claimed: readonly ClaimedStep[];
			readonly more: number;
			readonly delaySeconds: number;
	  }
	| { readonly kind: "asked" }
	| { readonly kind: "over"; readonly state: "done" | "cancelled"; readonly error: string | null };

/** How a run without the lease takes it, together with the phase it begins with. */
export type Opening = (run: Run) => readonly Statement[];

/**
 * Brings a run of which no step is left into its next phase with work in it. Safe to be called by several at once: one of them
 * gets there, the others get GuardFailed. `opening`: the run has no lease yet.
 */
export async function advance(ctx: SyncContext, run: Run, view: RunView, opening?: Opening): Promise<Advanced> {
	view.at(run);
	for (let next = run.phase + 1; next < PHASES.length; next++) {
		const phase = PHASES[next];
		const question = await phase?.question?.(ctx, run);
		if (question) return await ask(ctx, run, question, next);
		const refusal = (await phase?.refusal?.(ctx, run)) ?? null;
		if (refusal !== null) return { kind: "over", state: "cancelled", error: refusal };
		const works = (await phase?.steps(ctx, run, view)) ?? [];
		if (phase && works.length > 0) {
			const entered = await enter(ctx, run, next, works, opening);
			ctx.log.info("phase", { runId: run.id, phase: phase.name, steps: works.length });
			return entered;
		}
	}
	if (opening) {
		await commitGuarded(ctx.db, opening(run));
		begins(ctx, run);
	}
	return { kind: "over", state: "done", error: null };
}

async function enter(ctx: SyncContext, run: Run, next: number, works: readonly Work[], opening?: Opening): Promise<Advanced> {
	const { state = "applying", delaySeconds } = PHASES[next] ?? {};
	const entered = { ...run, phase: next, state };
	const delay = delaySeconds?.(works) ?? 0;
	const steps = works.map((work) => ({ id: crypto.randomUUID(), work }));
	const mine = delay > 0 ? 0 : fitting(works, ctx.budget());
	const claim = claimOf(ctx);
	await commitGuarded(ctx.db, [
		...(opening?.(entered) ?? [guard(sql`${isInPhase(run)} AND ${fenceHeld(run)}`), enterPhase(entered)]),
		insertSteps(entered, steps, { claimed: mine, claim, notBefore: delay > 0 ? ctx.now() + delay * 1_000 : 0 }),
	]);
	if (mine > 0) ctx.tenure.claimed(claim.until);
	if (opening) begins(ctx, entered);
	const claimed = steps.slice(0, mine).map(({ id, work }) => ({ id, work: JSON.stringify(work), attempts: 1 }));
	return { kind: "entered", run: entered, claimed, more: steps.length - mine, delaySeconds: delay };
}

const begins = ({ log }: SyncContext, { id, mode, trigger, fence }: Run): void =>
	log.info("run_begins", { runId: id, mode, trigger, fence });

/** While it waits for its answer the run holds no lease; once it is answered, it goes on behind the phase that asks. */
async function ask(ctx: SyncContext, run: Run, question: Question, phase: number): Promise<Advanced> {
	await commitGuarded(ctx.db, [
		guard(sql`${isInPhase(run)} AND ${fenceHeld(run)}`),
		askRun(run, question, phase),
		releaseLease(run),
	]);
	ctx.log.warn("run_asks", { runId: run.id, question });
	await ctx.queue.send({ kind: "ask", connection: ctx.connection, run: run.id });
	await ctx.queue.send({ kind: "drive", connection: ctx.connection }, { delaySeconds: Math.ceil(ANSWER_WITHIN_MS / 1_000) + 5 });
	return { kind: "asked" };
}
