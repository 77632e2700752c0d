import { describe, expect, it } from "vitest";
import type { FieldValue, Projection } from "../../src/domain/model.ts";
import { reconcile } from "../../src/domain/reconcile.ts";
import { CODE_RULE, GONE, merge, present, RULES, rules } from "./pairs.ts";

const NOTHING: Projection = {};
const NO_WRITES = { smh: {}, accurate: {} };
/** The whole outcome of a merge, of which nothing may be more than is said. */
const outcomeWith = (parts: object) => ({
	kind: "merge",
	writes: NO_WRITES,
	agreed: {},
	conflicts: [],
	unwritable: [],
	...parts,
});

describe("the first meeting of two records, which have no base", () => {
	it.each<{ smh: FieldValue; accurate: FieldValue; smhGets: Projection; accurateGets: Projection }>([
		{ smh: null, accurate: null, smhGets: {}, accurateGets: {} },
		{ smh: "A", accurate: "A", smhGets: {}, accurateGets: {} },
		{ smh: null, accurate: "B", smhGets: { city: "B" }, accurateGets: {} },
		{ smh: "A", accurate: null, smhGets: {}, accurateGets: { city: "A" } },
		{ smh: "A", accurate: "B", smhGets: { city: "B" }, accurateGets: {} },
	])("fills what is empty, and Accurate wins where both have a value: $smh, $accurate", ({ smh, accurate, ...gets }) => {
		const outcome = merge("customer", NOTHING, { city: smh }, { city: accurate }, rules({ conflictPolicy: "smh" }));
		expect(outcome.writes).toEqual({ smh: gets.smhGets, accurate: gets.accurateGets });
		expect(outcome.conflicts).toEqual([]);
	});

	it("takes a switch that is off for a value, not for empty", () => {
		const outcome = merge("product", NOTHING, { taxable: true }, { taxable: false });
		expect(outcome.writes).toEqual({ smh: { taxable: false }, accurate: {} });
	});

	it("takes the other side's values where the rules say so", () => {
		const outcome = merge("customer", NOTHING, { city: "A" }, { city: "B" }, rules({ firstMeeting: "smh" }));
		expect(outcome.writes).toEqual({ smh: {}, accurate: { city: "A" } });
	});

	it("goes field by field: one that was agreed on is merged with its base, another one meets", () => {
		const outcome = merge("customer", { name: "Toko" }, { name: "Toko Maju", city: "A" }, { name: "Toko", city: "B" });
		expect(outcome.writes).toEqual({ smh: { city: "B" }, accurate: { name: "Toko Maju" } });
	});
});

describe("empty values", () => {
	it("carries over that a value was taken away", () => {
		expect(merge("customer", { email: "a@b.id" }, { email: null }, { email: "a@b.id" }).writes.accurate).toEqual({ email: null });
	});

	it("takes one side emptying what the other side changed for a conflict", () => {
		const outcome = merge("customer", { email: "a@b.id" }, { email: null }, { email: "c@d.id" });
		expect(outcome.conflicts).toEqual([{ field: "email", smh: null, accurate: "c@d.id", winner: "accurate" }]);
	});

	it("keeps a code that the authoritative side does not have: there is nothing to win with", () => {
		const met = merge("customer", NOTHING, { code: "C-1" }, { code: null }, rules(CODE_RULE));
		expect(met.writes).toEqual({ smh: {}, accurate: { code: "C-1" } });
	});
});

describe("a conflict", () => {
	const base = { name: "lama" };
	const clash = [{ name: "SMH" }, { name: "Accurate" }] as const;

	it("keeps both values, whoever wins", () => {
		for (const conflictPolicy of ["accurate", "smh", "ask"] as const) {
			const { conflicts } = merge("customer", base, ...clash, rules({ conflictPolicy }));
			expect(conflicts).toMatchObject([{ field: "name", smh: "SMH", accurate: "Accurate" }]);
		}
	});

	it("stays out of the base until a person has chosen, while other fields go on", () => {
		const ask = rules({ conflictPolicy: "ask" });
		const outcome = merge("customer", { ...base, city: "A" }, { name: "SMH", city: "B" }, { name: "Accurate", city: "A" }, ask);
		expect(outcome).toEqual(
			outcomeWith({
				writes: { smh: {}, accurate: { city: "B" } },
				conflicts: [{ field: "name", smh: "SMH", accurate: "Accurate", winner: null }],
			}),
		);
	});
});

describe("fields that a side shows but does not let us write", () => {
	const readOnly = rules({ readOnly: { smh: [], accurate: ["active"] } });

	it("are not sent but named, with the value that ought to be there", () => {
		const outcome = merge("customer", { active: true }, { active: false }, { active: true }, readOnly);
		expect(outcome).toEqual(outcomeWith({ unwritable: [{ side: "accurate", field: "active", value: false }] }));
	});

	it("are still taken from that side", () => {
		const outcome = merge("customer", { active: true }, { active: true }, { active: false }, readOnly);
		expect(outcome).toEqual(outcomeWith({ writes: { smh: { active: false }, accurate: {} } }));
	});

	it("stay in conflict when their losing side cannot be written", () => {
		const smhWins = { ...readOnly, conflictPolicy: "smh" as const, readOnly: { smh: [], accurate: ["notes"] } };
		const outcome = merge("customer", { notes: "x" }, { notes: "a" }, { notes: "b" }, smhWins);
		expect(outcome).toEqual(
			outcomeWith({
				conflicts: [{ field: "notes", smh: "a", accurate: "b", winner: "smh" }],
				unwritable: [{ side: "accurate", field: "notes", value: "a" }],
			}),
		);
	});
});

describe("a field that an answer does not carry is unknown, not empty", () => {
	it.each([
		["never seen on both sides", NOTHING, {}, {}],
		["seen on one side alone, never agreed on", NOTHING, { city: "A" }, {}],
		["seen on one side alone, as it was agreed on", { city: "A" }, { city: "A" }, {}],
		["empty on the side that shows it, never agreed on", NOTHING, { city: null }, {}],
	])("and overwrites nothing: %s", (_, base, shown, hidden) => {
		expect(merge("employee", base, shown, hidden)).toEqual(outcomeWith({}));
		expect(merge("employee", base, hidden, shown)).toEqual(outcomeWith({}));
	});

	it("takes an edit of the other side nevertheless, else that edit would be lost without a word", () => {
		const outcome = merge("employee", { city: "A" }, { city: "B" }, {});
		expect(outcome).toEqual(outcomeWith({ writes: { smh: {}, accurate: { city: "B" } } }));
	});

	it("does not let a code of SMH get past an Accurate that does not show its own", () => {
		expect(merge("customer", { code: "C-1" }, { code: "C-2" }, {}, rules(CODE_RULE)).writes).toEqual(NO_WRITES);
		expect(merge("customer", { code: "C-1" }, {}, { code: "C-2" }, rules(CODE_RULE)).writes.smh).toEqual({ code: "C-2" });
	});
});

describe("the units of a product", () => {
	const pcs = { name: "PCS", ratio: "1" };
	const box = { name: "BOX", ratio: "12" };
	const ctn = { name: "CTN", ratio: "144" };

	it("agree when names, ratios and order do", () => {
		const outcome = merge("product", NOTHING, { units: [pcs, box] }, { units: [{ ...pcs }, { ...box }] });
		expect(outcome).toEqual(outcomeWith({ agreed: { units: [pcs, box] } }));
	});

	it.each([
		["a ratio", [pcs, { ...box, ratio: "24" }]],
		["a unit more", [pcs, box, ctn]],
		["a unit less", [pcs]],
		["another base unit", [{ ...pcs, name: "BTL" }, box]],
	])("are one field that goes over whole: %s", (_, units) => {
		const outcome = merge("product", { units: [pcs, box] }, { units }, { units: [pcs, box] });
		expect(outcome.writes).toEqual({ smh: {}, accurate: { units } });
	});
});

describe("a deleted record", () => {
	const base = { name: "Toko", city: "A", notes: null };

	it("takes its untouched partner with it, on whichever side", () => {
		expect(reconcile("customer", base, present(base), GONE, RULES)).toEqual({ kind: "remove", side: "smh" });
		expect(reconcile("customer", base, GONE, present(base), RULES)).toEqual({ kind: "remove", side: "accurate" });
	});

	it("leaves an edited partner alone and names what was edited", () => {
		const edited = { name: "Toko Maju", city: "A", notes: "tutup" };
		const named = { kind: "edited_and_deleted", editedFields: ["name", "notes"] };
		expect(reconcile("customer", base, GONE, present(edited), RULES)).toEqual({ ...named, deletedOn: "smh" });
		expect(reconcile("customer", base, present(edited), GONE, RULES)).toEqual({ ...named, deletedOn: "accurate" });
	});

	it("does not take what an answer happens not to carry for an edit", () => {
		expect(reconcile("customer", base, GONE, present({ name: "Toko" }), RULES).kind).toBe("remove");
	});

	it("takes nothing with it while the two were never compared", () => {
		expect(reconcile("customer", NOTHING, GONE, present({ name: "Toko", city: null }), RULES)).toEqual({
			kind: "edited_and_deleted",
			deletedOn: "smh",
			editedFields: ["name"],
		});
	});

	it("leaves nothing to do when the partner is gone too", () => {
		expect(reconcile("employee", base, GONE, GONE, RULES)).toEqual({ kind: "both_gone" });
	});
});

it("touches no field that is not shared", () => {
	const outcome = merge("customer", NOTHING, { channel: "GT", latitude: "1" }, { channel: "MT" });
	expect(outcome).toEqual(outcomeWith({}));
});
