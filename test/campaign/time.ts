/** What a history has instead of a clock and of chance. */
export interface VirtualTime {
	now(): number;
	pass(ms: number): void;
}

/** Later than any real clock, so that no alarm of the real coordinator rings by itself. */
const START = Date.UTC(2040, 0, 2, 3);
/** Somebody who waits in the code waits no longer than this; a longer timer is a deadline, which no history comes near. */
const LONGEST_WAIT_MS = 5_000;

/**
 * Runs the work with a clock that moves only when somebody lets time pass, timers that let it pass at once, and random numbers
 * and ids that count. `instance` keeps the ids of two histories apart. One at a time: the globals are everybody's.
 */
export async function inVirtualTime<T>(instance: number, work: (time: VirtualTime) => Promise<T>): Promise<T> {
	const real = { now: Date.now, random: Math.random, setTimeout: globalThis.setTimeout, deadline: AbortSignal.timeout };
	let now = START;
	let drawn = 0;
	let ids = 0;
	Date.now = () => now;
	Math.random = () => {
		drawn += 7;
		return (drawn % 20) / 20;
	};
	Object.defineProperty(crypto, "randomUUID", {
		configurable: true,
		value: () => `${hex(instance, 8)}-0000-4000-8000-${hex(++ids, 12)}`,
	});
	const timer = (wake: () => void, ms = 0): unknown => {
		if (ms > LONGEST_WAIT_MS) return real.setTimeout(wake, ms);
		now += ms;
		return real.setTimeout(wake, 0);
	};
	// A fault that hangs ends by itself. The runtime refuses a call when too many real deadlines are under way.
	AbortSignal.timeout = () => new AbortController().signal;
	// The runtime's own signature has overloads for callbacks with arguments; nobody here uses those.
	globalThis.setTimeout = timer as typeof globalThis.setTimeout;
	try {
		return await work({
			now: () => now,
			pass: (ms) => {
				now += ms;
			},
		});
	} finally {
		Date.now = real.now;
		Math.random = real.random;
		globalThis.setTimeout = real.setTimeout;
		AbortSignal.timeout = real.deadline;
		Reflect.deleteProperty(crypto, "randomUUID");
	}
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, "0");
