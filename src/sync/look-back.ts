import { heavilyWritten } from "../store/changes.ts";
import type { Run } from "../store/runs.ts";
import type { Watermark } from "../store/watermarks.ts";
import type { SyncContext } from "./context.ts";
import { type Listing, listingsOf } from "./listings.ts";
import { SCAN, SUMS } from "./looking.ts";
import type { Work } from "./messages.ts";
import type { Phase } from "./phase.ts";

/** A list of so many changes still costs the next quick run one call. */
const FEW = 50;
/** How far a quick run looks back before the last look: for clocks that differ and edits that were being saved then. */
const OVERLAP_MS = 10 * 60_000;
/** Where a long list was just read, it is not to be read again: only what may have been cut off a whole second. */
const SHORT_OVERLAP_MS = 1_000;

/**
 * A run that wrote many records looks at its own writes once more. So it knows their versions (their webhooks are no news),
 * sees what people edited meanwhile, and leaves the next quick run nothing to list again. The delay puts the last write
 * before the moment from which that one will ask.
 */
export const lookBackPhase: Phase = {
	name: "look back",
	state: "applying",
	delaySeconds: 2,
	async steps(ctx, run) {
		if (run.mode !== "auto" && run.mode !== "full") return [];
		const written = await heavilyWritten(ctx.db, run.id, FEW);
		if (written.length === 0) return [];
		const looked = await lookedAt(ctx, run, [SCAN, SUMS]);
		return written.flatMap(({ side, entity }): Work[] => {
			const listing = looked.find((one) => one.side === side && one.entity === entity);
			if (!listing) return [];
			const since = Math.floor(listing.asOf - SHORT_OVERLAP_MS);
			return [{ kind: "scan", entity, side, from: 1, to: 1, since, lookBack: true }];
		});
	},
};

async function lookedAt(ctx: SyncContext, run: Run, phases: readonly number[]): Promise<readonly Listing[]> {
	return (await listingsOf(ctx, run, phases)).filter(({ entity, complete }) => complete && run.entities.includes(entity));
}

/** From where the next quick run has to look, as far as this run has looked at everything. */
export async function watermarksOf(ctx: SyncContext, run: Run, lookBack: number): Promise<readonly Watermark[]> {
	if (run.mode !== "auto" && run.mode !== "full") return [];
	const back = await lookedAt(ctx, run, [lookBack]);
	return (await lookedAt(ctx, run, [SCAN, SUMS])).map((listing) => {
		const { side, entity } = listing;
		const again = back.find((one) => one.side === side && one.entity === entity);
		const { asOf, since, ids } = again ?? listing;
		const overlap = since !== undefined && ids.size > FEW ? SHORT_OVERLAP_MS : OVERLAP_MS;
		return { side, entity, since: Math.max(0, Math.floor(asOf - overlap)) };
	});
}
