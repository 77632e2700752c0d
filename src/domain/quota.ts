/** What the database's daily allowance is about. */
export type QuotaKind = "read" | "write";

const DAY_MS = 24 * 3_600_000;
const TRY_AGAIN_MS = 15 * 60_000;
/** Not every server of the database learns in the same second that the day is over. */
const LATER_MS = 30_000;

/** When the allowance of the day is there again: D1 counts from midnight to midnight UTC, which is 07.00 WIB. */
export const quotaBackAt = (now: number): number => (Math.floor(now / DAY_MS) + 1) * DAY_MS;

/** The day that was used up, as a number. */
export const quotaDay = (now: number): number => Math.floor(now / DAY_MS);

/** When to look whether it is back: a paid plan lifts the limit within minutes, so not only at midnight. */
export const lookAgainAt = (now: number): number => Math.min(now + TRY_AGAIN_MS, quotaBackAt(now) + LATER_MS);
