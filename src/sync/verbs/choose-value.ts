import type { Actor, Side } from "../../domain/model.ts";
import { getConflict, valuesNow } from "../../store/conflicts.ts";
import { ensureConnection } from "../../store/connections.ts";
import { commit, commitGuarded, GuardFailed } from "../../store/database.ts";
import { readFence, takeLease, withNextFence } from "../../store/lease.ts";
import { getRun, insertRun, type Run } from "../../store/runs.ts";
import type { SyncContext } from "../context.ts";
import { driveRun } from "../run/drive.ts";
import { callEngine, newRun, watchOver } from "../run/start.ts";
import { subjectOf, type VerbSubject } from "../run/subject.ts";
import { DONE, NOT_FOUND, type VerbOutcome } from "./outcome.ts";

/** Settles a conflict, or undoes how it was settled: that side's value goes wherever it is not. */
export async function chooseValue(ctx: SyncContext, conflictId: string, side: Side, actor: Actor): Promise<VerbOutcome> {
	const conflict = await getConflict(ctx.db, ctx.connection, conflictId);
	if (!conflict) return NOT_FOUND;
	const seen = await valuesNow(ctx.db, ctx.connection, conflict);
	const subject: VerbSubject = { kind: "choose", conflict: conflictId, side, seen };
	const trigger = actor.kind === "telegram" ? "telegram" : "api";
	const run = newRun(ctx, { mode: "verb", trigger, actor, entities: [conflict.entity], subject: JSON.stringify(subject) });
	await watchOver(ctx);
	const leased = await takeAtOnce(ctx, run);
	if (!leased) {
		await commit(ctx.db, [ensureConnection(ctx.connection, ctx.now()), insertRun(run)]);
		await callEngine(ctx, run.id);
		return { kind: "accepted", run: run.id };
	}
	await driveRun(ctx, leased);
	// Whoever came meanwhile found the lease taken.
	await ctx.coordinator.wake(ctx.connection, 0);
	return outcomeOf(run.id, await getRun(ctx.db, ctx.connection, run.id));
}

/** The run with its lease; null: somebody else has it. */
async function takeAtOnce(ctx: SyncContext, run: Run): Promise<Run | null> {
	const leased = withNextFence(run, await readFence(ctx.db, ctx.connection));
	try {
		await commitGuarded(ctx.db, [
			ensureConnection(ctx.connection, ctx.now()),
			...takeLease(leased, ctx.now()),
			insertRun(leased),
		]);
		return leased;
	} catch (error) {
		if (error instanceof GuardFailed) return null;
		throw error;
	}
}

function outcomeOf(id: string, run: Run | null): VerbOutcome {
	if (!run || run.finishedAt === null) return { kind: "accepted", run: id };
	const about = subjectOf(run);
	if (run.state !== "done" || about?.kind !== "choose") return { kind: "refused", detail: run.error ?? "" };
	if (about.outcome === "refused") return { kind: "refused", detail: about.detail ?? "" };
	return about.outcome === "not_found" ? NOT_FOUND : DONE;
}
