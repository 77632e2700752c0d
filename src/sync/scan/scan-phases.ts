import { chunks } from "../../domain/lists.ts";
import { type Entity, SIDES, type Side } from "../../domain/model.ts";
import { type OpenSignal, openSignals } from "../../store/inbox.ts";
import { entitiesWaitingFor, queuedEntities } from "../../store/plan-queue.ts";
import { countRecords, notListed } from "../../store/records.ts";
import type { Run } from "../../store/runs.ts";
import { unreadableNow } from "../../store/unreadable.ts";
import { lastLooks, type Watermark } from "../../store/watermarks.ts";
import type { SyncContext } from "../context.ts";
import { confirmResult, type Work, work } from "../messages.ts";
import { modeOf } from "../run/modes.ts";
import type { Phase } from "../run/phase.ts";
import { namedRecords } from "../run/subject.ts";
import type { RunView } from "../run/view.ts";
import { type Listing, listingsOf } from "./listings.ts";
import { CONFIRM, PROOF, SCAN, SUMS } from "./phase-numbers.ts";
import { READS_PER_STEP } from "./scan.ts";

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
function signalLists(signals: readonly OpenSignal[]): ReadonlyMap<string, number> {
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
	async steps(ctx, run, view) {
		const { lists } = modeOf(run);
		if (lists === "nothing" || namedRecords(run)) return [];
		const scopes = run.entities.flatMap((entity) => SIDES.map((side) => ({ entity, side, key: `${side}/${entity}` })));
		if (lists === "everything") return scopes.map(({ entity, side }) => everything(side, entity));
		const named = await signalsOf(ctx, run);
		const since = signalLists(named);
		const known = lists === "named" ? await lastLooks(ctx.db, ctx.connection) : await view.watermarks();
		const concerned = lists === "named" ? await concernedBy(ctx, named, known) : run.entities;
		return scopes.flatMap(({ entity, side, key }) => {
			if (!concerned.includes(entity)) return [];
			const mark = known.find((one) => one.entity === entity && one.side === side);
			if (!mark) return [everything(side, entity)];
			const scan = changedSince(side, entity, Math.min(mark.since, since.get(key) ?? mark.since));
			// A record that is gone is in no list of changes, so what is there in all is compared with what is known.
			return [lists === "changes" ? { ...scan, counts: true as const } : scan];
		});
	},
};

/**
 * What a run for signals decides on: what they name, what is on the plan queue, and what waits for one of these.
 * What was never listed on both sides is left alone: what we do not know we would make twice.
 */
async function concernedBy(
	ctx: SyncContext,
	named: readonly OpenSignal[],
	known: readonly Watermark[],
): Promise<readonly Entity[]> {
	const queued = await queuedEntities(ctx.db, ctx.connection, ctx.now());
	const first = [...new Set([...named.map(({ entity }) => entity), ...queued])];
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
	async steps(ctx, run, view) {
		const { lists } = modeOf(run);
		if ((lists !== "changes" && lists !== "named") || namedRecords(run)) return [];
		const quick = (await listingsOf(view, [SCAN])).filter(({ since }) => since !== undefined);
		if (lists === "named") {
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
	async steps(ctx, run, view) {
		const { lists, writes } = modeOf(run);
		if (lists === "nothing") return [];
		const partners = namedRecords(run);
		if (partners) return partnersOf(partners);
		const listings = await listingsOf(view, [SCAN, SUMS]);
		const due = await unreadableNow(ctx.db, run, { all: lists === "everything", limit: CONFIRMED_PER_RUN });
		const unseen = writes ? (await signalsOf(ctx, run)).filter((signal) => answeredBy(signal, listings)) : [];
		const steps: Work[] = [];
		for (const entity of run.entities) {
			for (const side of SIDES) {
				const listing = listings.find((one) => one.side === side && one.entity === entity);
				const missing = await missingFrom(ctx, run, listing);
				const named = unseen.filter((signal) => signal.side === side && signal.entity === entity).map(({ id }) => id);
				const unread = due.filter((one) => one.side === side && one.entity === entity).map(({ id }) => id);
				const ids = [...new Set([...named, ...missing, ...unread])].slice(0, CONFIRMED_PER_RUN);
				steps.push(...chunks(ids, READS_PER_STEP).map((part): Work => ({ kind: "confirm", entity, side, ids: part })));
			}
		}
		return steps;
	},
};

interface WithoutWord {
	readonly side: Side;
	readonly entity: Entity;
	readonly ids: readonly string[];
}

/** Records that the side answered without them, and without a word that there are none. */
async function withoutWord(view: RunView): Promise<readonly WithoutWord[]> {
	return (await view.results([CONFIRM])).flatMap((step): WithoutWord[] => {
		const confirmed = work.parse(JSON.parse(step.work));
		if (confirmed.kind !== "confirm" || step.result === null) return [];
		const ids = confirmResult.parse(JSON.parse(step.result)).withoutWord;
		return ids.length > 0 ? [{ side: confirmed.side, entity: confirmed.entity, ids }] : [];
	});
}

const provesDeletes = (run: Run): boolean => modeOf(run).lists === "everything" || modeOf(run).lists === "changes";

/** Gone needs a clear word or two proofs: where there was no word, a listing is made afterwards. Signals leave that to other runs. */
const proofPhase: Phase = {
	name: "proof",
	state: "scanning",
	async steps(_, run, view) {
		if (!provesDeletes(run)) return [];
		const scopes = new Map((await withoutWord(view)).map(({ side, entity }) => [`${side}/${entity}`, everything(side, entity)]));
		return [...scopes.values()];
	},
};

/** What that listing does not have either is asked for once more, and is gone where it is answered as before. */
const concludePhase: Phase = {
	name: "conclude",
	state: "scanning",
	async steps(_, run, view) {
		if (!provesDeletes(run)) return [];
		const asked = await withoutWord(view);
		if (asked.length === 0) return [];
		const listings = (await listingsOf(view, [PROOF])).filter(({ complete }) => complete);
		return asked.flatMap(({ side, entity, ids }): readonly Work[] => {
			const listing = listings.find((one) => one.side === side && one.entity === entity);
			const missing = listing ? ids.filter((id) => !listing.ids.has(id)) : [];
			return chunks(missing, READS_PER_STEP).map((part): Work => ({ kind: "confirm", side, entity, ids: part, proven: true }));
		});
	},
};

/** The named records were read before the run began (inbox/signals.ts); here their partners follow. */
function partnersOf(records: NonNullable<ReturnType<typeof namedRecords>>): readonly Work[] {
	const groups = Map.groupBy(records, ({ entity, side }) => `${entity}/${side}`);
	return [...groups.values()].flatMap((group): readonly Work[] => {
		const [first] = group;
		if (!first) return [];
		const side = SIDES.find((one) => one !== first.side) ?? first.side;
		return [{ kind: "confirm", entity: first.entity, side, ids: [...new Set(group.map(({ partnerId }) => partnerId))] }];
	});
}

async function missingFrom(ctx: SyncContext, run: Run, listing: Listing | undefined): Promise<readonly string[]> {
	if (!listing || listing.since !== undefined) return [];
	const { side, entity, complete, ids } = listing;
	if (complete) return await notListed(ctx.db, { connection: ctx.connection, side, entity }, run.id);
	ctx.log.warn("listing_incomplete", { runId: run.id, side, entity, seen: ids.size });
	return [];
}

/** Signals for the run. */
async function signalsOf(ctx: SyncContext, run: Run): Promise<readonly OpenSignal[]> {
	const waiting = await openSignals(ctx.db, ctx.connection, CONFIRMED_PER_RUN, run.id);
	return waiting.filter(({ entity }) => run.entities.includes(entity));
}

/** What came after the list was asked for, or names what this run has not looked at, is left to the next run. */
const answeredBy = ({ side, entity, seq }: OpenSignal, listings: readonly Listing[]): boolean =>
	listings.some((one) => one.side === side && one.entity === entity && seq <= one.signalsUpTo);

/** Entities that this run has looked at, and may decide on. */
export async function lookedAt(run: Run, view: RunView): Promise<readonly Entity[]> {
	const { lists } = modeOf(run);
	if (lists === "nothing") return [];
	if (lists !== "named") return run.entities;
	const named = namedRecords(run);
	const seen = named ?? (await listingsOf(view, [SCAN, SUMS]));
	return run.entities.filter((entity) => seen.some((one) => one.entity === entity));
}

export const SCANNING: readonly Phase[] = [scanPhase, sumsPhase, confirmPhase, proofPhase, concludePhase];
