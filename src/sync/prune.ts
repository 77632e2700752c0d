import { keptSince, type Pruned } from "../domain/retention.ts";
import { drop, waiting } from "../store/prune.ts";
import type { SyncContext } from "./context.ts";
import { maySpend, PRUNING } from "./run/costs.ts";

/**
 * As many rows a tick. Each costs about two written rows with its indexes, and there are 96 ticks a day: a first pruning of a year
 * stays well below what the free plan writes in a day.
 */
const ROWS_A_TICK = 150;

type Pruning = Pick<SyncContext, "db" | "connection" | "settings" | "budget" | "log" | "now">;

/** Drops what is over and older than the settings keep it, a little at a time; what is left goes with the next tick. */
export async function prune(ctx: Pruning): Promise<void> {
	if (!maySpend(ctx.budget(), PRUNING)) return;
	const now = ctx.now();
	const before = (what: Pruned): number => keptSince(ctx.settings.retention, what, now);
	let left = ROWS_A_TICK;
	const dropped: Partial<Record<Pruned, number>> = {};
	for (const what of await waiting(ctx.db, ctx.connection, before)) {
		if (left <= 0) break;
		const gone = await drop(ctx.db, ctx.connection, what, before(what), left);
		dropped[what] = gone;
		left -= gone;
	}
	if (left < ROWS_A_TICK) ctx.log.info("pruned", dropped);
}
