import { createScheduledController } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { type ConnectionSettings, connectionSettings } from "../../src/domain/settings.ts";
import worker from "../../src/index.ts";
import { readSettings } from "../../src/store/connections.ts";
import { database } from "../../src/store/database.ts";
import type { SyncContext } from "../../src/sync/context.ts";
import { keepSchedule } from "../../src/sync/run/night.ts";
import { FullRunsRest, startRun } from "../../src/sync/run/start.ts";
import { changeSettings } from "../../src/sync/verbs/settings.ts";
import { createStack, type Stack } from "../support/stack.ts";

const db = database(env.DB);
const QUARTER_MS = 15 * 60_000;
const CRON = { kind: "cron" } as const;
const ADMIN = { kind: "telegram", userId: 7, name: "Ani" } as const;
const DEFAULTS = connectionSettings.parse({});
const at = (iso: string): number => Date.parse(iso);

let stack: Stack;
let now: number;
beforeEach(async () => {
	stack = await createStack({ scenario: "empty" });
});

/** As an invocation at that moment has it, with the settings as they are stored by then; nobody hears what is sent. */
async function context(): Promise<SyncContext> {
	const ctx = await stack.context();
	const settings = await readSettings(db, "default", DEFAULTS);
	// Of the queue and the coordinator a start needs no more than that.
	const queue = { send: async () => {}, sendBatch: async () => {} } as unknown as SyncContext["queue"];
	const coordinator = { wake: async () => {} } as unknown as SyncContext["coordinator"];
	return { ...ctx, settings, queue, coordinator, now: () => now };
}
const tick = async (): Promise<void> => keepSchedule(await context());
/** Ticks every quarter of an hour up to that moment; runs that were begun end at once. */
async function ticksUntil(moment: string, everyMs = QUARTER_MS): Promise<void> {
	for (; now <= at(moment); now += everyMs) {
		await tick();
		await endAll();
	}
}
const endAll = () => db.run(sql`UPDATE run SET state = 'done', finished_at = ${now} WHERE finished_at IS NULL`);
const nights = async (): Promise<readonly string[]> => {
	const found = await db.all<{ at: number }>(
		sql`SELECT started_at AS at FROM run WHERE "trigger" = 'cron' AND mode = 'full' ORDER BY started_at`,
	);
	return found.map((run) => new Date(run.at).toISOString().slice(0, 16));
};
async function set(schedule: Partial<ConnectionSettings["schedule"]>): Promise<void> {
	const ctx = await context();
	await changeSettings(ctx, { ...ctx.settings, schedule: { ...ctx.settings.schedule, ...schedule } }, ADMIN);
}

describe("the nightly run by the schedule", () => {
	it("is one a night at 01.00 WIB where nobody has decided otherwise", async () => {
		now = at("2026-11-23T12:00:00Z");
		await ticksUntil("2026-11-25T20:00:00Z");
		expect(await nights()).toEqual(["2026-11-23T18:00", "2026-11-24T18:00", "2026-11-25T18:00"]);
	});

	it("follows the settings: Tuesday and Saturday 22.30 WITA, and no other night", async () => {
		now = at("2026-11-22T23:00:00Z");
		await set({ time: "22:30", zone: "WITA", days: ["tuesday", "saturday"] });
		await ticksUntil("2026-11-29T23:00:00Z", 2 * QUARTER_MS);
		expect(await nights()).toEqual(["2026-11-24T14:30", "2026-11-28T14:30"]);
	});

	it("is begun once by two ticks of one quarter of an hour, at the same moment or one after the other", async () => {
		now = at("2026-11-24T18:00:00Z");
		await Promise.all([tick(), tick()]);
		await endAll();
		await tick();
		now += 1_000;
		await tick();
		expect(await nights()).toEqual(["2026-11-24T18:00"]);
	});

	it("is begun by a tick that comes three hours late, and once", async () => {
		now = at("2026-11-24T17:00:00Z");
		await tick();
		await ticksUntil("2026-11-24T17:45:00Z");
		now = at("2026-11-24T18:00:00Z");
		await tick();
		await endAll();
		now = at("2026-11-25T21:10:00Z");
		await tick();
		await endAll();
		await ticksUntil("2026-11-25T23:00:00Z");
		expect(await nights()).toEqual(["2026-11-24T18:00", "2026-11-25T21:10"]);
	});

	it("is not made up for when the schedule was changed to an hour that has passed; it begins the next day", async () => {
		now = at("2026-11-23T18:00:00Z");
		await ticksUntil("2026-11-24T07:00:00Z");
		// It is 14.00 WIB: the night was at 01.00, and is to be at 09.00.
		await set({ time: "09:00" });
		await ticksUntil("2026-11-25T03:00:00Z");
		expect(await nights()).toEqual(["2026-11-23T18:00", "2026-11-25T02:00"]);
	});

	it("changed to an hour that is still to come is begun then, though the night of the old schedule was today as well", async () => {
		now = at("2026-11-23T18:00:00Z");
		await ticksUntil("2026-11-24T07:00:00Z");
		await set({ time: "23:00" });
		await ticksUntil("2026-11-25T12:00:00Z");
		expect(await nights()).toEqual(["2026-11-23T18:00", "2026-11-24T16:00"]);
	});

	it("waits while a quick run is under way, and begins after it", async () => {
		now = at("2026-11-24T17:59:00Z");
		await startRun(await context(), { mode: "auto", trigger: "telegram", actor: ADMIN });
		now = at("2026-11-24T18:00:00Z");
		await tick();
		expect(await nights()).toEqual([]);
		await endAll();
		now = at("2026-11-24T18:15:00Z");
		await tick();
		expect(await nights()).toEqual(["2026-11-24T18:15"]);
	});

	it("is done with the full run that somebody asked for just then", async () => {
		now = at("2026-11-24T17:59:00Z");
		await startRun(await context(), { mode: "full", trigger: "api", actor: { kind: "api", key: "API_KEY" } });
		now = at("2026-11-24T18:00:00Z");
		await tick();
		await endAll();
		await ticksUntil("2026-11-24T20:00:00Z");
		expect(await nights()).toEqual([]);
	});

	it("the cron at 01.00 WIB begins no second one, and none at all where the schedule says another hour", async () => {
		const scheduled = (cron: string) => worker.scheduled(createScheduledController({ cron }), env);
		const clock = new Date(Date.now() + 7 * 3_600_000 + 6 * 3_600_000);
		// Six hours from now by the clock of the runtime: neither cron finds it due.
		now = Date.now();
		await set({ time: clock.toISOString().slice(11, 16) });
		await scheduled("0 18 * * *");
		await scheduled("*/15 * * * *");
		expect(await nights()).toEqual([]);
		await db.run(sql`UPDATE connection SET nights_over = ${Date.now() - 3 * 3_600_000}`);
		const past = new Date(Date.now() + 7 * 3_600_000 - 3_600_000);
		const settings = JSON.stringify({ ...DEFAULTS, schedule: { ...DEFAULTS.schedule, time: past.toISOString().slice(11, 16) } });
		await db.run(sql`UPDATE connection SET settings = ${settings}`);
		await Promise.all([scheduled("0 18 * * *"), scheduled("*/15 * * * *")]);
		expect(await nights()).toHaveLength(1);
	});
});

describe("the hours without full runs", () => {
	const noon = "2026-11-24T05:00:00Z";
	const office = { from: "11:00", to: "17:00" };

	it("a full run that a person asks for is refused with why and what may be had; a quick one and a look are not", async () => {
		now = at(noon);
		await set({ noFullRuns: office });
		const asked = startRun(await context(), { mode: "full", trigger: "api", actor: { kind: "api", key: "API_KEY" } });
		await expect(asked).rejects.toThrow(FullRunsRest);
		await expect(asked).rejects.toThrow(/from 11:00 until 17:00 WIB .*quick one \(auto\) may/);
		const { run } = await startRun(await context(), { mode: "preview", trigger: "api", actor: ADMIN });
		expect(run.mode).toBe("preview");
		await endAll();
		expect((await startRun(await context(), { mode: "auto", trigger: "api", actor: ADMIN })).joined).toBe(false);
	});

	it("end at 17.00 sharp", async () => {
		now = at("2026-11-24T09:59:59.999Z");
		await set({ noFullRuns: office });
		await expect(startRun(await context(), { mode: "full", trigger: "api", actor: ADMIN })).rejects.toThrow(FullRunsRest);
		now += 1;
		expect((await startRun(await context(), { mode: "full", trigger: "api", actor: ADMIN })).run.mode).toBe("full");
	});
});

it("a new schedule or retention judges no record anew: nothing is put on the plan queue, no list is read again", async () => {
	await stack.control("/accurate/customer", "POST", { customerNo: "C-1", name: "Toko Maju" });
	await stack.sync("full");
	now = Date.now();
	const ctx = await context();
	await changeSettings(
		ctx,
		{
			...ctx.settings,
			schedule: { ...ctx.settings.schedule, time: "02:00" },
			retention: { ...ctx.settings.retention, inbox: 14 },
		},
		CRON,
	);
	const [row] = await db.all(
		sql`SELECT (SELECT count(*) FROM record WHERE changed_seq > planned_seq) AS queued, (SELECT count(*) FROM watermark) AS marks`,
	);
	expect(row).toEqual({ queued: 0, marks: 6 });
	await changeSettings(ctx, { ...ctx.settings, branch: "Pusat" }, CRON);
	expect(await db.all(sql`SELECT count(*) AS queued FROM record WHERE changed_seq > planned_seq`)).toEqual([{ queued: 2 }]);
});
