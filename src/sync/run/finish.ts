import { noteBranches } from "../../store/branches.ts";
import { doubtChanges } from "../../store/changes.ts";
import { commitGuarded, type Statement } from "../../store/database.ts";
import { finishSignalsOf } from "../../store/inbox.ts";
import { releaseLease } from "../../store/lease.ts";
import { forgetRefusals } from "../../store/refusals.ts";
import { sumUp } from "../../store/run-sums.ts";
import { endRun, forgetQuietRun, getRun, type Run } from "../../store/runs.ts";
import { dropSteps } from "../../store/steps.ts";
import { raiseWatermarks } from "../../store/watermarks.ts";
import { raiseAlert } from "../alerts.ts";
import type { SyncContext } from "../context.ts";
import { readBackPhase, watermarksOf } from "../scan/read-back.ts";
import { maySpend, TELLING } from "./costs.ts";
import { modeOf } from "./modes.ts";
import { PHASES } from "./phases.ts";
import { type RunView, viewOf } from "./view.ts";

export interface End {
	readonly state: "done" | "failed" | "cancelled";
	readonly error: string | null;
	/** A guard. */
	readonly onlyIf?: Statement;
	/** What the invocation knows of the run. */
	readonly view?: RunView;
}

/**
 * Ends a run: its row, the lease, and what the next one needs to know, in one batch; ending it twice ends it once. Whoever calls it
 * tells of it (tellEnd) and looks what is next.
 */
export async function finish(ctx: SyncContext, run: Run, { state, error, onlyIf, view }: End): Promise<void> {
	const marks = state === "done" ? await watermarksOf(ctx, run, view ?? viewOf(ctx, run), PHASES.indexOf(readBackPhase)) : [];
	await commitGuarded(ctx.db, [
		...(onlyIf ? [onlyIf] : []),
		endRun(run.id, state, ctx.now(), error),
		sumUp(run),
		noteBranches(run),
		releaseLease(run),
		...(state === "done" ? [] : [doubtChanges(run.id)]),
		dropSteps(run, ctx.now()),
		...(marks.length > 0 ? [raiseWatermarks(ctx.connection, marks, run.startedAt)] : []),
		...(state === "done" ? [finishSignalsOf(run, ctx.now())] : []),
		...(state === "done" && modeOf(run).readsBack ? [forgetRefusals(run)] : []),
		...(modeOf(run).vanishes ? [forgetQuietRun(run.id)] : []),
	]);
	ctx.log.info("run_ended", { runId: run.id, mode: run.mode, state, error });
	if (modeOf(run).tells === "alerts" && state === "failed")
		await raiseAlert(ctx, { kind: "signals_failed", reason: error ?? "" });
}

/** Tells whoever waits for the run's end; what cannot be told now, the queue tells later. */
export async function tellEnd(ctx: SyncContext, { id, mode }: Pick<Run, "id" | "mode">): Promise<void> {
	if (modeOf({ mode }).tells === "alerts") return;
	if (!maySpend(ctx.budget(), TELLING))
		return void (await ctx.queue.send({ kind: "report", connection: ctx.connection, run: id }));
	try {
		const run = await getRun(ctx.db, ctx.connection, id);
		if (run) await ctx.notifier.ended(run);
	} catch (error) {
		ctx.log.warn("end_not_told", { runId: id, error: String(error) });
		await ctx.queue.send({ kind: "report", connection: ctx.connection, run: id });
	}
}
