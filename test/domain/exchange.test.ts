import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Mover, nextMove } from "../../src/domain/exchange.ts";

/** Records of one side and what they hold, and who wants what: places change by `nextMove` alone, as the engine does it. */
function play(holding: ReadonlyMap<string, string>, wants: ReadonlyMap<string, string>) {
	const held = new Map(holding);
	const waiting = new Map(wants);
	const aside: string[] = [];
	for (let moves = 0; moves < 100; moves++) {
		const movers = [...waiting].map(([id, key]): Mover => ({ id, wants: [{ field: "code", key }] }));
		const next = nextMove(movers, (_, key) => [...held].filter(([, value]) => value === key).map(([id]) => id));
		if (next.kind === "nothing") return { held, waiting, aside };
		if (next.kind === "step aside") {
			held.delete(next.id);
			aside.push(next.id);
			continue;
		}
		for (const id of next.ids) {
			const wanted = waiting.get(id) ?? "";
			// The promise of it all: a value is free when it is taken.
			expect([...held.values()]).not.toContain(wanted);
			held.set(id, wanted);
			waiting.delete(id);
		}
	}
	throw new Error("it never ends");
}

/** What is left needs no order: each one's place is free, or taken by somebody who stays. */
function finish({ held, waiting }: ReturnType<typeof play>): ReadonlyMap<string, string> {
	const all = new Map(held);
	for (const [id, key] of waiting) if (![...all.values()].includes(key)) all.set(id, key);
	return all;
}

const of = (text: string) => new Map(text.split(" ").map((pair): [string, string] => [pair.slice(0, 1), pair.slice(1)]));

describe("unique values that change places", () => {
	it.each([
		["a swap", "1A 2B", "1B 2A", ["1"]],
		["a ring of three", "1A 2B 3C", "1B 2C 3A", ["1"]],
		["two rings", "1A 2B 3C 4D", "1B 2A 3D 4C", ["1", "3"]],
		["a chain", "1A 2B 3C", "1B 2C 3D", []],
		["a chain that leads into a ring", "1A 2B 3C", "1B 2C 3B", ["2"]],
	])("%s", (_, holding, wants, aside) => {
		const played = play(of(holding), of(wants));
		expect(played.aside).toEqual(aside);
		const reached = finish(played);
		for (const [id, key] of of(wants)) {
			const rivals = [...of(wants)].filter(([, other]) => other === key);
			if (rivals.length === 1) expect(reached.get(id)).toBe(key);
		}
	});

	it("whoever waits for a record that stays where it is does not move", () => {
		expect(nextMove([{ id: "1", wants: [{ field: "code", key: "B" }] }], () => ["2"])).toEqual({ kind: "nothing" });
	});

	it("a record with two unique values steps aside in those that are wanted", () => {
		const movers: Mover[] = [
			{
				id: "1",
				wants: [
					{ field: "code", key: "B" },
					{ field: "barcode", key: "b" },
				],
			},
			{ id: "2", wants: [{ field: "barcode", key: "a" }] },
		];
		const held = new Map([
			["barcode b", ["2"]],
			["barcode a", ["1"]],
		]);
		const holders = (field: string, key: string) => held.get(`${field} ${key}`) ?? [];
		expect(nextMove(movers, holders)).toEqual({ kind: "step aside", id: "1", fields: ["barcode"], ring: ["1", "2"] });
	});

	it("any permutation ends, with each value taken once and everybody where they wanted to be", () => {
		const size = fc.integer({ min: 2, max: 8 });
		const permutation = size.chain((n) => fc.shuffledSubarray([...Array(n).keys()], { minLength: n, maxLength: n }));
		fc.assert(
			fc.property(permutation, (order) => {
				const holding = new Map(order.map((_, index) => [String(index), `v${index}`]));
				const wants = new Map(
					order.flatMap((to, index): [string, string][] => (to === index ? [] : [[String(index), `v${to}`]])),
				);
				const reached = finish(play(holding, wants));
				expect(Object.fromEntries(reached)).toEqual({ ...Object.fromEntries(holding), ...Object.fromEntries(wants) });
			}),
		);
	});

	it("whatever people want, it ends, and nobody takes a value that another one holds", () => {
		const wishes = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 8 });
		fc.assert(
			fc.property(wishes, (list) => {
				const holding = new Map(list.map((_, index) => [String(index), `v${index}`]));
				const wants = new Map(list.flatMap((to, index): [string, string][] => (to === index ? [] : [[String(index), `v${to}`]])));
				const reached = [...finish(play(holding, wants)).values()];
				expect(new Set(reached).size).toBe(reached.length);
			}),
		);
	});
});
