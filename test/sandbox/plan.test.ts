import { describe, expect, it } from "vitest";
import { CALL_KINDS, faultPlan } from "../../sandbox/control/faults.ts";
import { DELIVERY_FAULTS, pointsOf, seededPlan } from "../../sandbox/control/plan.ts";

describe("a seeded plan of faults", () => {
	it("is the same for the same seed, and another for another", () => {
		expect(seededPlan(7, 40)).toEqual(seededPlan(7, 40));
		expect(seededPlan(8, 40)).not.toEqual(seededPlan(7, 40));
	});

	it("is one that the control interface takes", () => {
		expect(faultPlan.parse({ plan: seededPlan(7, 500) }).plan).toHaveLength(500);
		expect(seededPlan(7, 0)).toEqual([]);
	});

	it("knows every kind of fault", () => {
		const kinds = new Set(seededPlan(7, 500).map(({ kind }) => kind));
		expect(kinds).toEqual(new Set([...CALL_KINDS, ...DELIVERY_FAULTS]));
		for (const kind of CALL_KINDS) expect(pointsOf(kind), kind).not.toEqual([]);
	});
});
