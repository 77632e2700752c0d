import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import { type History, play } from "./history.ts";
import type { Act, Setup } from "./session.ts";

/** Histories that random ones have found and made small, each with what went wrong in it before it was mended. */
const usual: Setup = {
	entities: ["customer"],
	conflictPolicy: "accurate",
	onDelete: { smh: "delete", accurate: "delete" },
	webhooks: false,
	clockLagMs: 0,
};
const run: Act = { act: "run", mode: "full", entities: 0 };
const drain: Act = { act: "drain", order: 0 };
const goOn: Act = { act: "go on", which: 0 };
const alarm: Act = { act: "alarm" };
/** Long enough for an invocation to lose its step to another. */
const wait: Act = { act: "wait", seconds: 95 };
const deliver = (batches: number): Act => ({ act: "deliver", batches, size: 1, order: 0 });
const create = (side: "smh" | "accurate", code = 8): Act => ({ act: "create", side, entity: 0, code, salesman: null });
const edit = (side: "smh" | "accurate", which: number, field: number): Act => ({
	...{ act: "edit", side, entity: 0, which, field, value: "new" },
});
const stallBefore = (at: "write to Accurate" | "commit of intents"): Act => ({
	...{ act: "trouble", trouble: "stalls", when: "before", at, nth: 1 },
});
const lostAnswer: Act = { act: "trouble", trouble: "fault", kind: "lost-answer", point: 0, nth: 1 };

const REGRESSIONS: Readonly<Record<string, History>> = {
	"an edit is kept although the create before it was held up, and arrived when another had taken it over": {
		setup: usual,
		acts: [
			create("smh"),
			stallBefore("write to Accurate"),
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
