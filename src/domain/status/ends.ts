import type { Side } from "../model.ts";

/** What ends by itself on a day that is known. */
export const ENDINGS = ["licence", "access", "token", "webhook"] as const;
export type Ending = (typeof ENDINGS)[number];

export interface End {
	readonly what: Ending;
	readonly side: Side;
	/** Epoch ms; of what is told as a date, the beginning of that day. */
	readonly at: number;
}

/** So many days before an end the admins are told of it, each time once. */
export const STEPS = [14, 7, 3, 1] as const;
export const EARLIEST: number = STEPS[0];

const DAY_MS = 24 * 3_600_000;
/** WIB has no summer time. */
const ZONE_MS = 7 * 3_600_000;

const dayOf = (at: number): number => Math.floor((at + ZONE_MS) / DAY_MS);

/** Days of the calendar in WIB: 0: it ends today; less: it has ended. */
export const daysLeft = (at: number, now: number): number => dayOf(at) - dayOf(now);

/** The step that is due; null: it is still far away, or over. Who hears late hears the nearest one, not all that were missed. */
export const stepOf = (days: number): number | null => (days < 0 ? null : (STEPS.filter((step) => days <= step).at(-1) ?? null));

/** Names the warning, so that it is given once: a new end, or the next step, is another one. */
export const warningOf = ({ what, side, at }: End, step: number): string => `ends:${what}:${side}:${dayOf(at)}:${step}`;
