import { describe, expect, it } from "vitest";
import { daysLeft, STEPS, stepOf, warningOf } from "../../src/domain/status/ends.ts";
import { freshnessOf } from "../../src/domain/status/freshness.ts";
import { span } from "../../src/domain/status/moments.ts";
import { reduce } from "../../src/domain/status/reduced.ts";
import { endsOf, NO_LICENCE, type Standing, succeeding } from "../../src/domain/status/standing.ts";
import { statusEnglish } from "../../src/domain/status/words.en.ts";
import { statusIndonesian } from "../../src/domain/status/words.id.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Noon in WIB. */
const NOON = Date.UTC(2026, 10, 22, 5, 0, 0);
const keysOf = (value: unknown, path = ""): readonly string[] =>
	typeof value === "object" && value !== null
		? Object.entries(value).flatMap(([key, inner]) => keysOf(inner, `${path}.${key}`))
		: [`${path}:${typeof value}`];

const STANDING: Standing = {
	...{ side: "accurate", at: NOON, mode: "oauth", refused: null, missing: [], session: null, token: null },
	licence: NO_LICENCE,
};

describe("an end", () => {
	it("is counted in days of the calendar in WIB, as people count them", () => {
		const midnight = NOON - 12 * HOUR_MS;
		expect(
			[midnight - 1, midnight, midnight + DAY_MS - 1, midnight + DAY_MS, midnight + 3 * DAY_MS].map((at) => daysLeft(at, NOON)),
		).toEqual([-1, 0, 0, 1, 3]);
	});

	it("is told of 14, 7, 3 and 1 days before, and of nothing in between or afterwards", () => {
		expect([15, 14, 13, 8, 7, 4, 3, 2, 1, 0, -1].map(stepOf)).toEqual([null, 14, 14, 14, 7, 7, 3, 3, 1, 1, null]);
	});

	it("that moves is another one: a licence that was renewed warns anew", () => {
		const end = { what: "licence", side: "accurate", at: NOON } as const;
		const names = STEPS.map((step) => warningOf(end, step));
		expect(new Set([...names, warningOf({ ...end, at: NOON + DAY_MS }, 1)]).size).toBe(5);
		expect(warningOf({ ...end, at: NOON + HOUR_MS }, 1)).toBe(warningOf(end, 1));
	});

	it("is none of a token that can be renewed", () => {
		const token = { issuedAt: NOON, endsAt: NOON + 3 * DAY_MS, unrenewable: null };
		expect(endsOf({ ...STANDING, token })).toEqual([]);
		expect(endsOf({ ...STANDING, token: { ...token, unrenewable: "x" } })).toMatchObject([{ what: "token", at: token.endsAt }]);
	});

	it("of access counts when it was told days before: it may be but the end of a session", () => {
		const asked = (at: number, accessUntil: number): Standing => ({
			...STANDING,
			at,
			licence: { ...NO_LICENCE, accessUntil, accessToldAt: at },
		});
		const end = NOON + 3 * DAY_MS;
		const early = asked(NOON, end);
		expect(endsOf(early)).toMatchObject([{ what: "access", at: end }]);
		expect(endsOf(succeeding(early, asked(NOON + 2 * DAY_MS, end)))).toMatchObject([{ what: "access" }]);
		expect(endsOf(asked(NOON, NOON + DAY_MS))).toEqual([]);
		expect(endsOf(succeeding(asked(NOON, NOON + DAY_MS), asked(NOON + DAY_MS, NOON + 2 * DAY_MS)))).toEqual([]);
	});

	it("that was known is not forgotten because the login is refused now", () => {
		const before = { ...STANDING, licence: { ...NO_LICENCE, endsAt: NOON + DAY_MS } };
		const refused = { ...STANDING, refused: { words: "", remedy: null } };
		expect(succeeding(before, refused).licence.endsAt).toBe(NOON + DAY_MS);
	});
});

describe("freshness", () => {
	const carried = (seconds: readonly number[], hoursAgo: number) =>
		seconds.map((s) => ({ receivedAt: NOON - hoursAgo * HOUR_MS - s * 1_000, writtenAt: NOON - hoursAgo * HOUR_MS }));

	it("says how long half of the changes took, and nineteen of twenty", () => {
		const seconds = Array.from({ length: 100 }, (_, index) => index + 1);
		const { today, before, trend } = freshnessOf(carried(seconds, 1), NOON, false);
		expect(today).toEqual({ count: 100, p50: 50_000, p95: 95_000 });
		expect([before, trend]).toEqual([null, null]);
		expect(freshnessOf(carried([7], 1), NOON, false).today).toEqual({ count: 1, p50: 7_000, p95: 7_000 });
	});

	it("compares with the 24 hours before, where there is enough to compare", () => {
		const ten = (seconds: number, hoursAgo: number) =>
			carried(
				Array.from({ length: 10 }, () => seconds),
				hoursAgo,
			);
		const trend = (now: number, then: number) => freshnessOf([...ten(now, 1), ...ten(then, 30)], NOON, false).trend;
		expect([trend(2, 4), trend(4, 2), trend(21, 20)]).toEqual(["faster", "slower", "same"]);
		expect(freshnessOf([...ten(2, 1), ...carried([60], 30)], NOON, false)).toMatchObject({ before: { count: 1 }, trend: null });
		expect(freshnessOf([...ten(2, 49)], NOON, false)).toMatchObject({ today: null, before: null });
	});
});

describe("the words of the status", () => {
	it("say the same things in both languages", () => {
		expect(keysOf(statusEnglish)).toEqual(keysOf(statusIndonesian));
	});

	it("write spans as their readers do", () => {
		const { units, locale } = statusIndonesian;
		const spans = [0, 840, 9_949, 42_000, 90_000, 3_600_000, 3 * DAY_MS + 4 * HOUR_MS].map((ms) => span(ms, units, locale));
		expect(spans).toEqual(["0,1 detik", "0,8 detik", "9,9 detik", "42 detik", "1 menit 30 detik", "1 jam", "3 hari 4 jam"]);
	});
});

describe("an error for a stranger", () => {
	it("keeps its status, its call without the query, and known words", () => {
		const text =
			'Accurate sedang bermasalah (HTTP 503): https://x.accurate.id/accurate/api/item/save.do?no=KD-77 "Sudah ada data lain dengan"';
		expect(reduce(text)).toEqual({
			...{ http: 503, call: "item/save.do", settings: [] },
			phrases: ["Sudah ada data lain dengan", "sedang bermasalah"],
		});
		expect(reduce("SMH: SMH_API_KEY is missing; SMH_RAHASIA_BUDI too")).toMatchObject({ settings: ["SMH_API_KEY"] });
	});

	it("holds nothing of what stood around them", () => {
		const text = 'Toko Maju & <b>Jaya</b> 😀 +62 812-3456-7890 aat.NTA.secret 01.234.567.8-901.000 "Budi" HTTP 999 /customer/42';
		const told = JSON.stringify(reduce(text));
		for (const word of text.split(/[\s/"]+/).filter((one) => one.length > 1 && one !== "HTTP" && one !== "customer"))
			expect(told).not.toContain(word);
		expect(reduce(null)).toBeNull();
	});
});
