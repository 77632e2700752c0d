import fc from "fast-check";
import { CALL_KINDS } from "../../sandbox/control/faults.ts";
import type { Entity } from "../../src/domain/model.ts";
import type { History } from "./history.ts";
import type { PersonAct } from "./people.ts";
import type { Act, Setup } from "./session.ts";
import type { Place, Trouble } from "./trouble.ts";
import { WORDS, type WordAct } from "./words.ts";

const weighted = <T>(...choices: readonly (readonly [weight: number, arbitrary: fc.Arbitrary<T>])[]): fc.Arbitrary<T> =>
	fc.oneof(...choices.map(([weight, arbitrary]) => ({ weight, arbitrary })));
const oneOf = <T extends string>(...words: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...words);
const is = <const T extends string>(word: T): fc.Arbitrary<T> => fc.constant(word);

const side = oneOf("smh", "accurate");
const entity = fc.nat(2);
const which = fc.nat(7);
/** Codes that meet others (below 8) are a third of all. */
const code = weighted([2, fc.constant(8)], [1, fc.nat(7)]);
const salesman = fc.option(fc.nat(3), { freq: 2 });
const nth = weighted([4, fc.constant(1)], [1, fc.integer({ min: 2, max: 3 })]);

const create: fc.Arbitrary<PersonAct> = fc.record({ act: is("create"), side, entity, code, salesman });
const change: fc.Arbitrary<PersonAct> = weighted<PersonAct>(
	[
		8,
		fc.record({
			act: is("edit"),
			side,
			entity,
			which,
			field: fc.nat(5),
			value: weighted([6, is("new")], [1, is("common")], [1, is("empty")]),
		}),
	],
	[2, fc.record({ act: is("rename"), side, entity, which, code })],
	[2, fc.record({ act: is("swap"), side, entity, which, members: fc.constantFrom(2 as const, 3 as const) })],
	[1, fc.record({ act: is("assign"), side, entity, which, salesman })],
	[1, fc.record({ act: is("switch"), side, entity, which })],
	[1, fc.record({ act: is("use"), side, entity, which })],
	[3, fc.record({ act: is("delete"), side, entity, which })],
	[1, fc.record({ act: is("move"), side: is("accurate"), entity, which, away: fc.boolean() })],
);
const person: fc.Arbitrary<PersonAct> = weighted([3, create], [7, change]);

const upTo = (max: number) => fc.integer({ min: 1, max });
/** Where an invocation is cut off, no further on than runs of so small a world go. */
const place: fc.Arbitrary<{ readonly at: Place; readonly nth: number }> = weighted<{ readonly at: Place; readonly nth: number }>(
	[2, fc.record({ at: is("call"), nth: upTo(10) })],
	[2, fc.record({ at: oneOf("write to Accurate", "write to SMH"), nth: upTo(2) })],
	[2, fc.record({ at: is("commit of intents"), nth: fc.constant(1) })],
	[3, fc.record({ at: is("commit of a step"), nth: upTo(16) })],
	[1, fc.record({ at: is("database write"), nth: upTo(30) })],
	[1, fc.record({ at: oneOf("message sent", "coordinator call"), nth: upTo(15) })],
);
const when = oneOf("before", "after");
/** What leaves open whether a write was carried out hurts most, and a row that a listing leaves out looks deleted. */
const kind = weighted([2, is("lost-answer")], [1, is("shifted-page")], [7, oneOf(...CALL_KINDS)]);
/** The first points that a kind can meet are the writes. */
const point = weighted([1, fc.constant(0)], [1, fc.constant(1)], [2, fc.nat(6)]);
const fault = fc.record({ trouble: is("fault"), kind, point, nth });
const lost = fc.record({
	trouble: oneOf("lost", "unknown"),
	at: weighted<"database write" | "database read" | "commit of a step" | "message sent" | "coordinator call">(
		[2, is("database write")],
		[3, is("commit of a step")],
		[1, is("database read")],
		[1, is("message sent")],
		[1, is("coordinator call")],
	),
	nth: upTo(16),
});
const cut = fc
	.tuple(oneOf("dies", "stalls"), when, place)
	.map(([kind, moment, at]): Trouble => ({ trouble: kind, when: moment, ...at }));
const poison: fc.Arbitrary<Act> = fc.record({
	...{ act: is("poison"), side, entity, which, how: oneOf("unknown words", "status 500", "empty answer") },
});
const trouble: fc.Arbitrary<Act> = weighted<Act>(
	[14, weighted<Trouble>([8, fault], [2, lost], [4, cut]).map((one): Act => ({ act: "trouble", ...one }))],
	[1, poison],
);

const order = weighted([1, fc.constant(0)], [1, fc.integer({ min: 1, max: 900 })]);
const run: fc.Arbitrary<Act> = weighted<Act>(
	[
		3,
		fc.record({
			act: is("run"),
			mode: weighted([3, is("auto")], [1, is("full")]),
			entities: weighted([2, fc.constant(0)], [1, fc.nat(7)]),
		}),
	],
	[1, fc.record({ act: is("ask") })],
);
const word: fc.Arbitrary<WordAct> = fc.record({ act: is("say"), word: oneOf(...WORDS), which: fc.nat(5) });
const answer: fc.Arbitrary<Act> = fc.record({ act: is("answer"), yes: fc.boolean() });
/** What goes on while a run is under way. */
const meanwhile: fc.Arbitrary<Act> = weighted<Act>(
	[6, fc.record({ act: is("deliver"), batches: fc.integer({ min: 1, max: 12 }), size: fc.integer({ min: 1, max: 2 }), order })],
	[5, person],
	[3, trouble],
	[2, fc.record({ act: is("go on"), which: fc.nat(3) })],
	[2, fc.record({ act: is("repeat"), which: fc.nat(9) })],
	[1, fc.record({ act: oneOf("alarm", "lose", "cancel", "evict") })],
	[2, fc.record({ act: is("alarm") })],
	[
		6,
		fc.record({
			act: is("webhooks"),
			count: fc.integer({ min: 1, max: 4 }),
			first: weighted([2, fc.constant(0)], [1, fc.nat(4)]),
			fate: weighted([2, is("brought")], [1, is("lost")], [1, is("twice")]),
		}),
	],
	[1, fc.record({ act: is("wait"), seconds: fc.constantFrom(1, 15, 95) })],
	[1, run],
	[3, word],
	[1, answer],
);
const drain: fc.Arbitrary<Act> = fc.record({ act: is("drain"), order });

const list = <T>(arbitrary: fc.Arbitrary<T>, maxLength: number, minLength = 0) =>
	fc.array(arbitrary, { minLength, maxLength, size: "max" });

/** A run in which hardly anything goes as it should. */
const storm: fc.Arbitrary<readonly Act[]> = fc
	.tuple(list<Act>(person, 4, 1), list(trouble, 12, 5), run, list(meanwhile, 4), drain)
	.map((parts) => parts.flat());

/** People work, then somebody starts a run, in which this and that happens; mostly it comes to its end. */
const chapter: fc.Arbitrary<readonly Act[]> = fc
	.tuple(list<Act>(person, 5, 1), list(trouble, 4), run, list(meanwhile, 8), list(drain, 1))
	.map((parts) => parts.flat());

const deliver = (max: number): fc.Arbitrary<Act> =>
	fc.record({ act: is("deliver"), batches: fc.integer({ min: 1, max }), size: fc.constant(1), order: fc.constant(0) });
const exactly = (act: Act): fc.Arbitrary<Act> => fc.constant(act);
const stall = fc.tuple(when, place).map(([moment, at]): Act => ({ act: "trouble", trouble: "stalls", when: moment, ...at }));
const people = list<Act>(person, 4);
const goOn = exactly({ act: "go on", which: 0 });

/** An invocation is so slow that its work is taken from it, and goes on when others have long done it. */
const late: fc.Arbitrary<readonly Act[]> = fc
	.tuple(
		list<Act>(change, 3, 1),
		stall,
		run,
		deliver(25),
		people,
		exactly({ act: "wait", seconds: 95 }),
		exactly({ act: "alarm" }),
		deliver(25),
		people,
		goOn,
		drain,
	)
	.map((acts) => acts.flat());

/** A run is cancelled while an invocation of it is at work, and another run begins. */
const overtaken: fc.Arbitrary<readonly Act[]> = fc
	.tuple(list<Act>(person, 3, 1), stall, run, deliver(25), exactly({ act: "cancel" }), people, run, deliver(25), goOn, drain)
	.map((acts) => acts.flat());

/** Something was written and nobody heard of it; the run ends there, and people go on working. */
const inDoubt: fc.Arbitrary<readonly Act[]> = fc
	.tuple(
		list<Act>(person, 3, 1),
		fc
			.constantFrom<Trouble>(
				{ trouble: "fault", kind: "lost-answer", point: 0, nth: 1 },
				{ trouble: "fault", kind: "lost-answer", point: 1, nth: 1 },
				{ trouble: "dies", when: "after", at: "write to Accurate", nth: 1 },
				{ trouble: "dies", when: "after", at: "write to SMH", nth: 1 },
			)
			.map((one): Act => ({ act: "trouble", ...one })),
		run,
		deliver(30),
		list<Act>(exactly({ act: "cancel" }), 1),
		people,
		list(run, 1),
		drain,
	)
	.map((acts) => acts.flat());

/** Both sides change the same record, in a field or by deleting it; a run finds out, and an admin has a say, at rest or while another runs. */
const clash: fc.Arbitrary<readonly Act[]> = fc
	.tuple(entity, which, fc.nat(5), oneOf("edit", "edit", "delete smh", "delete accurate"))
	.chain(([about, one, field, how]) => {
		const edit = (on: "smh" | "accurate"): Act => ({ act: "edit", side: on, entity: about, which: one, field, value: "new" });
		const drop = (on: "smh" | "accurate"): Act => ({ act: "delete", side: on, entity: about, which: one });
		const inSmh = how === "delete smh" ? drop("smh") : edit("smh");
		const inAccurate = how === "delete accurate" ? drop("accurate") : edit("accurate");
		return fc
			.tuple(run, drain, exactly(inSmh), exactly(inAccurate), run, drain)
			.chain((first) =>
				fc
					.tuple(list(trouble, 2), list(run, 1), deliver(10), list<Act>(word, 3, 1), list(meanwhile, 4), list(drain, 1))
					.map((rest) => [...first, ...rest.flat()]),
			);
	});

/** The same is typed into both systems, a run asks whether it is, and an admin says so, or not. */
const twins: fc.Arbitrary<readonly Act[]> = fc
	.tuple(
		fc.record({ act: is("twins"), side: is("smh"), entity }),
		list(trouble, 2),
		run,
		drain,
		fc.record({ act: is("say"), word: oneOf("same", "different"), which: fc.nat(3) }),
		list(trouble, 2),
		run,
		list(meanwhile, 5),
		list(drain, 1),
	)
	.map((acts) => acts.flat());

/** So much is deleted that a run asks; it is answered, or something else happens first. */
const massDelete: fc.Arbitrary<readonly Act[]> = fc
	.tuple(side, entity)
	.chain(([on, about]) =>
		fc.tuple(
			exactly({ act: "crowd", side: on, entity: about }),
			run,
			drain,
			fc.record({ act: is("clear"), side, entity: fc.constant(about) }),
			run,
			drain,
			list(meanwhile, 4),
			answer,
			list(trouble, 2),
			list(meanwhile, 4),
			list(run, 1),
			list(drain, 1),
		),
	)
	.map((acts) => acts.flat());

const undisturbed: fc.Arbitrary<readonly Act[]> = fc.constant([
	{ act: "run", mode: "full", entities: 0 },
	{ act: "drain", order: 0 },
]);

const setup: fc.Arbitrary<Setup> = fc.record({
	entities: weighted<readonly Entity[]>(
		[3, fc.constant(["customer"])],
		[2, fc.constant(["employee"])],
		[2, fc.constant(["product"])],
		[2, fc.constant(["customer", "employee"])],
		[1, fc.constant(["customer", "product", "employee"])],
	),
	conflictPolicy: weighted([4, is("accurate")], [1, is("smh")], [1, is("ask")]),
	webhooks: fc.boolean(),
	clockLagMs: weighted([3, fc.constant(0)], [1, fc.constantFrom(-20_000, 20_000)]),
	branch: weighted([2, fc.constant(false)], [1, fc.constant(true)]),
	onDelete: fc.record({
		smh: weighted([5, is("delete")], [1, is("deactivate")], [1, is("unlink")]),
		accurate: weighted([6, is("delete")], [1, is("unlink")]),
	}),
});

export const history: fc.Arbitrary<History> = fc
	.tuple(
		setup,
		list<Act>(create, 6, 1),
		fc.option(undisturbed, { freq: 3, nil: [] }),
		list(
			weighted([4, chapter], [2, storm], [2, late], [2, overtaken], [2, inDoubt], [3, clash], [1, twins], [1, massDelete]),
			3,
			1,
		),
	)
	.map(([settings, births, first, chapters]) => ({ setup: settings, acts: [...births, ...first, ...chapters.flat()] }));
