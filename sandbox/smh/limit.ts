/** Calls that SMH takes in any second. */
const CALLS_PER_SECOND = 10;

/** A rolling second. Answers 0 when the call may pass, else the milliseconds until one may; refused calls do not count. */
export function createRateLimit(now: () => number): () => number {
	const started: number[] = [];
	return () => {
		const at = now();
		while (started[0] !== undefined && started[0] <= at - 1000) started.shift();
		const [oldest] = started;
		if (oldest !== undefined && started.length >= CALLS_PER_SECOND) return oldest + 1000 - at;
		started.push(at);
		return 0;
	};
}
