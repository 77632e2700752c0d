import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fieldsOf } from "../../src/domain/entities.ts";
import { type FieldValue, otherSide, type Projection, SIDES, type Side } from "../../src/domain/model.ts";
import { type MergeRules, type Reconciliation, reconcile } from "../../src/domain/reconcile.ts";
import { sameValue } from "../../src/domain/values.ts";
import { anyPair, livePair, type Pair } from "./arbitraries.ts";
import { merge } from "./pairs.ts";

// A failure prints its seed and the smallest pair it was found with.
const check = <T>(arbitrary: fc.Arbitrary<T>, property: (value: T) => void) =>
	fc.assert(fc.property(arbitrary, property), { numRuns: 1500 });

const mergeOf = ({ entity, base, smh, accurate, rules }: Pair<Projection>) => merge(entity, base, smh, accurate, rules);
const outcomeOf = ({ entity, base, smh, accurate, rules }: Pair) => reconcile(entity, base, smh, accurate, rules);

/** What a side shows once its writes are carried out; a field that it never shows stays unknown. */
const written = (shown: Projection, writes: Projection): Projection =>
	Object.fromEntries(Object.entries(shown).map(([field, value]) => [field, field in writes ? (writes[field] ?? null) : value]));

const swapRules = (rules: MergeRules): MergeRules => ({
	conflictPolicy: rules.conflictPolicy === "ask" ? "ask" : otherSide(rules.conflictPolicy),
	firstMeeting: otherSide(rules.firstMeeting),
	authoritative: Object.fromEntries(Object.entries(rules.authoritative).map(([field, side]) => [field, otherSide(side)])),
	readOnly: { smh: rules.readOnly.accurate, accurate: rules.readOnly.smh },
});

function mirror(outcome: Reconciliation): Reconciliation {
	switch (outcome.kind) {
		case "both_gone":
			return outcome;
		case "remove":
			return { ...outcome, side: otherSide(outcome.side) };
		case "edited_and_deleted":
			return { ...outcome, deletedOn: otherSide(outcome.deletedOn) };
		case "merge":
			return {
				...outcome,
				writes: { smh: outcome.writes.accurate, accurate: outcome.writes.smh },
				conflicts: outcome.conflicts.map(({ field, smh, accurate, winner }) => ({
					field,
					smh: accurate,
					accurate: smh,
					winner: winner && otherSide(winner),
				})),
				unwritable: outcome.unwritable.map((entry) => ({ ...entry, side: otherSide(entry.side) })),
			};
	}
}

describe("law 2: whatever the two sides hold, the merge", () => {
	it("never writes to a side that has the value already, nor what it may not write, nor what the other side does not hold", () => {
		check(livePair, (pair) => {
			const { writes } = mergeOf(pair);
			for (const side of SIDES) {
				for (const [field, value] of Object.entries(writes[side])) {
					expect(sameValue(field, pair[side][field], value)).toBe(false);
					expect(pair.rules.readOnly[side]).not.toContain(field);
					expect(pair[otherSide(side)][field]).toEqual(value);
				}
			}
		});
	});

	it("is the same seen from the other side", () => {
		check(anyPair, (pair) => {
			const swapped = { ...pair, smh: pair.accurate, accurate: pair.smh, rules: swapRules(pair.rules) };
			expect(outcomeOf(swapped)).toEqual(mirror(outcomeOf(pair)));
		});
	});

	it("comes to rest: once its writes are carried out there is nothing left but what waits for a person", () => {
		check(livePair, (pair) => {
			const first = mergeOf(pair);
			const second = mergeOf({
				...pair,
				base: { ...pair.base, ...first.agreed, ...first.writes.smh, ...first.writes.accurate },
				smh: written(pair.smh, first.writes.smh),
				accurate: written(pair.accurate, first.writes.accurate),
			});
			const blocked = new Set(first.unwritable.map(({ field }) => field));
			expect(second.writes).toEqual({ smh: {}, accurate: {} });
			expect(second.unwritable).toEqual(first.unwritable);
			expect(second.conflicts).toEqual(first.conflicts.filter(({ field, winner }) => winner === null || blocked.has(field)));
		});
	});

	it("loses no edit without a word: it is on both sides then, or in a conflict, or named as not writable", () => {
		check(livePair, (pair) => {
			const outcome = mergeOf(pair);
			for (const side of SIDES) {
				for (const [field, value] of Object.entries(pair[side])) {
					if (!mustSurvive(pair, side, field)) continue;
					expect(isKept(pair, outcome, side, field, value), `${side}.${field}`).toBe(true);
				}
			}
		});
	});

	it("puts each field in one place alone", () => {
		check(livePair, (pair) => {
			const { writes, agreed, unwritable, conflicts } = mergeOf(pair);
			const decided = [writes.smh, writes.accurate, agreed].flatMap(Object.keys).concat(unwritable.map(({ field }) => field));
			const open = conflicts.filter(({ winner }) => winner === null).map(({ field }) => field);
			expect([...decided, ...open].length).toBe(new Set([...decided, ...open]).size);
		});
	});
});

describe("law 2: whatever one side holds when the other one is gone, the merge", () => {
	it("never deletes what was edited since both agreed, nor what was never agreed on", () => {
		check(anyPair, (pair) => {
			const outcome = outcomeOf(pair);
			if (outcome.kind !== "remove") return;
			const left = pair[outcome.side];
			expect(pair[otherSide(outcome.side)].state).toBe("gone");
			expect(Object.keys(pair.base)).not.toEqual([]);
			for (const [field, value] of left.state === "present" ? Object.entries(left.projection) : []) {
				expect(field in pair.base ? pair.base[field] : value).toEqual(value);
			}
		});
	});

	it("asks only where something was edited", () => {
		check(anyPair, (pair) => {
			const outcome = outcomeOf(pair);
			if (outcome.kind !== "edited_and_deleted" || Object.keys(pair.base).length === 0) return;
			const left = pair[otherSide(outcome.deletedOn)];
			for (const field of outcome.editedFields) {
				expect(left.state === "present" && sameValue(field, left.projection[field], pair.base[field])).toBe(false);
			}
			expect(outcome.editedFields.length).toBeGreaterThan(0);
			expect(Object.keys(fieldsOf(pair.entity))).toEqual(expect.arrayContaining([...outcome.editedFields]));
		});
	});
});

/** An edit since both agreed; or, where nothing was agreed on, a value that the other side has none for. */
function mustSurvive({ base, smh, accurate, rules }: Pair<Projection>, side: Side, field: string): boolean {
	const values = { smh: smh[field], accurate: accurate[field] };
	const authority = rules.authoritative[field];
	// The one exception, and the vendor's own: a code is not merged but taken from the side that keeps it.
	if (authority === otherSide(side) && values[authority] !== null) return false;
	if (base[field] !== undefined) return !sameValue(field, values[side], base[field]);
	return values[side] !== null && values[otherSide(side)] === null;
}

function isKept(
	pair: Pair<Projection>,
	outcome: ReturnType<typeof mergeOf>,
	side: Side,
	field: string,
	value: FieldValue,
): boolean {
	const other = otherSide(side);
	const arrived = sameValue(field, pair[other][field], value) || sameValue(field, outcome.writes[other][field], value);
	if (arrived && !(field in outcome.writes[side])) return true;
	return (
		outcome.conflicts.some((conflict) => conflict.field === field && sameValue(field, conflict[side], value)) ||
		outcome.unwritable.some((entry) => entry.field === field && entry.side === other && sameValue(field, entry.value, value))
	);
}
