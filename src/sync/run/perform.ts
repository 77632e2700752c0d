import { SystemError } from "../../domain/errors.ts";
import { interleaved } from "../../domain/lists.ts";
import { commit, commitGuarded, GuardFailed, type Statement } from "../../store/database.ts";
import { type InboxState, inboxState } from "../../store/inbox.ts";
import { quotaFull } from "../../store/quota.ts";
import type { Run } from "../../store/runs.ts";
import {
	type ClaimedStep,
	finishSteps,
	holdsClaim,
	insertSteps,
	keptClaim,
	leftOfPhase,
	type PhaseLeft,
	readLeft,
	releaseStep,
	stepsLeft,
} from "../../store/steps.ts";
import { apply } from "../apply/apply.ts";
import { create } from "../apply/create.ts";
import { exchange } from "../apply/exchange.ts";
import { isOfEverybody } from "../blame.ts";
import type { SyncContext } from "../context.ts";
import { keepLetter } from "../inbox/dead-letters.ts";
import { type ReadRecords, type StepOutcome, type Work, type WritingStep, work } from "../messages.ts";
import { plan } from "../plan/plan.ts";
import { judge, publicMessage } from "../retry-policy.ts";
import { confirm, detail, scan } from "../scan/scan.ts";
import { takeIn } from "../scan/take-in.ts";
import { carryOutVerb } from "../verbs/carry-out.ts";
import { claimOf, whileAlive } from "./claims.ts";

/** A step that was begun so often ends its run: it may be what kills its invocations. */
const MAX_ATTEMPTS = 10;

export type Performed =
	| { readonly kind: "went on"; readonly left: PhaseLeft }
	/** Trying again is no use: the run has to end, and this is why. */
	| { readonly kind: "failed"; readonly reason: string };

interface Done {
	readonly step: ClaimedStep;
	readonly outcome: StepOutcome;
}
interface Failed {
	readonly step: ClaimedStep;
	readonly error: unknown;
}

/**
 * Does steps side by side and commits what came of them together with their end. What was only read is committed at once for all;
 * what was written to a side is committed step by step, as soon as each is through.
 */
export async function perform(ctx: SyncContext, run: Run, steps: readonly ClaimedStep[]): Promise<Performed> {
	return await whileAlive(ctx, async () => {
		const items = steps.map((step) => ({ step, item: work.parse(JSON.parse(step.work)) }));
		const inbox = items.some(({ item }) => reads(item)) ? await inboxState(ctx.db, ctx.connection) : NOTHING_READ;
		const worn = steps.find(({ attempts }) => attempts > MAX_ATTEMPTS);
		if (worn) return { kind: "failed", reason: "a step failed again and again" };
		let left: PhaseLeft | null = null;
		const attempted = await Promise.all(
			items.map(async ({ step, item }): Promise<Done | Failed | null> => {
				try {
					const outcome = await carryOut(ctx, run, step, item, inbox);
					if (!writes(item)) return { step, outcome };
					left = await settle(ctx, run, [{ step, outcome }], inbox.open);
					return outcome.retry ? { step, error: outcome.retry } : null;
				} catch (error) {
					return { step, error };
				}
			}),
		);
		const results = attempted.filter((one) => one !== null);
		const done = results.filter((one): one is Done => "outcome" in one);
		const failed = results.filter((one): one is Failed => "error" in one);
		// No fault of a step: it stays claimed until it is given back by time, and nothing counts as tried.
		const full = failed.find(({ error }) => quotaFull(error) !== null);
		if (full) throw full.error;
		if (done.length > 0) left = await settle(ctx, run, done, inbox.open);
		const reason = await giveBack(ctx, run, failed);
		if (reason !== null) return { kind: "failed", reason };
		return { kind: "went on", left: failed.length > 0 || left === null ? await stepsLeft(ctx.db, run, ctx.now()) : left };
	});
}

const reads = ({ kind }: Work): boolean => kind === "scan" || kind === "detail" || kind === "confirm";
const NOTHING_READ: InboxState = { upTo: 0, open: false };
const writes = ({ kind }: Work): boolean => kind === "apply" || kind === "create" || kind === "exchange" || kind === "verb";

async function carryOut(ctx: SyncContext, run: Run, step: ClaimedStep, item: Work, inbox: InboxState): Promise<StepOutcome> {
	const writing: WritingStep = { holdsClaim: holdsClaim(run, claimOf(ctx), [step.id]), attempts: step.attempts };
	switch (item.kind) {
		case "scan":
			return await scan(ctx, run, item, { upTo: inbox.upTo, attempts: step.attempts });
		case "detail":
			return await detail(ctx, run, item, step.attempts);
		case "confirm":
			return await confirm(ctx, run, item, inbox.upTo, step.attempts);
		case "plan":
			return await plan(ctx, run, item);
		case "create":
			return await create(ctx, run, item, writing);
		case "apply":
			return await apply(ctx, run, item, step.attempts);
		case "exchange":
			return await exchange(ctx, run, item, writing);
		case "verb":
			return await carryOutVerb(ctx, run);
	}
}

/** Commits what steps leave behind; answers what is left of the phase. Throws GuardFailed where somebody else has taken them over. */
async function settle(ctx: SyncContext, run: Run, done: readonly Done[], openSignals: boolean): Promise<PhaseLeft> {
	const ids = done.map(({ step }) => step.id);
	const reads = done.flatMap(({ outcome }): readonly ReadRecords[] => outcome.reads ?? []);
	const spawned = interleaved(done.map(({ outcome }) => outcome.spawn ?? [])).map((item) => ({
		id: crypto.randomUUID(),
		work: item,
	}));
	const ended = done.filter(({ outcome }) => !outcome.retry);
	const statements: readonly Statement[] = [
		keptClaim(run, claimOf(ctx), ids),
		...takeIn(ctx, run, reads, openSignals),
		...done.flatMap(({ outcome }) => outcome.statements),
		...(spawned.length > 0 ? [insertSteps(run, spawned)] : []),
		...(ended.length > 0 ? [finishSteps(ended.map(({ step, outcome }) => ({ id: step.id, result: outcome.result })))] : []),
		leftOfPhase(run, ctx.now()),
	];
	const answers = await commitGuarded(ctx.db, statements);
	return readLeft(run, answers.at(-1) ?? []);
}

/** Gives failed steps back until their next try; answers why the run has to end, if it has to. */
async function giveBack(ctx: SyncContext, run: Run, failed: readonly Failed[]): Promise<string | null> {
	if (failed.length === 0) return null;
	const claim = claimOf(ctx);
	let reason: string | null = null;
	for (const { step, error } of failed) {
		if (error instanceof GuardFailed) continue; // Somebody else has it by now.
		const next = judge(error, step.attempts, Math.random());
		const gaveUp = next.kind === "retry" && step.attempts >= MAX_ATTEMPTS;
		ctx.log.warn("step_failed", {
			runId: run.id,
			work: step.work,
			attempts: step.attempts,
			next: next.kind,
			error: describe(error),
		});
		if (next.kind === "retry" && !gaveUp) {
			await commit(ctx.db, [releaseStep(step.id, claim, ctx.now() + next.delaySeconds * 1_000)]);
			continue;
		}
		// Nobody is at work on it any more, so whatever run comes next need not wait.
		await commit(ctx.db, [releaseStep(step.id, claim, 0)]);
		reason ??= publicMessage(error);
		// A login that is refused is told of by the run that ends with it; there is nothing in the step to look into.
		if (error instanceof SystemError && isOfEverybody(error)) continue;
		const body = { kind: "drive", connection: ctx.connection, run: run.id, step: JSON.parse(step.work) as unknown };
		await keepLetter(ctx, { queue: "sync-jobs", body, cause: publicMessage(error) });
	}
	return reason;
}

function describe(error: unknown): string {
	return error instanceof Error && !(error instanceof SystemError) ? `${error.name}: ${error.message}` : publicMessage(error);
}
