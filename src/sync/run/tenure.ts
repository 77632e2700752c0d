import { CALL_DEADLINE_MS } from "../../systems/outbound.ts";

/** Until when an invocation knows that what it has claimed is its own. */
export interface Tenure {
	/** A claim was stored that ends then (epoch ms). */
	extend(until: number): void;
	/** A write that is sent now (epoch ms) is answered or given up before the claims end; true as well where nothing was claimed. */
	allowsWrite(now: number): boolean;
}

/** One per invocation. Whoever was held up between its claim and its write (a long wait at a gate, say) must not write any more. */
export function createTenure(): Tenure {
	let stands: number | null = null;
	return {
		extend(until) {
			stands = Math.max(stands ?? 0, until);
		},
		allowsWrite: (now) => stands === null || now + CALL_DEADLINE_MS <= stands,
	};
}
