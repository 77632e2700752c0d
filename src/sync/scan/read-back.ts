import type { Entity, Side } from "../../domain/model.ts";
import { heavilyWritten, type Written } from "../../store/changes.ts";
import type { Run } from "../../store/runs.ts";
import type { Watermark } from "../../store/watermarks.ts";
import type { SyncContext } from "../context.ts";
import type { Work, WorkOf } from "../messages.ts";
import { modeOf } from "../run/modes.ts";
import type { Phase } from "../run/phase.ts";
import { namedRecords } from "../run/subject.ts";
import type { RunView } from "../run/view.ts";
import { type Listing, listingsOf } from "./listings.ts";
import { before, FEW, OVERLAP_MS, SHORT_OVERLAP_MS } from "./overlap.ts";
import { SCAN, SUMS } from "./phase-numbers.ts";

/**
 * A run that wrote many records reads its own writes once more. So it knows their versions (their webhooks are no news), sees
 * what people edited meanwhile, and leaves the next quick run nothing to list again. Where a side told as much by its answers and its
 * webhooks (saysItself), they are not read. Where a side was never looked at before and has many, the same is found out about the time just
 * before the look. The delay puts the last write before the moment from which the next quick run will ask.
 */
export const readBackPhase: Phase = {
	name: "read back",
	state: "applying",
	delaySeconds: (steps) => (steps.some((step) => step.kind === "scan" && step.readBack === "read") ? 2 : 0),
	async steps(ctx, run, view) {
		if (!modeOf(run).readsBack) return [];
		const written = await view.written();
		const known = await view.watermarks();
		return completeOnes(run, await listingsOf(view, [SCAN, SUMS])).flatMap(({ side, entity, asOf, ids }): Work[] => {
			const here = (one: { side: Side; entity: Entity }): boolean => one.side === side && one.entity === entity;
			const scan = { kind: "scan", entity, side, from: 1, to: 1 } as const;
			const wrote = written.find(here);
			if (wrote && saysItself(ctx, wrote)) return [];
			if (wrote) return [{ ...scan, since: before(asOf, SHORT_OVERLAP_MS), readBack: "read" }];
			return ids.size <= FEW || known.some(here) ? [] : [{ ...scan, since: before(asOf, OVERLAP_MS), readBack: "probe" }];
		});
	},
};

/**
 * The answers to our writes told the versions that they made, and the side's webhooks come: they tell what people edit meanwhile. One
 * that gets lost is found by the next full run.
 */
const saysItself = ({ ports }: SyncContext, { side, incomplete, heard }: Written): boolean =>
	ports[side].capabilities.countsVersions && heard && !incomplete;

/** The same, once the delay is over: the first webhook of a short run may be on its way still while the phase begins. */
export async function wasTold(
	ctx: SyncContext,
	run: Run,
	{ side, entity }: Pick<WorkOf<"scan">, "side" | "entity">,
): Promise<boolean> {
	const wrote = (await heavilyWritten(ctx.db, run.id, FEW)).find((one) => one.side === side && one.entity === entity);
	return wrote !== undefined && saysItself(ctx, wrote);
}

const completeOnes = (run: Run, listings: readonly Listing[]): readonly Listing[] =>
	listings.filter(({ entity, complete }) => complete && run.entities.includes(entity));

/** From where the next quick run has to look, as far as this run has looked at everything. `readBack`: the number of that phase. */
export async function watermarksOf(ctx: SyncContext, run: Run, view: RunView, readBack: number): Promise<readonly Watermark[]> {
	const { lists, readsBack } = modeOf(run);
	if (lists === "named") return namedRecords(run) ? [] : await shortened(run, view);
	if (!readsBack) return [];
	const all = completeOnes(run, await listingsOf(view, [SCAN, SUMS, readBack]));
	const back = all.filter((one) => one.readBack === "read");
	const written = (await view.written()).filter((one) => saysItself(ctx, one));
	return all
		.filter((one) => one.readBack === undefined)
		.map((listing) => {
			const { side, entity } = listing;
			const again = back.find((one) => one.side === side && one.entity === entity);
			const wrote = written.find((one) => one.side === side && one.entity === entity);
			// Behind the last of our own writes, or the next quick run would list them all.
			if (wrote && !again) return { side, entity, since: before(wrote.lastAt, listing.lagMs) };
			const { asOf, since, ids } = again ?? listing;
			const overlap = since !== undefined && ids.size > FEW ? SHORT_OVERLAP_MS : OVERLAP_MS;
			return { side, entity, since: before(asOf, again ? SHORT_OVERLAP_MS : overlap) };
		});
}

/**
 * Signals begin runs all day, and each would list more than the one before: where a list no longer fits one call, the next
 * begins later. A short one costs a call wherever it begins, so nothing is written for it. They look wide back, because their
 * own writes come at any time; and what has to be judged anew is none of theirs.
 */
async function shortened(run: Run, view: RunView): Promise<readonly Watermark[]> {
	const long = completeOnes(run, await listingsOf(view, [SCAN, SUMS])).filter(
		({ since, ids }) => since !== undefined && ids.size > FEW,
	);
	if (long.length === 0) return [];
	const valid = await view.watermarks();
	return long
		.filter(({ side, entity }) => valid.some((one) => one.side === side && one.entity === entity))
		.map(({ side, entity, asOf }) => ({ side, entity, since: before(asOf, OVERLAP_MS) }));
}
