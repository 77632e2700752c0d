import type { Work, WorkOf } from "../messages.ts";

/** A list of so many changes still costs the next quick run one call. */
export const FEW = 50;
/** How far a quick run looks back before the last look: for clocks that differ and edits that were being saved then. */
export const OVERLAP_MS = 10 * 60_000;
/** Where a long list was just read, it is not to be read again: only what may have been cut off a whole second. */
export const SHORT_OVERLAP_MS = 1_000;

/** Epoch ms, whole and never negative, as the sides' filters want it. */
export const before = (moment: number, ms: number): number => Math.max(0, Math.floor(moment - ms));

/** Many changes lie in the wide overlap, so it is read from the short one on: what comes after that is known then. */
export const afterProbe = (probe: WorkOf<"scan">, since: number): Work => ({
	...probe,
	since: since + OVERLAP_MS - SHORT_OVERLAP_MS,
	readBack: "read",
});
