import { activeRun, activeSignalsRun } from "../store/runs.ts";
import type { SyncContext } from "./context.ts";

/** What a verb's holder name begins with. */
export const VERB = "verb:";
/** A verb makes a handful of calls, each with its deadline; after so long its invocation is gone. */
export const VERB_TAKES_MS = 60_000;

export type Leased<T> = { readonly kind: "done"; readonly value: T } | { readonly kind: "busy" };

/** How often, and with what pause, somebody waits for signals that are being carried out: seconds, mostly. */
const TRIES = 20;
const PAUSE_MS = 250;

async function takeLease(ctx: SyncContext, holder: string): Promise<boolean> {
	for (let tried = 1; ; tried++) {
		const lease = await ctx.coordinator.acquireLease(holder, ctx.connection, 0, VERB_TAKES_MS);
		if (lease.granted) return true;
		const waits = tried < TRIES && (await activeSignalsRun(ctx.db, ctx.connection))?.id === lease.holder;
		if (!waits) return false;
		await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
	}
}

/** Does a person's small piece of work while no run writes. `busy`: a run is under way, nothing was done. */
export async function withLease<T>(ctx: SyncContext, work: () => Promise<T>): Promise<Leased<T>> {
	if (await activeRun(ctx.db, ctx.connection)) return { kind: "busy" };
	const holder = `${VERB}${crypto.randomUUID()}`;
	if (!(await takeLease(ctx, holder))) return { kind: "busy" };
	try {
		return { kind: "done", value: await work() };
	} finally {
		await ctx.coordinator.releaseLease(holder);
	}
}
