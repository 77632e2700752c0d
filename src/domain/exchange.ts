/** A record whose unique values are to change, and what it wants to hold. Values are keys: equal ones exclude each other. */
export interface Mover {
	readonly id: string;
	readonly wants: readonly { readonly field: string; readonly key: string }[];
}

/** Who holds a value now, on the side that is written to. */
export type Holders = (field: string, key: string) => readonly string[];

export type NextMove =
	/** These may go now, and make room for others. */
	| { readonly kind: "go"; readonly ids: readonly string[] }
	/** A ring: nobody may go before this one gives up its values in these fields. */
	| { readonly kind: "step aside"; readonly id: string; readonly fields: readonly string[]; readonly ring: readonly string[] }
	/** Nobody waits for another one that moves. */
	| { readonly kind: "nothing" };

/**
 * Unique values that change places (a chain, a swap, a ring): who goes next, so that each value is free when it is taken. Whoever waits
 * for a record that stays where it is waits in vain, and is no matter of this: the other side will say so. Pure.
 */
export function nextMove(movers: readonly Mover[], holders: Holders): NextMove {
	const moving = new Set(movers.map(({ id }) => id));
	const blockers = new Map(
		movers.map(({ id, wants }) => {
			const held = wants.flatMap(({ field, key }) => holders(field, key).map((holder) => ({ field, holder })));
			return [id, held.filter(({ holder }) => holder !== id)] as const;
		}),
	);
	const of = (id: string) => blockers.get(id) ?? [];
	const waitedFor = new Set([...blockers.values()].flatMap((list) => list.map(({ holder }) => holder)));
	const taken = new Set<string>();
	// Of two that want the same one goes.
	const free = movers.filter(({ id, wants }) => {
		if (of(id).length > 0 || !waitedFor.has(id)) return false;
		const places = wants.map(({ field, key }) => `${field} ${key}`);
		if (places.some((place) => taken.has(place))) return false;
		for (const place of places) taken.add(place);
		return true;
	});
	if (free.length > 0) return { kind: "go", ids: free.map(({ id }) => id) };

	const inVain = new Set<string>();
	for (const { id } of movers) {
		const path: string[] = [];
		for (let at: string | undefined = id; at !== undefined && !inVain.has(at); ) {
			const seen = path.indexOf(at);
			if (seen >= 0) return stepAside(path.slice(seen), of);
			path.push(at);
			const stays = of(at).some(({ holder }) => !moving.has(holder) || inVain.has(holder));
			at = stays ? undefined : of(at)[0]?.holder;
		}
		for (const one of path) inVain.add(one);
	}
	return { kind: "nothing" };
}

/** The one of the ring with the smallest id gives up what the others of the ring want of it. */
function stepAside(
	ring: readonly string[],
	of: (id: string) => readonly { readonly field: string; readonly holder: string }[],
): NextMove {
	const id = ring.toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1))[0] ?? "";
	const wanted = ring.flatMap((other) => of(other).filter(({ holder }) => holder === id));
	return { kind: "step aside", id, fields: [...new Set(wanted.map(({ field }) => field))], ring };
}
