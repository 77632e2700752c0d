import { GATES } from "../src/coordinator/gates.ts";
import { WINDOW_MS } from "../src/coordinator/rate-limiter.ts";

export type Side = "smh" | "accurate";
export type Calls = Readonly<Record<Side, number>>;

/** Seconds that the gate of a side takes for so many calls, one after the other as fast as it lets them through. */
const secondsFor = (side: Side, calls: number): number => (calls * WINDOW_MS) / 1_000 / (GATES[side]?.perSecond ?? 1);

/** What a case needs at least: pages of lists, which both sides answer at once, and then batches of writes. */
export interface Needed {
	readonly lists: Calls;
	readonly writes: Calls;
}

export const total = ({ lists, writes }: Needed, side: Side): number => lists[side] + writes[side];

/** Seconds that the calls that are needed take at the limit of both sides, with the latency of one call of each kind. */
export function idealSeconds({ lists, writes }: Needed, latencyMs: Calls): number {
	const both = (calls: Calls): number =>
		Math.max(
			...(["smh", "accurate"] as const).map((side) =>
				calls[side] > 0 ? secondsFor(side, calls[side]) + latencyMs[side] / 1_000 : 0,
			),
		);
	return both(lists) + both(writes);
}
