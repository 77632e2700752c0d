import { createRandom } from "../../scenarios/random.ts";

/** When to kill. */
export interface Moment {
	/** How far into the stretch of time that is to be hit; from 0 up to 1. */
	readonly part: number;
	/** From when on it counts: since the run is at work (again), or since the Worker is back, so that it may still stand still. */
	readonly since: "work" | "boot";
	/** What becomes of the calls that are in flight: they reach the other side, whose answers nobody hears, or they are lost. */
	readonly callsInFlight: "arrive" | "lost";
	/** Whether the Worker is killed once more as soon as the run has ended, in the middle of tidying up. */
	readonly alsoAtTheEnd: boolean;
	/**
	 * Whether nobody calls the Worker once it is back: no look at the run, nobody at work in either system. A request could be
	 * what wakes it.
	 */
	readonly leftAlone: boolean;
}

/** The same moments for the same seed, one after the other. Every third kill leaves the Worker alone; the seed says which third. */
export function createMoments(seed: number): (kill: number) => Moment {
	const random = createRandom(seed);
	return (kill) => ({
		part: random.next(),
		since: random.chance(0.2) ? "boot" : "work",
		callsInFlight: random.chance(0.35) ? "lost" : "arrive",
		alsoAtTheEnd: random.chance(0.25),
		leftAlone: (kill + seed) % 3 === 0,
	});
}
