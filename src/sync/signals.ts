import { raiseFence, readFence } from "../store/connections.ts";
import { commit } from "../store/database.ts";
import { activeRun, activeSignalsRun, insertRun, type Run } from "../store/runs.ts";
import { absorbSignals, hasSignals } from "../store/signals.ts";
import { advance } from "./advance.ts";
import type { SyncContext } from "./context.ts";
import { entitiesOrAll } from "./phases.ts";

/**
 * Looks for signals in D1 and begins a run that carries them out. Law 4: what a webhook said is not believed, its record is
 * read afresh. Law 10: while any run is under way they wait; it may read those records anyway, and its end calls again.
 */
export async function takeUpSignals(ctx: SyncContext): Promise<void> {
	const heard = await ctx.coordinator.signalsHeard();
	if (await beginsNothing(ctx)) await ctx.coordinator.signalsTaken(heard);
}

/** False: somebody else holds the lease for a moment; the coordinator tells us again. */
async function beginsNothing(ctx: SyncContext): Promise<boolean> {
	await commit(ctx.db, [absorbSignals(ctx.connection)]);
	const asked = await activeRun(ctx.db, ctx.connection);
	if (asked) {
		if (asked.fence > 0) return true;
		await advance(ctx, asked.id);
		return (await activeRun(ctx.db, ctx.connection))?.fence !== 0;
	}
	if (await activeSignalsRun(ctx.db, ctx.connection)) return true;
	if (!(await hasSignals(ctx.db, ctx.connection))) return true;

	const id = crypto.randomUUID();
	const lease = await ctx.coordinator.acquireLease(id, ctx.connection, await readFence(ctx.db, ctx.connection));
	if (!lease.granted) return false;
	const run: Run = {
		id,
		connection: ctx.connection,
		mode: "signals",
		entities: entitiesOrAll(undefined),
		trigger: "webhook",
		actor: { kind: "webhook" },
		state: "queued",
		phase: -1,
		fence: lease.fence,
		startedAt: ctx.now(),
		finishedAt: null,
		error: null,
		question: null,
		confirmed: false,
	};
	try {
		await commit(ctx.db, [raiseFence(ctx.connection, lease.fence), insertRun(run)]);
	} catch (error) {
		await ctx.coordinator.releaseLease(id);
		throw error;
	}
	ctx.log.info("run_started", { runId: id, mode: run.mode, trigger: run.trigger });
	await ctx.queue.send({ kind: "advance", connection: ctx.connection, run: id });
	return true;
}
