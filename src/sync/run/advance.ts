import { plannedScopes } from "../../store/changes.ts";
import { commitGuarded } from "../../store/database.ts";
import { holdsLease } from "../../store/fence.ts";
import { releaseLease } from "../../store/lease.ts";
import { askRun, enterPhase, inPhase, type Run } from "../../store/runs.ts";
import { type ClaimedStep, insertSteps } from "../../store/steps.ts";
import type { SyncContext } from "../context.ts";
import type { Work } from "../messages.ts";
import { listingsOf } from "../scan/listings.ts";
import { claimOf } from "./claims.ts";
import { fitting } from "./costs.ts";
import type { PhaseView } from "./phase.ts";
import { PHASES } from "./phases.ts";
import { ANSWER_WITHIN_MS, type Question } from "./question.ts";

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

/**
 * Brings a run of which no step is left into its next phase with work in it. Safe to be called by several at once: one of them
 * gets there, the others get GuardFailed.
 */
export async function advance(ctx: SyncContext, run: Run): Promise<Advanced> {
	const view = viewOf(ctx, run);
	for (let next = run.phase + 1; next < PHASES.length; next++) {
		const phase = PHASES[next];
		const question = await phase?.question?.(ctx, run);
		if (question) return await ask(ctx, run, question, next);
		const refusal = (await phase?.refusal?.(ctx, run)) ?? null;
		if (refusal !== null) return { kind: "over", state: "cancelled", error: refusal };
		const works = (await phase?.steps(ctx, run, view)) ?? [];
		if (phase && works.length > 0) {
			const entered = await enter(ctx, run, next, works, phase.delaySeconds?.(works) ?? 0);
			ctx.log.info("phase", { runId: run.id, phase: phase.name, steps: works.length });
			return entered;
		}
	}
	return { kind: "over", state: "done", error: null };
}

async function enter(ctx: SyncContext, run: Run, phase: number, works: readonly Work[], delaySeconds: number): Promise<Advanced> {
	const steps = works.map((work) => ({ id: crypto.randomUUID(), work }));
	const mine = delaySeconds > 0 ? 0 : fitting(works, ctx.budget());
	const state = PHASES[phase]?.state ?? "applying";
	await commitGuarded(ctx.db, [
		inPhase(run),
		holdsLease(run),
		enterPhase(run, phase, state),
		insertSteps({ ...run, phase }, steps, {
			claimed: mine,
			claim: claimOf(ctx),
			notBefore: delaySeconds > 0 ? ctx.now() + delaySeconds * 1_000 : 0,
		}),
	]);
	const claimed = steps.slice(0, mine).map(({ id, work }) => ({ id, work: JSON.stringify(work), attempts: 1 }));
	return { kind: "entered", run: { ...run, phase, state }, claimed, more: steps.length - mine, delaySeconds };
}

/** While it waits for its answer the run holds no lease; once it is answered, it goes on behind the phase that asks. */
async function ask(ctx: SyncContext, run: Run, question: Question, phase: number): Promise<Advanced> {
	await commitGuarded(ctx.db, [inPhase(run), holdsLease(run), askRun(run, question, phase), releaseLease(run)]);
	ctx.log.warn("run_asks", { runId: run.id, question });
	await ctx.queue.send({ kind: "ask", connection: ctx.connection, run: run.id });
	await ctx.queue.send({ kind: "drive", connection: ctx.connection }, { delaySeconds: Math.ceil(ANSWER_WITHIN_MS / 1_000) + 5 });
	return { kind: "asked" };
}

function viewOf(ctx: SyncContext, run: Run): PhaseView {
	const listings = new Map<string, ReturnType<PhaseView["listings"]>>();
	let planned: ReturnType<typeof plannedScopes> | undefined;
	return {
		listings(phases) {
			const key = phases.join();
			const known = listings.get(key) ?? listingsOf(ctx, run, phases);
			listings.set(key, known);
			return known;
		},
		planned() {
			planned ??= plannedScopes(ctx.db, run.id);
			return planned;
		},
	};
}
