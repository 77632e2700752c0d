import { applyD1Migrations, evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { commit, database } from "../../src/store/database.ts";
import { finishUpdate, inboxState, receiveUpdate, settleSignals, takeInDeliveries } from "../../src/store/inbox.ts";
import { drop } from "../../src/store/prune.ts";
import { chooseValue } from "../../src/sync/verbs/choose-value.ts";
import { alarm, cancel, create, deliver, drain, edit, run, usual } from "./acts.ts";
import { type Act, Session, type Setup } from "./session.ts";
import { inVirtualTime } from "./time.ts";

/** Faults that the engine's core once had, each by its name; those of the lease and of law 6 have files of their own (test/sync). */
const hooked: Setup = { ...usual, webhooks: true };
const webhooks: Act = { act: "webhooks", count: 5, first: 0, fate: "brought" };
const strike = (trouble: "lost" | "unknown", nth: number): Act => ({ act: "trouble", trouble, at: "database write", nth });

const db = database(env.DB);
beforeAll(() => applyD1Migrations(env.DB, env.TEST_MIGRATIONS));

/** Plays acts, and what follows, in a world of its own. */
let worlds = 5_000;
const session = <T>(setup: Setup, acts: readonly Act[], then: (s: Session) => Promise<T>): Promise<T> =>
	inVirtualTime(++worlds, async (time) => {
		const s = new Session(setup, `f${worlds}`, time, new Map());
		try {
			for (const act of acts) await s.perform(act);
			return await then(s);
		} finally {
			await s.clear();
		}
	});

const names = (s: Session, side: "smh" | "accurate") =>
	s.outside.ledger.records(side, "customer").map(({ projection }) => projection.name);
/** As the product does it by itself: messages, webhooks and the coordinator's alarm, and nobody asks for a run. */
async function leftAlone(s: Session): Promise<void> {
	for (let n = 0; n < 10; n++) {
		await s.alarm();
		await s.drain();
	}
}

describe("1: the commit with which a run for signals begins", () => {
	const CUTS = (["lost", "unknown"] as const).flatMap((kind) => [1, 2, 3, 4].map((nth) => ({ kind, nth })));

	it.each(CUTS)("$kind at write $nth: it is carried out all the same, by itself", ({ kind, nth }) =>
		session(hooked, [create("smh"), run, drain, edit("smh"), webhooks, strike(kind, nth), alarm, drain], async (s) => {
			await leftAlone(s);
			expect(await s.active(), s.lines.join("\n")).toBeNull();
			expect(names(s, "accurate")).toEqual(names(s, "smh"));
		}),
	);

	it("unknown: what webhooks bring afterwards arrives as well", () =>
		session(
			hooked,
			[create("smh"), run, drain, edit("smh"), webhooks, strike("unknown", 1), alarm, drain, edit("smh"), drain],
			async (s) => {
				await leftAlone(s);
				expect({ active: await s.active(), smh: names(s, "smh") }, s.lines.join("\n")).toEqual({
					active: null,
					smh: names(s, "accurate"),
				});
			},
		));
});

describe("2: a person's word while a write of a cancelled run is on its way", () => {
	const chosen = async (s: Session, side: "smh" | "accurate"): Promise<void> => {
		const [conflict] = await s.db.all<{ id: string }>(sql`SELECT id FROM conflict WHERE connection_id = ${s.engine.connection}`);
		expect(conflict, s.lines.join("\n")).toBeDefined();
		await s.engine.invoke(async (_, contextFor) =>
			chooseValue(await contextFor(), conflict?.id ?? "", side, { kind: "api", key: "x" }),
		);
	};
	const stall: Act = { act: "trouble", trouble: "stalls", when: "before", at: "write to SMH", nth: 1 };

	it.each(["smh", "accurate"] as const)("for %s's value: both sides end equal, or the record has a reason", (side) =>
		session(usual, [create("smh"), run, drain, edit("smh"), edit("accurate"), stall, run, deliver(12), cancel], async (s) => {
			expect(s.engine.stalled, s.lines.join("\n")).toHaveLength(1);
			await chosen(s, side);
			for (const act of [{ act: "go on", which: 0 }, drain, run, drain, run, drain] as const) await s.perform(act);
			const problems = await s.db.all(sql`SELECT reason FROM problem WHERE connection_id = ${s.engine.connection}`);
			expect({ smh: names(s, "smh"), problems }, s.lines.join("\n")).toEqual({ smh: names(s, "accurate"), problems: [] });
		}),
	);
});

it("3: a signal that came after the inbox was looked at is not settled by that look, whatever rows are gone since", async () => {
	const connection = crypto.randomUUID();
	const scope = { connection, side: "smh", entity: "customer" } as const;
	await receiveUpdate(db, connection, "u1", 1);
	const { upTo } = await inboxState(db, connection);
	await commit(db, [finishUpdate(connection, "u1", 2)]);
	await drop(db, connection, "inbox", 3, 10);
	const signals = [{ side: "smh", entity: "customer", id: "7", version: 4, gone: false }] as const;
	await takeInDeliveries(db, connection, "smh", [{ id: "w1", signals }], 4);
	await commit(db, settleSignals(scope, ["7"], upTo, { listing: true, plannedBy: null, now: 5 }));
	const open = await db.all(sql`SELECT record_id FROM inbox WHERE connection_id = ${connection} AND done_at IS NULL`);
	expect(open).toEqual([{ record_id: "7" }]);
});

describe("4: a commit that begins a run for signals and comes late", () => {
	it.each([1, 2, 3])("(the %dth write) does not undo the lease of the run after it, which ends done", (nth) => {
		const stall: Act = { act: "trouble", trouble: "stalls", when: "before", at: "database write", nth };
		const acts: Act[] = [
			create("smh"),
			run,
			drain,
			edit("smh"),
			webhooks,
			stall,
			alarm,
			deliver(1),
			{ act: "wait", seconds: 30 },
			run,
		];
		return session(hooked, [...acts, deliver(2), { act: "go on", which: 0 }], async (s) => {
			for (let n = 0; n < 20 && (await s.active()); n++) {
				await s.drain();
				await s.alarm();
			}
			const last = await s.last();
			expect({ state: last?.state, error: last?.error }, s.lines.join("\n")).toEqual({ state: "done", error: null });
			expect(names(s, "accurate")).toEqual(names(s, "smh"));
		});
	});
});

describe("5: what was taken in while the database's answer was lost", () => {
	it("/sinkron, which Telegram repeats, is carried out", () =>
		session(usual, [create("smh"), strike("unknown", 1), { act: "ask" }, drain], async (s) => {
			await s.drain();
			expect(await s.last(), s.lines.join("\n")).toMatchObject({ state: "done" });
		}));

	it("SMH's webhook comes again, and the engine is told", () =>
		session(hooked, [create("smh"), run, drain, edit("smh"), strike("unknown", 1), webhooks, webhooks], async (s) => {
			await leftAlone(s);
			expect(names(s, "accurate"), s.lines.join("\n")).toEqual(names(s, "smh"));
		}));
});

it("7: a coordinator that has lost its memory takes no `rested` of before for what has come since", async () => {
	const coordinator = env.COORDINATOR.get(env.COORDINATOR.idFromName(crypto.randomUUID()));
	await coordinator.wake("c", 60_000);
	const before = await coordinator.heard();
	await evictDurableObject(coordinator);
	await coordinator.wake("c", 60_000);
	await coordinator.rested(before);
	expect(await coordinator.heard()).not.toBeNull();
	await coordinator.rested(await coordinator.heard());
	expect(await coordinator.heard()).toBeNull();
});
