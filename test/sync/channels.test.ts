import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { accuratePeople } from "../../sandbox/accurate/people.ts";
import { registerWebhook } from "../../sandbox/accurate/webhook.ts";
import type { Coordinator } from "../../src/coordinator/client.ts";
import { SystemError } from "../../src/domain/errors.ts";
import type { Side } from "../../src/domain/model.ts";
import { database } from "../../src/store/database.ts";
import { takeInDeliveries } from "../../src/store/inbox.ts";
import type { Alert, Notifier } from "../../src/sync/context.ts";
import { careForChannels } from "../../src/sync/inbox/channels.ts";
import { accurateChannel } from "../../src/systems/accurate/channel.ts";
import { readEvents } from "../../src/systems/accurate/webhook.ts";
import type { Channel } from "../../src/systems/channel.ts";
import { tokenAuth, world } from "../systems/stand-ins.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** One connection with Accurate's account host behind it; all clocks are one. */
function care() {
	const setting = world();
	const connection = crypto.randomUUID();
	const db = database(env.DB);
	const alerts: Alert[] = [];
	const looked: string[] = [];
	const logged: string[] = [];
	const asked: string[] = [];
	const outbound = {
		...setting.outbound,
		send: (...args: Parameters<typeof setting.outbound.send>) => {
			asked.push(new URL(args[0].url).pathname.split("/").at(-1) ?? "");
			return setting.outbound.send(...args);
		},
	};
	const channel = accurateChannel({
		...setting,
		outbound,
		accountUrl: "http://sandbox.test/accurate/account",
		auth: tokenAuth(setting),
		databaseId: null,
		registered: true,
	});
	const note = (event: string) => void logged.push(event);
	const notifier: Notifier = {
		progress: async () => {},
		asks: async () => {},
		ended: async () => {},
		alert: async (alert) => void alerts.push(alert),
	};
	const ctx = {
		connection,
		db,
		notifier,
		log: { info: note, warn: note, error: note },
		now: setting.now,
		channels: [channel],
		queue: env.SYNC_JOBS,
		// Of the coordinator this needs one method.
		coordinator: { wake: async (which: string) => void looked.push(which) } as unknown as Coordinator,
	};
	let deliveries = 0;
	return {
		...{ setting, ctx, channel, alerts, looked, logged, asked },
		people: accuratePeople(setting.sandbox.world),
		tick: (changed: Partial<typeof ctx> = {}) => careForChannels({ ...ctx, ...changed }),
		/** A webhook comes in. */
		hear: async (side: Side, id = `d${++deliveries}`) => {
			await takeInDeliveries(db, connection, side, [{ id, signals: [] }], setting.now());
		},
		signals: async () =>
			await db.all<{ id: string; count: number }>(
				sql`SELECT record_id AS id, count(*) AS count FROM inbox WHERE connection_id = ${connection} GROUP BY record_id ORDER BY record_id`,
			),
	};
}

beforeAll(() => applyD1Migrations(env.DB, env.TEST_MIGRATIONS));

let at: ReturnType<typeof care>;
beforeEach(() => {
	at = care();
});
const calls = (name: string) => at.asked.filter((one) => one === name).length;
/** Looks every quarter of an hour, as the cron does, for so long; meanwhile things happen. */
async function ticks(forMs: number, everyMs = 15 * MINUTE_MS, meanwhile: () => Promise<void> = async () => {}): Promise<void> {
	for (const end = at.setting.now() + forMs; at.setting.now() < end; ) {
		at.setting.pass(everyMs);
		await meanwhile();
		await at.tick();
	}
}

describe("the registration of Accurate's webhook", () => {
	it("is renewed once a day, so that it never ends", async () => {
		registerWebhook(at.setting.sandbox.world, "http://main.test/webhooks");
		await ticks(20 * DAY_MS, 3 * HOUR_MS);
		expect(at.setting.sandbox.world.state.accurate.webhook.expiresAt).toBeGreaterThan(at.setting.now() + 5 * DAY_MS);
		expect(calls("webhook-renew.do")).toBeLessThanOrEqual(21);
		expect(at.alerts).toEqual([]);
	});

	it("that cannot be renewed is told to the admins, and tried again by every look until it works", async () => {
		at.setting.sandbox.world.state.accurate.apiToken.revoked = true;
		await ticks(HOUR_MS);
		expect(at.alerts).toEqual([{ kind: "webhook_renewal_failed", side: "accurate", reason: expect.stringContaining("Revoked") }]);
		at.setting.sandbox.world.state.accurate.apiToken.revoked = false;
		await ticks(2 * DAY_MS, HOUR_MS);
		expect(calls("webhook-renew.do")).toBeLessThanOrEqual(2);
		expect(at.setting.sandbox.world.state.accurate.webhook.expiresAt).toBeGreaterThan(at.setting.now() + 5 * DAY_MS);
		expect(at.alerts).toHaveLength(1);
	});
});

describe("changes in Accurate that no webhook brought", () => {
	it("of the day before the first look are taken in, and looked at", async () => {
		at.people.create("customer", { name: "Kemarin dulu" });
		at.setting.pass(DAY_MS + MINUTE_MS);
		const { id } = at.people.create("customer", { name: "Kemarin" });
		at.setting.pass(20 * HOUR_MS);
		await at.tick();
		expect(await at.signals()).toEqual([{ id: String(id), count: 1 }]);
		expect(at.looked).toEqual([at.ctx.connection]);
	});

	it("are taken in within the hour, each once, though the hours read overlap", async () => {
		await at.tick();
		const ids: string[] = [];
		await ticks(6 * HOUR_MS, 15 * MINUTE_MS, async () => {
			ids.push(String(at.people.create("customer", { name: "Baru" }).id));
			at.setting.pass(1000);
		});
		await ticks(HOUR_MS);
		expect(await at.signals()).toEqual(ids.map((id) => ({ id, count: 1 })));
		expect(calls("webhook-history.do")).toBeLessThanOrEqual(9);
	});

	it("are told from what the webhook did bring", async () => {
		await at.tick();
		const { id } = at.people.create("customer", { name: "Terdengar" });
		const { event } = at.setting.sandbox.world.state.accurate.webhookHistory.at(-1) ?? expect.fail("no event");
		await takeInDeliveries(at.ctx.db, at.ctx.connection, "accurate", readEvents(event, null).deliveries, at.setting.now());
		await ticks(2 * HOUR_MS);
		expect(await at.signals()).toEqual([{ id: String(id), count: 1 }]);
	});

	it("of a long time without a look are taken in as well, over several looks", async () => {
		await at.tick();
		const ids: string[] = [];
		for (let day = 0; day < 25; day++) {
			ids.push(String(at.people.create("customer", { name: `Hari ${day}` }).id));
			at.setting.pass(DAY_MS);
		}
		await at.tick();
		expect((await at.signals()).length).toBeLessThan(25);
		await ticks(HOUR_MS);
		expect(await at.signals()).toEqual(ids.map((id) => ({ id, count: 1 })));
	});

	it("are not asked for again and again where the login may not read the history; that is no trouble", async () => {
		const refusing = { ...at.channel, history: () => Promise.reject(new SystemError("rejected", "bukan pemilik aplikasi")) };
		at.setting.pass(DAY_MS);
		for (let hour = 0; hour < 24; hour++) {
			await at.tick({ channels: [refusing] });
			at.setting.pass(HOUR_MS);
		}
		expect(at.logged.filter((event) => event === "channel_history_refused")).toHaveLength(1);
		expect([at.alerts, calls("webhook-history.do")]).toEqual([[], 0]);
		await ticks(HOUR_MS);
		expect(calls("webhook-history.do")).toBeGreaterThan(0);
	});

	it("are asked for again by the next look when Accurate did not answer", async () => {
		const { id } = at.people.create("customer", { name: "Baru" });
		at.setting.pass(MINUTE_MS);
		const down = { ...at.channel, history: () => Promise.reject(new SystemError("unavailable", "tidak ada jawaban")) };
		await at.tick({ channels: [down] });
		expect(at.looked).toHaveLength(1);
		await ticks(15 * MINUTE_MS);
		expect(await at.signals()).toEqual([{ id: String(id), count: 1 }]);
		expect(at.alerts).toEqual([]);
	});
});

describe("a side that has fallen silent", () => {
	/** Working hours: a change every two hours from 08:00 to 16:00 WIB, Monday to Friday (the 22nd is a Sunday). */
	async function workday(day: number, side: Side): Promise<void> {
		for (const hour of [8, 10, 12, 14, 16]) {
			await until(Date.UTC(2026, 10, day, hour - 7));
			await at.hear(side);
		}
	}
	async function until(moment: number): Promise<void> {
		await ticks(moment - at.setting.now(), HOUR_MS);
	}
	const silences = () => at.alerts.filter(({ kind }) => kind === "silent");
	const quiet: Channel = { side: "accurate", read: () => null };
	beforeEach(() => {
		at.ctx.channels = [quiet];
	});

	it("is told after a day, with the moment it was last heard, and again only six hours later", async () => {
		for (const day of [23, 24, 25]) await workday(day, "smh");
		const heardAt = at.setting.now();
		await ticks(24 * HOUR_MS - HOUR_MS, HOUR_MS);
		expect(silences()).toEqual([]);
		await ticks(3 * HOUR_MS, HOUR_MS);
		expect(silences()).toEqual([{ kind: "silent", side: "smh", since: expect.any(Number) }]);
		expect(Math.abs(heardAt - Number(Object(silences()[0]).since))).toBeLessThanOrEqual(HOUR_MS);
		await ticks(6 * HOUR_MS, HOUR_MS);
		expect(silences()).toHaveLength(2);
		await at.hear("smh");
		await ticks(12 * HOUR_MS, HOUR_MS);
		expect(silences()).toHaveLength(2);
	});

	it("is not told of a weekend once one weekend has been seen, but of a whole week", async () => {
		for (const day of [23, 24, 25, 26, 27]) await workday(day, "smh");
		await workday(30, "smh");
		const first = silences().length;
		for (const day of [31, 32, 33, 34]) await workday(day, "smh");
		await workday(37, "smh");
		for (const day of [38, 39, 40, 41]) await workday(day, "smh");
		await workday(44, "smh");
		expect(silences()).toHaveLength(first);
		await ticks(7 * DAY_MS, HOUR_MS);
		expect(silences().length).toBeGreaterThan(first);
	});

	it("is nothing while the connection is new: never heard, or in one burst only", async () => {
		await ticks(5 * DAY_MS, HOUR_MS);
		for (let n = 0; n < 20; n++) {
			await at.hear("smh");
			at.setting.pass(1000);
		}
		await ticks(5 * DAY_MS, HOUR_MS);
		expect(at.alerts).toEqual([]);
	});

	it("is told of one side, however much the other one has to say", async () => {
		for (const day of [23, 24]) await workday(day, "accurate");
		await ticks(26 * HOUR_MS, HOUR_MS, () => at.hear("smh"));
		expect(silences()).toEqual([{ kind: "silent", side: "accurate", since: expect.any(Number) }]);
	});

	it("is told although its history still brings its changes: only the webhook brings them at once", async () => {
		at.ctx.channels = [at.channel];
		for (const day of [23, 24]) await workday(day, "accurate");
		await ticks(26 * HOUR_MS, HOUR_MS, async () => {
			at.people.create("customer", { name: "Tidak terdengar" });
			at.setting.pass(1000);
		});
		expect((await at.signals()).length).toBeGreaterThan(20);
		expect(silences()).toEqual([{ kind: "silent", side: "accurate", since: expect.any(Number) }]);
	});

	it("that was long once may be silent again, but what it taught fades", async () => {
		for (const day of [23, 24]) await workday(day, "smh");
		at.setting.pass(10 * DAY_MS);
		await at.hear("smh");
		await at.tick();
		const learned = async () => {
			const [row] = await at.ctx.db.all<{ ms: number }>(
				sql`SELECT longest_silence_ms AS ms FROM channel WHERE connection_id = ${at.ctx.connection} AND source = 'smh'`,
			);
			return row?.ms ?? 0;
		};
		expect(await learned()).toBeGreaterThanOrEqual(10 * DAY_MS);
		await ticks(30 * DAY_MS, 12 * HOUR_MS, () => at.hear("smh"));
		expect(await learned()).toBeLessThan(9 * DAY_MS);
		expect(await learned()).toBeGreaterThan(8 * DAY_MS);
	});
});

it("one thing that fails hinders nothing else: the rest is done, and what waits is looked at", async () => {
	const broken: Channel = {
		side: "accurate",
		read: () => null,
		renew: () => Promise.reject(new Error("bug")),
		history: () => Promise.reject(new Error("bug")),
	};
	for (const hours of [0, 2, 2, 2]) {
		at.setting.pass(hours * HOUR_MS);
		await at.hear("smh");
	}
	at.setting.pass(30 * HOUR_MS);
	await at.tick({ channels: [broken] });
	expect(at.alerts.map(({ kind }) => kind).sort()).toEqual(["silent", "webhook_renewal_failed"]);
	expect(at.looked).toEqual([at.ctx.connection]);
});
