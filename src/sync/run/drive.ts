import { GuardFailed } from "../../store/database.ts";
import { readSituation, takeLease, withNextFence } from "../../store/lease.ts";
import { requeueDue } from "../../store/plan-queue.ts";
import { enterPhase, isInPhase, type Run } from "../../store/runs.ts";
import { type ClaimedStep, claimSteps, NONE_LEFT, nobodyAtWork, type StepsLeft } from "../../store/steps.ts";
import type { SyncContext } from "../context.ts";
import { beginForSignals } from "../inbox/signals.ts";
import { type JobMessage, work } from "../messages.ts";
import { advance, type Opening } from "./advance.ts";
import { claimOf } from "./claims.ts";
import { advancing, BEGINNING, fitting, maySpend, REPORTING } from "./costs.ts";
import { type End, finish, tellEnd } from "./finish.ts";
import { modeOf } from "./modes.ts";
import { perform } from "./perform.ts";
import { viewOf } from "./view.ts";

/** As many invocations work on one run at once: enough to keep both gates busy (wrangler.toml: max_concurrency). */
const SIDE_BY_SIDE = 4;
/** Steps that one invocation does side by side: as many as it may have calls in flight. */
const STEPS_AT_ONCE = 6;
const COME_BACK_SECONDS = 2;
/** Whoever finds the state moved on that often leaves it to somebody with more luck. */
const MOST_LOOKS = 12;
const QUICK_MS = 2_000;

/**
 * Looks into D1 and does what there is to do: carries the run that holds the lease through its phases, gives the lease to the next in
 * line, or begins a run for what came in. Goes on while the invocation's budget lasts, and leaves the rest to one message. Safe to
 * call at any time, by several at once, and whatever was lost before.
 */
export async function drive(ctx: SyncContext): Promise<void> {
	for (let looks = 0; looks < MOST_LOOKS; looks++) {
		const word = await ctx.coordinator.heard();
		const { holder, steps, next, blocked, expired, open, due, fence } = await readSituation(ctx.db, ctx.connection, ctx.now());
		if (expired) {
			await end(ctx, expired, { state: "cancelled", error: "not confirmed in time" }, true);
			continue;
		}
		if (holder) {
			if (next && modeOf(holder).givesWay && (await giveWay(ctx, holder))) continue;
			if (await orGuard(carryOn(ctx, holder, { steps, tells: true }))) continue;
			return;
		}
		// A write of a run that was stopped must not come after ours.
		if (blocked) return await comeBack(ctx, COME_BACK_SECONDS);
		if (next) {
			if (await orGuard(begin(ctx, next, fence, due))) continue;
			return;
		}
		if (!open && !due) return await ctx.coordinator.rested(word);
		if (!maySpend(ctx.budget(), BEGINNING)) return await comeBack(ctx, 0);
		if (!(await orGuard(beginForWhatCameIn(ctx, fence, due)))) return;
	}
	await comeBack(ctx, COME_BACK_SECONDS);
}

const comeBack = async (ctx: SyncContext, delaySeconds: number, run?: string): Promise<void> =>
	void (await ctx.queue.send({ kind: "drive", connection: ctx.connection, ...(run ? { run } : {}) } satisfies JobMessage, {
		delaySeconds,
	}));

/** Whoever else got there first has changed what there is to do: look again. */
async function orGuard<T>(doing: Promise<T>): Promise<T | true> {
	try {
		return await doing;
	} catch (error) {
		if (error instanceof GuardFailed) return true;
		throw error;
	}
}

/** The first in line takes the lease, and is carried on; like carryOn. */
async function begin(ctx: SyncContext, queued: Run, fence: number, due: boolean): Promise<boolean> {
	const run = withNextFence(queued, fence);
	const opening: Opening = (entered) => [
		...takeLease(entered, ctx.now(), isInPhase(queued)),
		enterPhase(entered),
		...(due && modeOf(run).writes ? [requeueDue(ctx.connection, ctx.now())] : []),
	];
	return await carryOn(ctx, run, { steps: NONE_LEFT, tells: true, opening });
}

/** What came in is looked at, and a run begins for it where that is needed; like carryOn. */
async function beginForWhatCameIn(ctx: SyncContext, fence: number, due: boolean): Promise<boolean> {
	const begun = await beginForSignals(ctx, fence, due);
	return begun === null || (await carryOn(ctx, begun.run, { steps: NONE_LEFT, tells: true, opening: begun.opening }));
}

/** Whoever was asked for by people need not wait for the rest, nor for a step's next try: only until nobody is at work. */
async function giveWay(ctx: SyncContext, run: Run): Promise<boolean> {
	try {
		await finish(ctx, run, { state: "cancelled", error: null, onlyIf: nobodyAtWork(run.id, ctx.now()) });
		return true;
	} catch (error) {
		if (error instanceof GuardFailed) return false;
		throw error;
	}
}

async function end(ctx: SyncContext, run: Run, how: End, tells: boolean): Promise<void> {
	await finish(ctx, run, how);
	if (tells) await tellEnd(ctx, run);
}

/** Carries a run that has just taken the lease as far as it goes here and now; its end is told by the caller. */
export async function driveRun(ctx: SyncContext, run: Run): Promise<void> {
	await orGuard(carryOn(ctx, run, { steps: NONE_LEFT, tells: false }));
}

interface Carrying {
	/** What is left of the phase it is in. */
	readonly steps: StepsLeft;
	/** Its end is told here. */
	readonly tells: boolean;
	/** It has yet to take the lease. */
	readonly opening?: Opening;
}

/** Carries a run on until it is over (true: look what is next) or until others, or a later invocation, have to (false). */
async function carryOn(ctx: SyncContext, found: Run, { steps, tells, opening }: Carrying): Promise<boolean> {
	let [run, left, toOpen] = [found, steps, opening];
	let claimed: readonly ClaimedStep[] = [];
	const view = viewOf(ctx, run);
	for (;;) {
		if (claimed.length === 0 && left.pending === 0) {
			if (!maySpend(ctx.budget(), advancing(run))) {
				await comeBack(ctx, 0, run.id);
				return false;
			}
			const advanced = await advance(ctx, run, view, toOpen);
			if (advanced.kind === "asked") return true;
			if (advanced.kind === "over") {
				await end(ctx, run, { state: advanced.state, error: advanced.error, view }, tells);
				return true;
			}
			toOpen = undefined;
			({ run, claimed } = advanced);
			await callOthers(ctx, run, advanced.more, claimed.length, advanced.delaySeconds);
			if (claimed.length === 0) return false;
		} else if (claimed.length === 0) {
			if (left.idle === 0) {
				await waitForOthers(ctx, run, left);
				return false;
			}
			claimed = await claimWhatFits(ctx, run, left.nextWork);
			if (claimed.length === 0) {
				await comeBack(ctx, 0, run.id);
				return false;
			}
		}
		const performed = await perform(ctx, run, claimed);
		if (performed.kind === "failed") {
			await end(ctx, run, { state: "failed", error: performed.reason }, tells);
			return true;
		}
		const before = left;
		({ left } = performed);
		run = { ...run, entities: performed.left.entities };
		// Steps that have called for more than the next bundle are work for others as well.
		if (left.idle > before.idle + STEPS_AT_ONCE) await callOthers(ctx, run, left.idle, STEPS_AT_ONCE, 0);
		claimed = [];
		if ((await ctx.coordinator.alive(ctx.connection)) && isLong(ctx, run) && maySpend(ctx.budget(), REPORTING)) {
			await ctx.notifier.progress(run);
		}
	}
}

/** A run that is over at once needs no word in between. */
const isLong = (ctx: SyncContext, run: Run): boolean => modeOf(run).tells === "watchers" && ctx.now() - run.startedAt >= QUICK_MS;

/** Takes what fits into the rest of the invocation; nothing where it has to be left to the next one. */
async function claimWhatFits(ctx: SyncContext, run: Run, nextWork: string | null): Promise<readonly ClaimedStep[]> {
	if (nextWork === null) return [];
	const item = work.parse(JSON.parse(nextWork));
	const fits = fitting(
		Array.from({ length: STEPS_AT_ONCE }, () => item),
		ctx.budget(),
	);
	if (fits === 0) return [];
	const claim = claimOf(ctx);
	const claimed = await claimSteps(ctx.db, run, claim, { now: ctx.now(), limit: fits });
	if (claimed.length === 0) throw new GuardFailed("others have taken what was left");
	ctx.tenure.claimed(claim.until);
	return claimed;
}

/** As many others as there is work for are told of it. */
async function callOthers(ctx: SyncContext, run: Run, steps: number, mine: number, delaySeconds: number): Promise<void> {
	if (steps === 0) return;
	const wanted = Math.min(mine > 0 ? SIDE_BY_SIDE - 1 : SIDE_BY_SIDE, Math.ceil(steps / Math.max(1, mine)));
	const body: JobMessage = { kind: "drive", connection: ctx.connection, run: run.id };
	await ctx.queue.sendBatch(Array.from({ length: wanted }, () => ({ body, delaySeconds })));
}

/** Nothing can be begun now: others are at work, and see to the rest; or it waits for its next try, which a message is sent for. */
async function waitForOthers(ctx: SyncContext, run: Run, { wakeAt }: StepsLeft): Promise<void> {
	if (wakeAt === null) return;
	await comeBack(ctx, Math.max(1, Math.ceil((wakeAt - ctx.now()) / 1_000)), run.id);
}
