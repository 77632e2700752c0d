import type { RateLimiterLimits } from "./rate-limiter.ts";

/** Published limits of the systems (API facts 7; SMH contract, 429). The lifetime of a pass is beyond every deadline. */
export const GATES: Readonly<Record<string, RateLimiterLimits>> = {
	accurate: { perSecond: 8, inFlight: 8, passLifetimeMs: 60_000 },
	smh: { perSecond: 10, inFlight: 8, passLifetimeMs: 60_000 },
};
