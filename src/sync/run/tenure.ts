import { CALL_DEADLINE_MS } from "../../systems/outbound.ts";

/** Until when an invocation knows that what it has claimed is its own. Times are epoch ms. */
export interface Tenure {
	/** Steps were claimed until then. */
	claimed(until: number): void;
	/** By `now` the claims are stored as ending then. One that had lapsed before that may be somebody else's, and stays lapsed. */
	renewed(until: number, now: number): void;
	/** A write that is sent now is answered or given up before the claims end; true as well where nothing was claimed. */
	allowsWrite(now: number): boolean;
}

/** One per invocation. Whoever was held up between its claim and its write (a long wait at a gate, say) must not write any more. */
export function createTenure(): Tenure {
	let end: number | null = null;
	return {
		claimed(until) {
			end = until;
		},
		renewed(until, now) {
			if (end !== null && now < end) end = until;
		},
		allowsWrite: (now) => end === null || now + CALL_DEADLINE_MS <= end,
	};
}
