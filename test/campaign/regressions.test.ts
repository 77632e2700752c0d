import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import { alarm, cancel, create, deliver, drain, edit, run, usual } from "./acts.ts";
import { type History, play } from "./history.ts";
import type { Act } from "./session.ts";

/** Histories that random ones have found and made small, each with what went wrong in it before it was mended. */
/** Long enough for an invocation to lose its step to another. */
const wait: Act = { act: "wait", seconds: 95 };
const stallBefore = (at: "write to Accurate" | "commit of intents"): Act => ({
	...{ act: "trouble", trouble: "stalls", when: "before", at, nth: 1 },
});
const goOn: Act = { act: "go on", which: 0 };
const lostAnswer: Act = { act: "trouble", trouble: "fault", kind: "lost-answer", point: 0, nth: 1 };

const REGRESSIONS: Readonly<Record<string, History>> = {
	"a write whose answer died with its invocation, and whose echo came before its next try, is no edit of a person's": {
		setup: {
			entities: ["product"],
			conflictPolicy: "accurate",
			webhooks: true,
			clockLagMs: 0,
			onDelete: { smh: "delete", accurate: "unlink" },
		},
		acts: [
			{ act: "create", side: "smh", entity: 0, code: 0, salesman: null },
			{ act: "use", side: "smh", entity: 0, which: 0 },
			{ act: "trouble", trouble: "stalls", when: "before", at: "write to Accurate", nth: 1 },
			{ act: "run", mode: "auto", entities: 0 },
			{ act: "deliver", batches: 1, size: 1, order: 0 },
			{ act: "wait", seconds: 95 },
			{ act: "alarm" },
			{ act: "deliver", batches: 1, size: 1, order: 0 },
			{ act: "go on", which: 0 },
			{ act: "drain", order: 1 },
			{ act: "use", side: "smh", entity: 0, which: 0 },
			{ act: "trouble", trouble: "dies", when: "after", at: "write to SMH", nth: 1 },
			{ act: "ask" },
			{ act: "deliver", batches: 1, size: 1, order: 0 },
			{ act: "drain", order: 0 },
			{ act: "edit", side: "accurate", entity: 0, which: 0, field: 1, value: "new" },
			{ act: "edit", side: "smh", entity: 0, which: 0, field: 0, value: "new" },
			{ act: "trouble", trouble: "stalls", when: "before", at: "write to Accurate", nth: 1 },
			{ act: "run", mode: "full", entities: 0 },
			{ act: "deliver", batches: 1, size: 1, order: 0 },
			{ act: "edit", side: "accurate", entity: 0, which: 0, field: 5, value: "empty" },
			{ act: "wait", seconds: 95 },
			{ act: "alarm" },
			{ act: "deliver", batches: 1, size: 1, order: 0 },
			{ act: "go on", which: 0 },
			{ act: "drain", order: 0 },
		],
	},
	"a problem that has passed is not told for ever beside the one that its pair has at its other half": {
		setup: {
			entities: ["customer", "employee"],
			conflictPolicy: "smh",
			webhooks: true,
			clockLagMs: 0,
			onDelete: { smh: "unlink", accurate: "delete" },
		},
		acts: [
			{ act: "create", side: "smh", entity: 1, code: 8, salesman: null },
			{ act: "create", side: "smh", entity: 0, code: 8, salesman: 0 },
			{ act: "ask" },
			{ act: "drain", order: 0 },
			{ act: "edit", side: "smh", entity: 0, which: 0, field: 0, value: "new" },
			{ act: "edit", side: "accurate", entity: 0, which: 0, field: 0, value: "new" },
			{ act: "ask" },
			{ act: "drain", order: 0 },
			{ act: "deliver", batches: 1, size: 1, order: 0 },
			{ act: "say", word: "choose smh", which: 0 },
			{ act: "edit", side: "smh", entity: 0, which: 0, field: 5, value: "new" },
			{ act: "delete", side: "accurate", entity: 1, which: 0 },
			{ act: "trouble", trouble: "stalls", when: "before", at: "call", nth: 1 },
			{ act: "run", mode: "auto", entities: 0 },
			{ act: "deliver", batches: 1, size: 1, order: 0 },
			{ act: "wait", seconds: 95 },
			{ act: "alarm" },
			{ act: "deliver", batches: 1, size: 1, order: 0 },
			{ act: "create", side: "smh", entity: 0, code: 8, salesman: null },
			{ act: "rename", side: "accurate", entity: 1, which: 0, code: 8 },
			{ act: "go on", which: 0 },
			{ act: "drain", order: 0 },
		],
	},
	"an edit is kept although the create before it was held up, and arrived when another had taken it over": {
		setup: usual,
		acts: [
			create("smh"),
			{ act: "trouble", trouble: "stalls", when: "after", at: "commit of intents", nth: 1 },
			run,
			drain,
			edit("smh", 0, 0),
			stallBefore("write to Accurate"),
			wait,
			alarm,
			deliver(2),
			goOn,
			drain,
		],
	},
	"a create that is still on its way is waited for where its code was changed meanwhile": {
		setup: usual,
		acts: [
			create("smh"),
			stallBefore("write to Accurate"),
			run,
			deliver(8),
			cancel,
			{ act: "rename", side: "smh", entity: 0, which: 0, code: 8 },
			run,
			deliver(9),
			goOn,
			drain,
		],
	},
	"a write of a run that was stopped does not come after the next run's": {
		setup: usual,
		acts: [
			create("smh"),
			run,
			drain,
			edit("smh", 0, 0),
			stallBefore("write to Accurate"),
			run,
			deliver(12),
			cancel,
			edit("smh", 0, 0),
			run,
			deliver(25),
			goOn,
			drain,
		],
	},
	"an invocation that has lost its step opens no intent and creates nothing": {
		setup: usual,
		acts: [
			create("smh"),
			stallBefore("commit of intents"),
			run,
			drain,
			edit("smh", 0, 0),
			stallBefore("write to Accurate"),
			wait,
			alarm,
			deliver(2),
			goOn,
			drain,
		],
	},
	"a group that was unknown when the answer to a create got lost is not overwritten by the group put in its place": {
		setup: { ...usual, conflictPolicy: "smh" },
		acts: [create("smh", 0), edit("smh", 0, 5), run, edit("smh", 0, 0), lostAnswer, run, deliver(1), drain],
	},
	"a group that was unknown is not overwritten either when nobody heard that the customer was made without it": {
		setup: { ...usual, conflictPolicy: "smh" },
		acts: [
			create("smh"),
			edit("smh", 0, 5),
			{ act: "trouble", trouble: "dies", when: "after", at: "write to Accurate", nth: 2 },
			run,
			drain,
		],
	},
	"an edit made while the answer to the create was lost is kept": {
		setup: usual,
		acts: [create("smh"), lostAnswer, run, deliver(8), cancel, edit("smh", 0, 0), run, drain],
	},
	"what was made of a record that is deleted before anybody heard of it is asked about, and not made anew": {
		setup: usual,
		acts: [create("smh"), lostAnswer, run, deliver(8), cancel, { act: "delete", side: "smh", entity: 0, which: 0 }, run, drain],
	},
	"a copy is known for what it is although it gets another code before anybody heard of it": {
		setup: usual,
		acts: [
			create("accurate"),
			{ ...lostAnswer, point: 1 },
			run,
			deliver(8),
			cancel,
			{ act: "rename", side: "smh", entity: 0, which: 0, code: 8 },
			edit("smh", 0, 0),
			run,
			drain,
		],
	},
	"a problem that one change leaves is not closed by another of the same pair": {
		setup: usual,
		acts: [create("smh"), run, drain, edit("accurate", 0, 5), edit("smh", 0, 2), run, drain],
	},
	"an edit of a record that stands in the way of a create is not settled by another change of its pair": {
		setup: usual,
		acts: [
			create("smh"),
			run,
			drain,
			create("smh", 0),
			edit("smh", 0, 0),
			run,
			deliver(4),
			{ act: "rename", side: "accurate", entity: 0, which: 0, code: 0 },
			edit("accurate", 0, 2),
			drain,
		],
	},
	"a create that was held up for long before it was sent is not sent any more: its source may have been deleted since": {
		setup: { ...usual, webhooks: true },
		acts: [
			create("smh"),
			{ act: "trouble", trouble: "stalls", when: "after", at: "commit of intents", nth: 1 },
			run,
			drain,
			wait,
			alarm,
			drain,
			{ act: "delete", side: "smh", entity: 0, which: 0 },
			{ act: "webhooks", count: 5, first: 0, fate: "brought" },
			run,
			drain,
			goOn,
			drain,
		],
	},
	"a Partner ID that was refused is written by the next full run, also by one that is not about employees": {
		setup: { ...usual, entities: ["product"] },
		acts: [
			create("smh"),
			{ act: "trouble", trouble: "fault", kind: "rows-rejected", point: 1, nth: 1 },
			{ act: "run", mode: "auto", entities: 0 },
			drain,
		],
	},
	"a write of a run that was stopped counts as ours although it arrives later: undone meanwhile, it stays undone": {
		setup: { ...usual, entities: ["employee"] },
		acts: [
			create("smh"),
			run,
			drain,
			edit("smh", 0, 3),
			stallBefore("write to Accurate"),
			run,
			deliver(12),
			cancel,
			{ act: "edit", side: "smh", entity: 0, which: 0, field: 3, value: "empty" },
			run,
			deliver(1),
			goOn,
			drain,
		],
	},
	"a value that was chosen is what both agreed on: taken back on one side afterwards, it is taken back on both": {
		setup: { ...usual, conflictPolicy: "ask" },
		acts: [
			create("smh"),
			run,
			drain,
			edit("smh", 0, 4),
			edit("accurate", 0, 4),
			run,
			drain,
			{ act: "say", word: "choose smh", which: 0 },
			{ act: "edit", side: "smh", entity: 0, which: 0, field: 4, value: "empty" },
			run,
			drain,
		],
	},
	"what stays behind when its partner was deleted is told of": {
		setup: { ...usual, webhooks: true, onDelete: { smh: "delete", accurate: "unlink" } },
		acts: [create("smh"), run, drain, { act: "delete", side: "smh", entity: 0, which: 0 }, run],
	},
};

beforeAll(() => applyD1Migrations(env.DB, env.TEST_MIGRATIONS));

it.each(Object.entries(REGRESSIONS))("%s", async (_, history) => {
	const { violations, lines } = await play(history);
	expect(violations, lines.join("\n")).toEqual([]);
});
