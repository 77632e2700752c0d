import { type Entity, SIDES, type Side } from "../domain/model.ts";
import { commit } from "../store/database.ts";
import { countRecords, notListed } from "../store/records.ts";
import type { Run } from "../store/runs.ts";
import { absorbSignals, type WaitingSignal, waitingSignals } from "../store/signals.ts";
import { entitiesWaitingFor, undecidedEntities } from "../store/stirred.ts";
import { lastLooks, type Watermark, watermarks } from "../store/watermarks.ts";
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
 * Looks at both sides: everything, or (a quick run) what changed since the last look. Signals do the latter as well, for the
 * entities they concern: a webhook tells of one side, and may be late, lost or never sent, so that only a look at both shows
 * what would be overwritten or made twice.
 */
const scanPhase: Phase = {
	name: "scan",
	state: "scanning",
	async steps(ctx, run) {
		const scopes = run.entities.flatMap((entity) => SIDES.map((side) => ({ entity, side, key: `${side}/${entity}` })));
		const named = run.mode === "full" || run.mode === "preview" ? [] : await signalsOf(ctx, run);
		const lists = signalLists(named);
		const known = await looksBefore(ctx, run);
		const concerned = run.mode === "signals" ? await concernedBy(ctx, named, known) : run.entities;
		return scopes.flatMap(({ entity, side, key }) => {
			if (!concerned.includes(entity)) return [];
			const mark = known.find((one) => one.entity === entity && one.side === side);
			if (!mark) return [everything(side, entity)];
			return [changedSince(side, entity, Math.min(mark.since, lists.get(key) ?? mark.since))];
		});
	},
};

/** Since when the run has to ask; of a side that is not among these it lists everything. */
async function looksBefore(ctx: SyncContext, run: Run): Promise<readonly Watermark[]> {
	if (run.mode === "signals") return await lastLooks(ctx.db, ctx.connection);
	return run.mode === "auto" ? await watermarks(ctx.db, ctx.connection) : [];
}

/**
 * What a run for signals decides on: what they name, what an earlier run has left undecided, and what waits for one of these.
 * What was never listed on both sides is left alone: what we do not know we would make twice.
 */
async function concernedBy(
	ctx: SyncContext,
	named: readonly WaitingSignal[],
	known: readonly Watermark[],
): Promise<readonly Entity[]> {
	const undecided = await undecidedEntities(ctx.db, ctx.connection);
	const first = [...new Set([...named.map(({ entity }) => entity), ...undecided])];
	const waiting = await entitiesWaitingFor(ctx.db, ctx.connection, first);
	return [...first, ...waiting].filter((entity) =>
		SIDES.every((side) => known.some((one) => one.side === side && one.entity === entity)),
	);
}

/**
 * Law 7: where the changes do not add up to what the side says it has, something is gone or was missed: list everything.
 * Signals do not count what is there; a list of theirs that was torn is read once more.
 */
const sumsPhase: Phase = {
	name: "sums",
	state: "scanning",
	async steps(ctx, run) {
		if (run.mode !== "auto" && run.mode !== "signals") return [];
		const quick = (await listingsOf(ctx, run, [SCAN])).filter(({ since }) => since !== undefined);
		if (run.mode === "signals") {
			const torn = quick.filter(({ entity, complete }) => run.entities.includes(entity) && !complete);
			return torn.map(({ side, entity, since }) => changedSince(side, entity, since ?? 0));
		}
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
		const unseen = run.mode === "preview" ? [] : (await signalsOf(ctx, run)).filter((signal) => answeredBy(signal, listings));
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

/** Signals for the run. */
async function signalsOf(ctx: SyncContext, run: Run): Promise<readonly WaitingSignal[]> {
	await commit(ctx.db, [absorbSignals(ctx.connection)]);
	const waiting = await waitingSignals(ctx.db, ctx.connection, CONFIRMED_PER_RUN, run.id);
	return waiting.filter(({ entity }) => run.entities.includes(entity));
}

/** What came after the list was asked for, or names what this run has not looked at, is left to the next run. */
const answeredBy = ({ side, entity, seq }: WaitingSignal, listings: readonly Listing[]): boolean =>
	listings.some((one) => one.side === side && one.entity === entity && seq <= one.signalsUpTo);

/** Entities that this run has looked at, and may decide on. */
export async function lookedAt(ctx: SyncContext, run: Run): Promise<readonly Entity[]> {
	if (run.mode !== "signals") return run.entities;
	const listings = await listingsOf(ctx, run, [SCAN, SUMS]);
	return run.entities.filter((entity) => listings.some((one) => one.entity === entity));
}

export const LOOKING: readonly Phase[] = [scanPhase, sumsPhase, confirmPhase];
