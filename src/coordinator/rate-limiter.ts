export interface RateLimiterLimits {
	/** Calls started within any rolling second. */
	readonly perSecond: number;
	readonly inFlight: number;
	/** A pass that was never given back (its invocation died) counts as in flight for so long. */
	readonly passLifetimeMs: number;
}

/**
 * Grants are timed here, but the other side times arrivals: two calls granted a second apart may arrive closer together. The
 * window is therefore a little longer than the second that is promised.
 */
export const WINDOW_MS = 1_080;

/** A side that asks for more is asked again then: one wrong number must not close the gate for days. */
const LONGEST_PAUSE_MS = 15 * 60_000;

/**
 * Law 8 as pure bookkeeping: who may start a call when. Kept in the memory of one Durable Object per connection: if that is
 * lost, at most one second's worth of calls is forgotten, which "slow down" answers take care of.
 */
export class RateLimiter {
	readonly #limits: RateLimiterLimits;
	readonly #passes = new Map<number, number>();
	#starts: number[] = [];
	#closedUntil = 0;
	#lastPass = 0;

	constructor(limits: RateLimiterLimits) {
		this.#limits = limits;
	}

	/** A pass, or the number of milliseconds after which it is worth asking again (null: when a pass is given back). */
	tryEnter(now: number): { readonly pass: number } | { readonly waitMs: number | null } {
		for (const [pass, expires] of this.#passes) if (expires <= now) this.#passes.delete(pass);
		this.#starts = this.#starts.filter((start) => start > now - WINDOW_MS);

		if (this.#closedUntil > now) return { waitMs: this.#closedUntil - now };
		if (this.#passes.size >= this.#limits.inFlight) return { waitMs: null };
		const oldest = this.#starts[0];
		if (oldest !== undefined && this.#starts.length >= this.#limits.perSecond) return { waitMs: oldest + WINDOW_MS - now };

		this.#starts.push(now);
		this.#lastPass++;
		this.#passes.set(this.#lastPass, now + this.#limits.passLifetimeMs);
		return { pass: this.#lastPass };
	}

	leave(pass: number, now: number, slowDownMs = 0): void {
		this.#passes.delete(pass);
		if (slowDownMs > 0) this.#closedUntil = Math.max(this.#closedUntil, now + Math.min(slowDownMs, LONGEST_PAUSE_MS));
	}

	/** When the oldest pass ends by itself; null: nobody is inside. */
	nextExpiry(): number | null {
		const [first] = this.#passes.values();
		return first ?? null;
	}
}
