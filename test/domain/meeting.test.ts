import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FirstMeeting, meet } from "../../src/domain/meeting.ts";

/** A record that nothing speaks against and that nobody over there looks like. */
const ALONE: FirstMeeting = {
	excluded: null,
	byPartnerId: null,
	saidSame: null,
	byIntent: null,
	alike: [],
	sameCode: [],
	byCode: [],
	obstacle: null,
	missingReferences: [],
	target: "smh",
};
const meeting = (changes: Partial<FirstMeeting>) => meet({ ...ALONE, ...changes });

const free = (id: string) => ({ id, taken: false });
const taken = (id: string) => ({ id, taken: true });

/** One per question that is asked of an unlinked record, in the order in which they are asked, and what comes of it. */
const QUESTIONS: readonly (readonly [string, Partial<FirstMeeting>, object])[] = [
	[
		"kept out by the settings: the reason",
		{ excluded: { reason: "OTHER_BRANCH", detail: { kind: "excluded", by: "Bandung" } } },
		{ kind: "problem", reason: "OTHER_BRANCH", detail: { kind: "excluded", by: "Bandung" } },
	],
	[
		"its Partner ID names a record that is not there: nothing is guessed",
		{ byPartnerId: "missing" },
		{ kind: "problem", reason: "MISSING_REFERENCE", field: "partnerId", detail: { kind: "partner" } },
	],
	["its Partner ID names a free record: link", { byPartnerId: free("11") }, { kind: "link", partnerId: "11" }],
	[
		"its Partner ID names a record that has a partner: a person decides",
		{ byPartnerId: taken("12") },
		{ kind: "problem", reason: "POSSIBLE_DUPLICATE", field: "partnerId", detail: { kind: "records", ids: ["12"] } },
	],
	["a person said which is its partner: link", { saidSame: free("21") }, { kind: "link", partnerId: "21" }],
	[
		"others of its own side have its code: they are named",
		{ sameCode: ["31", "32"] },
		{ kind: "problem", reason: "DUPLICATE_CODE", field: "code", detail: { kind: "records", ids: ["31", "32"] } },
	],
	[
		"several over there have its code: never pick one",
		{ byCode: [free("41"), taken("42")] },
		{ kind: "problem", reason: "POSSIBLE_DUPLICATE", field: "code", detail: { kind: "records", ids: ["41", "42"] } },
	],
	["one free record over there has its code: link", { byCode: [free("43")] }, { kind: "link", partnerId: "43" }],
	[
		"the one over there that has its code has a partner: two share a code",
		{ byCode: [taken("44")] },
		{ kind: "problem", reason: "DUPLICATE_CODE", field: "code", detail: { kind: "records", ids: ["44"] } },
	],
	[
		"it looks like others: a person decides",
		{ alike: ["51", "52"] },
		{ kind: "problem", reason: "POSSIBLE_DUPLICATE", field: "name", detail: { kind: "records", ids: ["51", "52"] } },
	],
	[
		"it could not be created: the obstacle",
		{ obstacle: { reason: "MISSING_FIELD", field: "category", detail: { kind: "field" } } },
		{ kind: "problem", reason: "MISSING_FIELD", field: "category", detail: { kind: "field" } },
	],
	[
		"what it refers to is not there: the first one is named",
		{
			missingReferences: [
				{ field: "salesman", code: "E-1" },
				{ field: "other", code: "E-2" },
			],
		},
		{ kind: "problem", reason: "MISSING_REFERENCE", field: "salesman", detail: { kind: "reference", code: "E-1" } },
	],
	["nothing of all that: create", {}, { kind: "create" }],
];

describe("a record without a link", () => {
	it.each(QUESTIONS)("%s", (_, changes, decision) => {
		expect(meeting(changes)).toEqual(decision);
	});

	it("is asked in that order: the earlier answer stands, whatever the later ones would be", () => {
		for (const [index, [question, changes, decision]] of QUESTIONS.entries()) {
			const all = Object.assign({}, ...QUESTIONS.slice(index).map(([, later]) => later), changes);
			expect(meeting(all), question).toEqual(decision);
		}
	});

	it("is not linked to what a person named when that has found another partner since", () => {
		expect(meeting({ saidSame: taken("21") })).toEqual({ kind: "create" });
	});

	it("is linked although it could not be created: an inactive record keeps its partner", () => {
		const obstacle = { reason: "INACTIVE", detail: { kind: "nothing" } } as const;
		expect(meeting({ byCode: [free("43")], obstacle })).toEqual({ kind: "link", partnerId: "43" });
	});
});

describe("whatever the circumstances", () => {
	const id = fc.constantFrom("1", "2", "3");
	const candidate = fc.record({ id, taken: fc.boolean() });
	const reason = fc.constantFrom("INACTIVE" as const, "MISSING_CODE" as const);
	const exclusions = fc.option(fc.record({ reason, detail: fc.constant({ kind: "nothing" as const }) }));
	const any: fc.Arbitrary<FirstMeeting> = fc.record({
		excluded: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, exclusions),
		byPartnerId: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, fc.constant("missing" as const), candidate),
		saidSame: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, candidate),
		byIntent: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, candidate),
		alike: fc.array(id, { maxLength: 2 }),
		sameCode: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, fc.array(id, { maxLength: 2 })),
		byCode: fc.array(candidate, { maxLength: 2 }),
		obstacle: exclusions,
		missingReferences: fc.array(fc.record({ field: fc.constant("salesman"), code: id }), { maxLength: 1 }),
		target: fc.constantFrom("smh" as const, "accurate" as const),
	});

	it("no record gets a second partner, and none is made a copy of one it may belong to", () => {
		fc.assert(
			fc.property(any, (about) => {
				const decision = meet(about);
				if (decision.kind === "link") {
					const offered = [about.byPartnerId, about.byIntent, about.saidSame, ...about.byCode].filter(
						(c) => c !== null && c !== "missing",
					);
					expect(offered).toContainEqual({ id: decision.partnerId, taken: false });
				}
				if (decision.kind === "create") {
					expect([about.excluded, about.byPartnerId, about.obstacle]).toEqual([null, null, null]);
					expect([about.alike, about.sameCode, about.byCode, about.missingReferences]).toEqual([[], [], [], []]);
				}
			}),
			{ numRuns: 2000 },
		);
	});
});
