/**
 * How long a step belongs to the invocation that claimed it: longer than it takes (its calls have deadlines, the gate does not
 * let anybody wait long), shorter than anybody's patience.
 */
export const CLAIM_MS = 90_000;
