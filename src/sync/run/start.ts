import type { Actor, Entity, RequestedMode } from "../../domain/model.ts";
import { fullRunsRest, type Schedule } from "../../domain/schedule.ts";
import { recordAction } from "../../store/audit.ts";
import { ensureConnection } from "../../store/connections.ts";
import { commit, commitGuarded, GuardFailed, type Statement } from "../../store/database.ts";
import { activeOfKind, activeRun, confirmRunRow, getRun, insertRun, type Run, type Trigger } from "../../store/runs.ts";
import type { SyncContext } from "../context.ts";
import { finish, tellEnd } from "./finish.ts";
import { entitiesOrAll } from "./phases.ts";
import { questionOf } from "./question.ts";

export interface RunRequest {
	readonly mode: RequestedMode;
	readonly entities?: readonly Entity[] | undefined;
	readonly trigger: Trigger;
	readonly actor: Actor;
	/** Written with the run, or not at all; a guard among them may keep it from beginning. */
	readonly together?: readonly Statement[];
}

/** A full run was asked for at an hour at which the settings let none begin. */
export class FullRunsRest extends Error {
	override readonly name = "FullRunsRest";
	readonly schedule: Schedule;

	constructor(schedule: Schedule) {
		const { noFullRuns, zone } = schedule;
		super(
			`no full run begins from ${noFullRuns.from} until ${noFullRuns.to} ${zone} (settings: schedule.noFullRuns); a quick one (auto) may`,
		);
		this.schedule = schedule;
	}
}

/** The run that answers the request; `joined`: one was under way already, and it is that one. */
export interface StartedRun {
	readonly run: Run;
	readonly joined: boolean;
}

/** The message that is sent at once should come before that. */
const WATCH_IN_MS = 5_000;

/** Before something is written that the engine has to see to: should this invocation die right then, the coordinator tells of it. */
export async function watchOver(ctx: SyncContext): Promise<void> {
	await ctx.coordinator.wake(ctx.connection, WATCH_IN_MS).catch((error: unknown) => {
		ctx.log.warn("engine_not_called", { error: String(error) });
	});
}

/** Something was written that the engine has to see to: it is told at once, and again by the coordinator until it has. */
export async function callEngine(ctx: SyncContext, run?: string): Promise<void> {
	const calls = await Promise.allSettled([
		ctx.coordinator.wake(ctx.connection, WATCH_IN_MS),
		ctx.queue.send({ kind: "drive", connection: ctx.connection, ...(run ? { run } : {}) }),
	]);
	const lost = calls.filter((call) => call.status === "rejected");
	for (const { reason } of lost) ctx.log.warn("engine_not_called", { error: String(reason) });
	if (lost.length === calls.length) throw lost[0]?.reason;
}

export const newRun = (ctx: SyncContext, asked: Pick<Run, "mode" | "trigger" | "actor" | "entities" | "subject">): Run => ({
	...asked,
	...{ id: crypto.randomUUID(), connection: ctx.connection, state: "queued", phase: -1, fence: 0, startedAt: ctx.now() },
	...{ finishedAt: null, error: null, question: null, confirmed: false },
});

/**
 * Law 10: one run at a time. Whoever comes second joins the one that is under way; one that waits for an answer keeps nobody from
 * looking (preview). The run is queued, and takes the lease as soon as nobody else has it.
 */
export async function startRun(ctx: SyncContext, request: RunRequest): Promise<StartedRun> {
	const preview = request.mode === "preview";
	const active = await activeRun(ctx.db, ctx.connection);
	if (active && !(preview && active.state === "needs_confirmation")) return await join(ctx, active);

	const { mode, trigger, actor } = request;
	if (mode === "full" && trigger !== "cron" && fullRunsRest(ctx.settings.schedule, ctx.now())) {
		throw new FullRunsRest(ctx.settings.schedule);
	}
	const run = newRun(ctx, { mode, trigger, actor, entities: entitiesOrAll(request.entities), subject: null });
	await watchOver(ctx);
	try {
		await commitGuarded(ctx.db, [
			ensureConnection(ctx.connection, ctx.now()),
			...(request.together ?? []),
			insertRun(run),
			recordAction({
				connection: ctx.connection,
				at: run.startedAt,
				actor: request.actor,
				action: "run.start",
				detail: { run: run.id, mode: run.mode },
			}),
		]);
	} catch (error) {
		if (error instanceof GuardFailed) throw error;
		// The answer may have been lost although the run was written, or somebody else was quicker.
		const written = await activeOfKind(ctx.db, ctx.connection, preview);
		if (!written) throw error;
		return written.id === run.id ? await called(ctx, written) : await join(ctx, written);
	}
	ctx.log.info("run_queued", { runId: run.id, mode: run.mode, trigger: run.trigger });
	return await called(ctx, run);
}

async function called(ctx: SyncContext, run: Run): Promise<StartedRun> {
	await callEngine(ctx, run.id);
	return { run, joined: false };
}

/** Should a word of it have been lost, the coordinator tells it again. */
async function join(ctx: SyncContext, run: Run): Promise<StartedRun> {
	await watchOver(ctx);
	return { run, joined: true };
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
	if (run.state !== "needs_confirmation") {
		// A word that was written although its answer was lost comes again: then the run still waits for its turn.
		if (run.confirmed && run.finishedAt === null) await ctx.coordinator.wake(ctx.connection, WATCH_IN_MS);
		return { run, outcome: "not_waiting" };
	}
	const asked = questionOf(run);
	if (!asked || asked.expiresAt < ctx.now()) {
		await stop(ctx, run, "not confirmed in time");
		return { run: (await getRun(ctx.db, ctx.connection, id)) ?? run, outcome: "expired" };
	}
	await watchOver(ctx);
	const taken = await confirmRunRow(ctx.db, id);
	if (taken) {
		await commit(ctx.db, [
			recordAction({ connection: ctx.connection, at: ctx.now(), actor, action: "run.confirm", detail: { run: id, ...asked } }),
		]);
		await callEngine(ctx, id);
	}
	return { run: (await getRun(ctx.db, ctx.connection, id)) ?? run, outcome: taken ? "confirmed" : "not_waiting" };
}

/** Stops a run. What it has carried out stays; what is left is on the plan queue, and has a reason. null: no such run. */
export async function cancelRun(ctx: SyncContext, id: string, actor: Actor): Promise<Run | null> {
	const run = await getRun(ctx.db, ctx.connection, id);
	if (!run) return null;
	if (run.finishedAt !== null) return run;
	await commit(ctx.db, [
		recordAction({ connection: ctx.connection, at: ctx.now(), actor, action: "run.cancel", detail: { run: id } }),
	]);
	await stop(ctx, run, null);
	return await getRun(ctx.db, ctx.connection, id);
}

async function stop(ctx: SyncContext, run: Run, error: string | null): Promise<void> {
	await watchOver(ctx);
	await finish(ctx, run, { state: "cancelled", error });
	await tellEnd(ctx, run);
	// Whoever waits for the lease may have it now.
	await callEngine(ctx);
}
