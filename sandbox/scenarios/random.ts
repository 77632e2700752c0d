/** Repeatable randomness: the same seed gives the same data on every machine. */
export interface Random {
	/** From 0 up to, not including, 1. */
	next(): number;
	/** True with this probability. */
	chance(probability: number): boolean;
	pick<T>(values: readonly [T, ...T[]]): T;
	/** From min to max, both included. */
	integer(min: number, max: number): number;
	shuffle<T>(values: readonly T[]): T[];
}

/** mulberry32 (public domain, Tommy Ettinger). */
function mulberry32(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

export function createRandom(seed: number): Random {
	const next = mulberry32(seed);
	const integer = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
	return {
		next,
		chance: (probability) => next() < probability,
		pick: ([first, ...rest]) => {
			const at = integer(0, rest.length);
			return at === 0 ? first : (rest[at - 1] ?? first);
		},
		integer,
		shuffle(values) {
			const shuffled = [...values];
			for (let last = shuffled.length - 1; last > 0; last--) {
				const other = integer(0, last);
				const [a, b] = [shuffled[last], shuffled[other]];
				if (a === undefined || b === undefined) continue;
				shuffled[last] = b;
				shuffled[other] = a;
			}
			return shuffled;
		},
	};
}
