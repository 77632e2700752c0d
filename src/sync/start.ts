import type { Actor, Entity, RequestedMode } from "../domain/model.ts";
import { recordAction } from "../store/audit.ts";
import { ensureConnection, raiseFence, readFence } from "../store/connections.ts";
import { commit } from "../store/database.ts";
import { activeRun, confirmRunRow, getRun, insertRun, type Run, type Trigger } from "../store/runs.ts";
import { finish } from "./advance.ts";
import type { SyncContext } from "./context.ts";
import { VERB, VERB_TAKES_MS } from "./lease.ts";
import { entitiesOrAll } from "./phases.ts";
import { questionOf } from "./question.ts";

export interface RunRequest {
	readonly mode: RequestedMode;
	readonly entities?: readonly Entity[] | undefined;
	readonly trigger: Trigger;
	readonly actor: Actor;
}

/** The run that answers the request; `joined`: one was under way already, and it is that one. */
export interface StartedRun {
	readonly run: Run;
	readonly joined: boolean;
}

/** A lease whose run is not in D1 after so long was taken by an invocation that died before it could write the run. */
const UNBORN_AFTER_MS = 10_000;

/**
 * Law 10: one run per connection. Whoever comes second joins the one that is under way. While signals are carried out, the
 * run is queued at once and begins when they have come to the end of a phase.
 */
export async function startRun(ctx: SyncContext, request: RunRequest): Promise<StartedRun> {
	const id = crypto.randomUUID();
	const fence = await takeLease(ctx, id);
	if (typeof fence !== "number") return { run: fence, joined: true };
	const waits = fence === WAITS;

	const run: Run = {
		id,
		connection: ctx.connection,
		mode: request.mode,
		entities: entitiesOrAll(request.entities),
		trigger: request.trigger,
		actor: request.actor,
		state: "queued",
		phase: -1,
		fence,
		startedAt: ctx.now(),
		finishedAt: null,
		error: null,
		question: null,
		confirmed: false,
	};
	try {
		await commit(ctx.db, [
			ensureConnection(ctx.connection, ctx.now()),
			...(waits ? [] : [raiseFence(ctx.connection, fence)]),
			insertRun(run),
			recordAction({
				connection: ctx.connection,
				at: run.startedAt,
				actor: request.actor,
				action: "run.start",
				detail: { run: id, mode: run.mode },
			}),
		]);
	} catch (error) {
		// The answer may have been lost although the run was written, or the lease had lost sight of a run under way.
		await ctx.coordinator.releaseLease(id);
		const active = await activeRun(ctx.db, ctx.connection);
		if (!active) throw error;
		if (active.fence > 0) await ctx.coordinator.acquireLease(active.id, ctx.connection, active.fence);
		await ctx.queue.send({ kind: "advance", connection: ctx.connection, run: active.id });
		return { run: active, joined: active.id !== id };
	}
	ctx.log.info("run_started", { runId: id, mode: run.mode, trigger: run.trigger, waits });
	if (waits) await ctx.coordinator.signalled(ctx.connection);
	await ctx.queue.send({ kind: "advance", connection: ctx.connection, run: id });
	return { run, joined: false };
}

/** In place of a fencing number: signals are being carried out, the run has to wait for its lease. */
const WAITS = 0;

/** The fencing number of a lease for this run (or that it has to wait for one), or the run that holds it. */
async function takeLease(ctx: SyncContext, id: string): Promise<number | Run> {
	const knownFence = await readFence(ctx.db, ctx.connection);
	for (;;) {
		const answer = await ctx.coordinator.acquireLease(id, ctx.connection, knownFence);
		if (answer.granted) return answer.fence;
		if (answer.holder.startsWith(VERB) && ctx.now() - answer.aliveAt < VERB_TAKES_MS) {
			await new Promise((resolve) => setTimeout(resolve, 1_000));
			continue;
		}
		const holder = await getRun(ctx.db, ctx.connection, answer.holder);
		if (holder?.mode === "signals" && holder.finishedAt === null) {
			return (await activeRun(ctx.db, ctx.connection)) ?? WAITS;
		}
		if (holder && holder.finishedAt === null) return holder;
		const unborn = holder === null && ctx.now() - answer.aliveAt < UNBORN_AFTER_MS;
		// Ended without giving the lease back, or never born: the lease is free. Just about to be born: look again.
		if (unborn) await new Promise((resolve) => setTimeout(resolve, 200));
		else await ctx.coordinator.releaseLease(answer.holder);
	}
}

export type Confirmation = "confirmed" | "not_waiting" | "expired";

/** The word a run waited for. Counts once; null: no such run. */
export async function confirmRun(
	ctx: SyncContext,
	id: string,
	actor: Actor,
): Promise<{ run: Run; outcome: Confirmation } | null> {
	const run = await getRun(ctx.db, ctx.connection, id);
	if (!run) return null;
	if (run.state !== "needs_confirmation") return { run, outcome: "not_waiting" };
	const asked = questionOf(run);
	if (!asked || asked.expiresAt < ctx.now()) {
		await finish(ctx, run, "cancelled", "not confirmed in time");
		return { run: (await getRun(ctx.db, ctx.connection, id)) ?? run, outcome: "expired" };
	}
	const taken = await confirmRunRow(ctx.db, id);
	if (taken) {
		await commit(ctx.db, [
			recordAction({ connection: ctx.connection, at: ctx.now(), actor, action: "run.confirm", detail: { run: id, ...asked } }),
		]);
		await ctx.queue.send({ kind: "advance", connection: ctx.connection, run: id });
	}
	return { run: (await getRun(ctx.db, ctx.connection, id)) ?? run, outcome: taken ? "confirmed" : "not_waiting" };
}

/** Stops a run. What it has carried out stays; what it had only planned is looked at again by the next run. null: no such run. */
export async function cancelRun(ctx: SyncContext, id: string, actor: Actor): Promise<Run | null> {
	const run = await getRun(ctx.db, ctx.connection, id);
	if (!run) return null;
	if (run.finishedAt !== null) return run;
	await commit(ctx.db, [
		recordAction({ connection: ctx.connection, at: ctx.now(), actor, action: "run.cancel", detail: { run: id } }),
	]);
	await finish(ctx, run, "cancelled", null);
	return await getRun(ctx.db, ctx.connection, id);
}
