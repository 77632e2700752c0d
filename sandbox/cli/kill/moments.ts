import { createRandom } from "../../scenarios/random.ts";

/** When to kill. */
export interface Moment {
	/** How far into the stretch of time that is to be hit; from 0 up to 1. */
	readonly part: number;
	/** From when on it counts: since the run is at work (again), or since the Worker is back, so that it may still stand still. */
	readonly since: "work" | "boot";
	/** What becomes of the calls that are in flight: they reach the other side, whose answers nobody hears, or they are lost. */
	readonly callsInFlight: "arrive" | "lost";
	/** Nobody asks the Worker for anything, and nobody works on either side, until it has gone on by itself. */
	readonly leftAlone: boolean;
	/** Whether the Worker is killed once more as soon as the run has ended, in the middle of tidying up. */
	readonly alsoAtTheEnd: boolean;
}

/** The same moments for the same seed, one after the other. */
export function createMoments(seed: number): () => Moment {
	const random = createRandom(seed);
	return () => ({
		part: random.next(),
		since: random.chance(0.2) ? "boot" : "work",
		callsInFlight: random.chance(0.35) ? "lost" : "arrive",
		leftAlone: random.chance(0.4),
		alsoAtTheEnd: random.chance(0.25),
	});
}
