import { describe, expect, it } from "vitest";
import { DAYS, fullRunsRest, nextNight, nightDue, type Schedule, schedule } from "../../src/domain/schedule.ts";

const at = (iso: string): number => Date.parse(iso);
const plan = (given: Partial<Schedule> = {}): Schedule => schedule.parse(given);
const iso = (moment: number | null): string | null => (moment === null ? null : new Date(moment).toISOString());

describe("the nightly run", () => {
	it("is at 01.00 WIB unless somebody says otherwise, which is 18.00 UTC of the day before", () => {
		expect(iso(nightDue(plan(), at("2026-11-24T00:00:00Z"), at("2026-11-24T18:00:00.250Z")))).toBe("2026-11-24T18:00:00.000Z");
		expect(nightDue(plan(), at("2026-11-24T00:00:00Z"), at("2026-11-24T17:59:59.999Z"))).toBeNull();
	});

	it.each([
		["WIB", "2026-11-24T18:30:00.000Z"],
		["WITA", "2026-11-24T17:30:00.000Z"],
		["WIT", "2026-11-24T16:30:00.000Z"],
	] as const)("follows the clock of %s", (zone, due) => {
		expect(iso(nextNight(plan({ zone, time: "01:30" }), at("2026-11-24T12:00:00Z")))).toBe(due);
	});

	it("is on the days of the zone, not of UTC: Monday 01.00 WIT is Sunday 16.00 UTC", () => {
		const mondays = plan({ zone: "WIT", days: ["monday"] });
		// The 22nd of November 2026 is a Sunday.
		expect(iso(nextNight(mondays, at("2026-11-20T00:00:00Z")))).toBe("2026-11-22T16:00:00.000Z");
		expect(iso(nextNight(mondays, at("2026-11-22T16:00:00Z")))).toBe("2026-11-29T16:00:00.000Z");
		const evenings = plan({ zone: "WIT", days: ["monday"], time: "23:00" });
		expect(iso(nextNight(evenings, at("2026-11-20T00:00:00Z")))).toBe("2026-11-23T14:00:00.000Z");
	});

	it("is over the turn of the year what it is on any night", () => {
		expect(iso(nextNight(plan(), at("2026-12-31T18:00:00Z")))).toBe("2027-01-01T18:00:00.000Z");
		expect(iso(nightDue(plan(), at("2026-12-31T00:00:00Z"), at("2027-01-01T00:10:00Z")))).toBe("2026-12-31T18:00:00.000Z");
	});

	it("is none where no day is chosen", () => {
		expect(nextNight(plan({ days: [] }), at("2026-11-24T00:00:00Z"))).toBeNull();
		expect(nightDue(plan({ days: [] }), at("2026-11-01T00:00:00Z"), at("2026-11-24T18:00:00Z"))).toBeNull();
	});

	it("that nobody has begun is begun by a tick that comes late, but not half a day late", () => {
		const over = at("2026-11-23T18:00:00Z");
		expect(iso(nightDue(plan(), over, at("2026-11-24T23:40:00Z")))).toBe("2026-11-24T18:00:00.000Z");
		expect(nightDue(plan(), over, at("2026-11-25T06:00:00Z"))).toBeNull();
	});

	it("is begun once after an outage of days, for the latest night", () => {
		expect(iso(nightDue(plan(), at("2026-11-20T18:00:00Z"), at("2026-11-24T19:00:00Z")))).toBe("2026-11-24T18:00:00.000Z");
	});

	it("that is begun is not begun again", () => {
		expect(nightDue(plan(), at("2026-11-24T18:00:00Z"), at("2026-11-24T18:15:00Z"))).toBeNull();
	});

	it("of a Worker that was installed an hour ago waits for the next night", () => {
		expect(nightDue(plan(), null, at("2026-11-24T19:00:00Z"))).toBeNull();
		expect(iso(nightDue(plan(), null, at("2026-11-25T18:00:01Z")))).toBe("2026-11-25T18:00:00.000Z");
	});

	it("may be at any minute, and begins with the tick after it", () => {
		const odd = plan({ time: "01:07" });
		const over = at("2026-11-24T00:00:00Z");
		expect(nightDue(odd, over, at("2026-11-24T18:00:00Z"))).toBeNull();
		expect(iso(nightDue(odd, over, at("2026-11-24T18:15:00Z")))).toBe("2026-11-24T18:07:00.000Z");
	});
});

describe("the hours without full runs", () => {
	const office = plan({ noFullRuns: { from: "11:00", to: "17:00" } });

	it.each([
		["2026-11-24T03:59:59Z", false],
		["2026-11-24T04:00:00Z", true],
		["2026-11-24T09:59:59Z", true],
		["2026-11-24T10:00:00Z", false],
	])("from 11 until 17 WIB: at %s %s", (moment, rest) => {
		expect(fullRunsRest(office, at(moment))).toBe(rest);
	});

	it("are hours of the zone", () => {
		expect(fullRunsRest({ ...office, zone: "WIT" }, at("2026-11-24T02:00:00Z"))).toBe(true);
		expect(fullRunsRest({ ...office, zone: "WIT" }, at("2026-11-24T08:00:00Z"))).toBe(false);
	});

	it("may go over midnight", () => {
		const night = plan({ time: "12:00", noFullRuns: { from: "22:00", to: "06:00" } });
		expect([15, 22, 23, 4].map((hour) => fullRunsRest(night, Date.UTC(2026, 10, 24, hour)))).toEqual([true, true, false, false]);
	});

	it("hold a late nightly run back until they are over", () => {
		const morning = plan({ time: "10:50", noFullRuns: { from: "11:00", to: "17:00" } });
		const over = at("2026-11-23T12:00:00Z");
		expect(nightDue(morning, over, at("2026-11-24T04:05:00Z"))).toBeNull();
		expect(iso(nightDue(morning, over, at("2026-11-24T10:00:00Z")))).toBe("2026-11-24T03:50:00.000Z");
	});
});

it.each([
	[{ time: "25:00" }, "time"],
	[{ time: "1:00" }, "time"],
	[{ days: ["friday", "funday"] }, "days"],
	[{ zone: "GMT" }, "zone"],
	[{ noFullRuns: { from: "11:00", to: null } }, "noFullRuns"],
	[{ noFullRuns: { from: "11:00", to: "11:00" } }, "noFullRuns"],
	[{ time: "12:00", noFullRuns: { from: "11:00", to: "17:00" } }, "time"],
])("a schedule that contradicts itself is refused: %j", (given, field) => {
	const parsed = schedule.safeParse(given);
	expect(parsed.error?.issues[0]?.path[0]).toBe(field);
});

it("runs on all seven days by default", () => {
	expect(plan().days).toEqual([...DAYS]);
});
