import { describe, expect, it } from "vitest";
import { account, figures, type Tally } from "../../src/domain/figures.ts";
import { removalLimit } from "../../src/domain/removal.ts";

const tally = (counts: Partial<Tally>): Tally => ({
	total: 0,
	dummy: 0,
	fromOtherSide: 0,
	linked: 0,
	linkedWithProblem: 0,
	openProblems: 0,
	...counts,
});

/** The guide's case after the run (mission, "The four figures"): dummy + data + synced = total. */
const GUIDE: readonly (readonly [string, Partial<Tally>, string])[] = [
	["customers in Accurate", { total: 423, dummy: 23, linked: 131, openProblems: 269 }, "23 + 400 + 0 = 423"],
	["products in Accurate", { total: 454, dummy: 35, linked: 56, openProblems: 363 }, "35 + 419 + 0 = 454"],
	["employees in Accurate", { total: 13, dummy: 11, linked: 2, fromOtherSide: 2 }, "11 + 0 + 2 = 13"],
	["customers in SMH", { total: 131, linked: 131, fromOtherSide: 131 }, "0 + 0 + 131 = 131"],
	["products in SMH", { total: 56, linked: 56, fromOtherSide: 56 }, "0 + 0 + 56 = 56"],
	["employees in SMH, whose total the guide misprints", { total: 2, linked: 2 }, "0 + 2 + 0 = 2"],
	["nothing at all", {}, "0 + 0 + 0 = 0"],
];

describe("the four figures", () => {
	it.each(GUIDE)("of %s are the guide's", (_, counts, printed) => {
		const { dummy, data, synced, total } = figures(tally(counts));
		expect(`${dummy} + ${data} + ${synced} = ${total}`).toBe(printed);
	});

	it("count a pair that met as data on both sides: it came from neither", () => {
		expect(figures(tally({ total: 1, linked: 1 }))).toEqual({ dummy: 0, data: 1, synced: 0, total: 1 });
	});
});

describe("law 6: every record is accounted for", () => {
	it.each(GUIDE)("%s leave no gap", (_, counts) => {
		expect(account(tally(counts)).gap).toBe(0);
	});

	it("gives the guide's 269 and 363 as open problems", () => {
		expect(GUIDE.slice(0, 2).map(([, counts]) => account(tally(counts)).openProblems)).toEqual([269, 363]);
	});

	it("counts a pair with a problem as a problem, not as in step", () => {
		const counts = tally({ total: 10, dummy: 2, linked: 5, linkedWithProblem: 1, openProblems: 3 });
		expect(account(counts)).toEqual({ total: 10, dummy: 2, inStep: 4, openProblems: 4, gap: 0 });
	});

	it("shows a record that has neither a partner nor a reason as a gap", () => {
		expect(account(tally({ total: 3, linked: 1, openProblems: 1 })).gap).toBe(1);
	});
});

describe("law 5: the number of deletes that a run may carry out without asking", () => {
	it.each([
		[0, 20],
		[131, 20],
		[419, 20],
		[420, 21],
		[1000, 50],
		[1019, 50],
	])("of %i links is %i: 20 or 5 %%, whichever is more", (links, limit) => {
		expect(removalLimit(links)).toBe(limit);
	});
});
