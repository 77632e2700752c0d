/** A change that a webhook told of and that was then written to the other side (epoch ms). */
export interface Carried {
	readonly receivedAt: number;
	readonly writtenAt: number;
}

/** How long changes took, in ms: half of them no longer than p50, nineteen of twenty no longer than p95. */
export interface Spread {
	readonly count: number;
	readonly p50: number;
	readonly p95: number;
}

export interface Freshness {
	/** Written within the last 24 hours; null: nothing was. */
	readonly today: Spread | null;
	/** The 24 hours before. */
	readonly before: Spread | null;
	/** null: too little to compare. */
	readonly trend: "faster" | "slower" | "same" | null;
	/** More has come in than was looked at: the older part of the two days is missing. */
	readonly partial: boolean;
}

const DAY_MS = 24 * 3_600_000;
/** With fewer a trend would be chance. */
const ENOUGH = 10;
/** What differs by less is the same. */
const NOTICEABLE = 1.2;

export function freshnessOf(carried: readonly Carried[], now: number, partial: boolean): Freshness {
	const within = (from: number, to: number) =>
		spreadOf(carried.filter(({ writtenAt }) => writtenAt > from && writtenAt <= to).map((one) => one.writtenAt - one.receivedAt));
	const today = within(now - DAY_MS, now);
	const before = within(now - 2 * DAY_MS, now - DAY_MS);
	return { today, before, trend: trendOf(today, before), partial };
}

function spreadOf(durations: readonly number[]): Spread | null {
	const sorted = durations.map((ms) => Math.max(0, ms)).toSorted((a, b) => a - b);
	// Nearest rank: each is a time that a change really took.
	const rank = (part: number): number => sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? 0;
	return sorted.length === 0 ? null : { count: sorted.length, p50: rank(0.5), p95: rank(0.95) };
}

function trendOf(today: Spread | null, before: Spread | null): Freshness["trend"] {
	if (!today || !before || today.count < ENOUGH || before.count < ENOUGH) return null;
	if (today.p95 > before.p95 * NOTICEABLE) return "slower";
	return today.p95 * NOTICEABLE < before.p95 ? "faster" : "same";
}
