import { type Entity, SIDES, type Side } from "../domain/model.ts";
import { commit } from "../store/database.ts";
import { countRecords, notListed } from "../store/records.ts";
import type { Run } from "../store/runs.ts";
import { absorbSignals, type WaitingSignal, waitingSignals } from "../store/signals.ts";
import { watermarks } from "../store/watermarks.ts";
import type { SyncContext } from "./context.ts";
import { type Listing, listingsOf } from "./listings.ts";
import type { Work } from "./messages.ts";
import type { Phase } from "./phase.ts";
import { chunks, READS_PER_STEP } from "./scan.ts";

/** Places of the phases below among all phases. */
export const SCAN = 0;
export const SUMS = 1;

/** More than this is rather a listing gone wrong than so many deletes; what is beyond waits for the next run. */
const CONFIRMED_PER_RUN = 4_000;
/** A delivery may be this late, or the clocks that far apart; what a list of changes then lacks is read by itself. */
const SIGNAL_DELAY_MS = 60_000;

const everything = (side: Side, entity: Entity): Work => ({ kind: "scan", entity, side, from: 1, to: 1 });
const changedSince = (side: Side, entity: Entity, since: number): Work => ({
	...{ kind: "scan", entity, side, from: 1, to: 1 },
	since: Math.max(0, Math.floor(since)),
});

/** Where many records were named, one list of changes brings them in fewer calls than reading each. */
function signalLists(signals: readonly WaitingSignal[]): ReadonlyMap<string, number> {
	const lists = new Map<string, number>();
	for (const side of SIDES) {
		for (const [entity, named] of Map.groupBy(
			signals.filter((signal) => signal.side === side),
			(signal) => signal.entity,
		)) {
			if (named.length <= READS_PER_STEP) continue;
			lists.set(`${side}/${entity}`, Math.min(...named.map(({ firstAt }) => firstAt)) - SIGNAL_DELAY_MS);
		}
	}
	return lists;
}

/**
 * Looks at both sides: everything, or (a quick run) what changed since the last look, or only what webhooks have named.
 */
const scanPhase: Phase = {
	name: "scan",
	state: "scanning",
	async steps(ctx, run) {
		const scopes = run.entities.flatMap((entity) => SIDES.map((side) => ({ entity, side, key: `${side}/${entity}` })));
		const named = run.mode === "full" || run.mode === "preview" ? [] : await signalsOf(ctx, run);
		const lists = signalLists(named);
		if (run.mode === "signals") {
			return scopes.flatMap(({ entity, side, key }) => {
				const since = lists.get(key);
				return since === undefined ? [] : [changedSince(side, entity, since)];
			});
		}
		const known = run.mode === "auto" ? await watermarks(ctx.db, ctx.connection) : [];
		return scopes.map(({ entity, side, key }) => {
			const mark = known.find((one) => one.entity === entity && one.side === side);
			if (!mark) return everything(side, entity);
			return changedSince(side, entity, Math.min(mark.since, lists.get(key) ?? mark.since));
		});
	},
};

/** Law 7: where the changes do not add up to what the side says it has, something is gone or was missed: list everything. */
const sumsPhase: Phase = {
	name: "sums",
	state: "scanning",
	async steps(ctx, run) {
		if (run.mode !== "auto") return [];
		const quick = (await listingsOf(ctx, run, [SCAN])).filter(({ since }) => since !== undefined);
		if (quick.length === 0) return [];
		const counts = await countRecords(ctx.db, ctx.connection);
		return quick.flatMap(({ side, entity, complete, count }) => {
			const known = counts.get(`${side}/${entity}`) ?? 0;
			if (!run.entities.includes(entity) || (complete && count === known)) return [];
			ctx.log.info("sums_differ", { runId: run.id, side, entity, known, there: count, complete });
			return [everything(side, entity)];
		});
	},
};

/**
 * Law 5: only a listing that completed, with one total on every page and as many ids, lets anything look missing. And law 4:
 * what a webhook named and no listing has shown is read itself.
 */
const confirmPhase: Phase = {
	name: "confirm",
	state: "scanning",
	async steps(ctx, run) {
		const listings = await listingsOf(ctx, run, [SCAN, SUMS]);
		const unseen = run.mode === "preview" ? [] : await signalsOf(ctx, run, listings);
		const steps: Work[] = [];
		for (const entity of run.entities) {
			for (const side of SIDES) {
				const listing = listings.find((one) => one.side === side && one.entity === entity);
				const missing = await missingFrom(ctx, run, listing);
				const named = unseen.filter((signal) => signal.side === side && signal.entity === entity).map(({ id }) => id);
				const ids = [...new Set([...named, ...missing])].slice(0, CONFIRMED_PER_RUN);
				steps.push(...chunks(ids, READS_PER_STEP).map((part): Work => ({ kind: "confirm", entity, side, ids: part })));
			}
		}
		return steps;
	},
};

async function missingFrom(ctx: SyncContext, run: Run, listing: Listing | undefined): Promise<readonly string[]> {
	if (!listing || listing.since !== undefined) return [];
	const { side, entity, complete, ids } = listing;
	if (complete) return await notListed(ctx.db, { connection: ctx.connection, side, entity }, run.id);
	ctx.log.warn("listing_incomplete", { runId: run.id, side, entity, seen: ids.size });
	return [];
}

/** Signals for the run; those that came after a list of what was named was asked for are left to the next run. */
async function signalsOf(ctx: SyncContext, run: Run, listings: readonly Listing[] = []): Promise<readonly WaitingSignal[]> {
	await commit(ctx.db, [absorbSignals(ctx.connection)]);
	const waiting = await waitingSignals(ctx.db, ctx.connection, CONFIRMED_PER_RUN, run.id);
	return waiting.filter(({ side, entity, seq }) => {
		if (!run.entities.includes(entity)) return false;
		const listing = listings.find((one) => one.side === side && one.entity === entity);
		return listing === undefined || seq <= listing.signalsUpTo;
	});
}

export const LOOKING: readonly Phase[] = [scanPhase, sumsPhase, confirmPhase];
