import type { ChannelState, Heard } from "../../store/channels.ts";

const DAY_MS = 24 * 3_600_000;
/** A night without a change is nothing unusual anywhere. */
const NEVER_UNUSUAL_MS = DAY_MS;
const UNUSUAL_FACTOR = 1.5;
/** Heard in fewer different hours, a side's habits are not known. */
export const HOURS_TO_KNOW = 3;
/**
 * What is left after a day of what was learned: half of it after some four and a half months, so that one long holiday does not
 * dull the ear for ever, while what a weekend taught is taught anew each week.
 */
const LEFT_PER_DAY = 0.995;

/** How long the silences of a side are, with what was heard since the last look (from its latest delivery on, that included). */
export function learnSilence({ heardAt, longestSilenceMs }: ChannelState, { newest, longestGapMs }: Heard): number | null {
	if (longestSilenceMs === null || heardAt === null) return longestGapMs;
	// It fades with the time between deliveries, so that nothing has to be written while nothing is heard.
	const faded = longestSilenceMs * LEFT_PER_DAY ** ((newest - heardAt) / DAY_MS);
	return Math.round(Math.max(faded, longestGapMs ?? 0));
}

/** How long the side may be silent before somebody should look; null: too little is known to say. */
export const patienceOf = (longestSilenceMs: number | null): number | null =>
	longestSilenceMs === null ? null : Math.max(NEVER_UNUSUAL_MS, longestSilenceMs * UNUSUAL_FACTOR);
