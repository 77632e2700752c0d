import { describe, expect, it } from "vitest";
import { type Batching, type CountedChange, estimate } from "../../src/domain/estimate.ts";

/** SMH takes 100 rows a call, Accurate 100 of customers and products, and employees one by one. */
const BATCHING: Batching = {
	batchSize: (side, entity, operation) => (side === "accurate" && (entity === "employee" || operation === "remove") ? 8 : 100),
	storesPartnerId: (side) => side === "smh",
};
const of = (...changes: CountedChange[]) => estimate(changes, BATCHING);

describe("the estimate of a run", () => {
	it("of nothing is nothing", () => {
		expect(of()).toEqual({ calls: { smh: 0, accurate: 0 }, ms: 0 });
	});

	it("of the guide's case: 131 customers and 56 products in bulk, two employees one by one and bound in SMH", () => {
		expect(
			of(
				{ entity: "customer", side: "smh", operation: "create", count: 131 },
				{ entity: "product", side: "smh", operation: "create", count: 56 },
				{ entity: "employee", side: "accurate", operation: "create", count: 2 },
			),
		).toEqual({ calls: { smh: 2 + 1 + 1, accurate: 2 }, ms: 3000 });
	});

	it("starts at most eight calls a second where each row costs one", () => {
		const { calls, ms } = of({ entity: "employee", side: "accurate", operation: "update", count: 20 });
		expect(calls.accurate).toBe(20);
		expect(ms).toBe(3000);
	});

	it("reads every record before it is deleted", () => {
		expect(of({ entity: "customer", side: "accurate", operation: "remove", count: 10 }).calls.accurate).toBe(20);
		expect(of({ entity: "customer", side: "smh", operation: "remove", count: 10 }).calls.smh).toBe(10 + 2);
	});

	it("counts the Partner IDs of pairs that are linked", () => {
		expect(of({ entity: "customer", side: "smh", operation: "link", count: 150 }).calls).toEqual({ smh: 2, accurate: 0 });
	});
});
