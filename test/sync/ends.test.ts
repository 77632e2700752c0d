import { createScheduledController } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import worker from "../../src/index.ts";
import { noteChannel } from "../../src/store/channels.ts";
import { commit, database } from "../../src/store/database.ts";
import type { Alert, SyncContext } from "../../src/sync/context.ts";
import { careForLogins } from "../../src/sync/status/ends.ts";
import { exchangeCode } from "../../src/systems/accurate/oauth-grant.ts";
import { CONNECTION, invocation, oauthApp } from "../../src/wiring.ts";
import { createStack, type Stack } from "../support/stack.ts";
import { accurateStanding, loginThat } from "../support/standings.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOON = Date.UTC(2026, 10, 22, 5, 0, 0);
const OAUTH = {
	ACCURATE_CLIENT_ID: "local-client-id",
	ACCURATE_CLIENT_SECRET: "local-client-secret",
	ACCURATE_DATABASE_ID: "1001",
};

/** A clock, a login and the alerts that reach the admins. */
async function days(stack: Stack) {
	const real = await stack.context();
	const told: Alert[] = [];
	const at: { now: number; end: number; tells: boolean } = { now: NOON, end: NOON + 20 * DAY_MS, tells: true };
	const licence = () => ({ endsAt: at.end, accessUntil: null, accessToldAt: null, trial: false, expired: false });
	let asked = 0;
	let known: ReturnType<typeof accurateStanding> | null = null;
	const login = loginThat("accurate", () => {
		asked++;
		known = accurateStanding(at.now, { licence: licence() });
		return known;
	});
	const ctx: SyncContext = {
		...real,
		now: () => at.now,
		logins: [{ ...login, known: async () => known }],
		notifier: {
			...real.notifier,
			alert: async (alert) => {
				if (!at.tells) throw new Error("Telegram is down");
				told.push(alert);
			},
		},
	};
	return {
		at,
		ctx,
		told,
		asked: () => asked,
		days: () => told.map((alert) => (alert.kind === "ends" ? alert.days : alert.kind)),
	};
}

describe("what will end is told of in time", () => {
	it("14, 7, 3 and 1 days before, each time once, however often the clock ticks", async () => {
		const world = await days(await createStack({ scenario: "empty" }));
		for (let tick = 0; tick < 22 * 4; tick++) {
			await careForLogins(world.ctx);
			world.at.now += 6 * HOUR_MS;
		}
		expect(world.days()).toEqual([14, 7, 3, 1]);
		expect(world.told[0]).toMatchObject({ kind: "ends", end: { what: "licence", side: "accurate" } });
	});

	it("late, when we only learn of it late; and anew when it moves", async () => {
		const world = await days(await createStack({ scenario: "empty" }));
		world.at.end = NOON + 5 * DAY_MS;
		await careForLogins(world.ctx);
		expect(world.days()).toEqual([5]);
		world.at.end = NOON + 6 * DAY_MS;
		world.at.now += DAY_MS;
		await careForLogins(world.ctx);
		await careForLogins(world.ctx);
		expect(world.days()).toEqual([5, 5]);
		world.at.end = NOON + 365 * DAY_MS;
		world.at.now += DAY_MS;
		for (let tick = 0; tick < 10; tick++) {
			await careForLogins(world.ctx);
			world.at.now += DAY_MS;
		}
		expect(world.days()).toEqual([5, 5]);
	});

	it("once more when it could not be said", async () => {
		const world = await days(await createStack({ scenario: "empty" }));
		world.at.end = NOON + 2 * DAY_MS;
		world.at.tells = false;
		await careForLogins(world.ctx);
		expect(world.told).toEqual([]);
		world.at.tells = true;
		await careForLogins(world.ctx);
		await careForLogins(world.ctx);
		expect(world.days()).toEqual([2]);
	});

	it("with the side asked once a day, not at each tick", async () => {
		const world = await days(await createStack({ scenario: "empty" }));
		for (let tick = 0; tick < 96; tick++) {
			await careForLogins(world.ctx);
			world.at.now += 15 * 60_000;
		}
		expect(world.asked()).toBe(1);
		await careForLogins(world.ctx);
		expect(world.asked()).toBe(2);
	});

	it("of a webhook only when it cannot be renewed", async () => {
		const world = await days(await createStack({ scenario: "empty" }));
		world.at.end = NOON + 365 * DAY_MS;
		await commit(database(env.DB), [noteChannel("default", "accurate", { renewedAt: NOON })]);
		await careForLogins(world.ctx);
		expect(world.days()).toEqual([]);
		for (let tick = 0; tick < 8; tick++) {
			world.at.now += DAY_MS;
			await careForLogins(world.ctx);
		}
		expect(world.told.map((alert) => (alert.kind === "ends" ? [alert.end.what, alert.days] : alert.kind))).toEqual([
			["webhook", 5],
			["webhook", 3],
			["webhook", 1],
		]);
	});
});

describe("the Worker's own quarter-hourly look, with a login by OAuth", () => {
	it("tells the report chat, in Indonesian, of a licence that ends in three days, once", async () => {
		const stack = await createStack({ scenario: "empty" });
		const bindings: Env = { ...env, ...OAUTH };
		const consent = stack.sandbox.world.state.accurate.oauth;
		consent.codes.consent = {
			redirectUri: "https://sinkron.test/oauth/accurate/callback",
			scopes: ["customer_view"],
			expiresAt: Date.now() + HOUR_MS,
		};
		const app = oauthApp(invocation(bindings), CONNECTION);
		if (!app) throw new Error("no OAuth");
		await exchangeCode(app, "consent", "https://sinkron.test/oauth/accurate/callback");
		await stack.control("/account", "PATCH", { licenseEnd: new Date(Date.now() + 3 * DAY_MS).toISOString() });
		const care = () => worker.scheduled(createScheduledController({ cron: "*/15 * * * *" }), bindings);
		await care();
		await care();
		const messages = await stack.control<{ text: string }[]>("/telegram/chats/7/messages");
		const told = messages.filter(({ text }) => text.includes("Lisensi"));
		expect(told.map(({ text }) => text)).toEqual([
			expect.stringMatching(
				/^⚠️ Lisensi Accurate berakhir 3 hari lagi \(\d+ \w+ \d{4}\)\nSetelah itu data tidak dapat disamakan sampai diperpanjang\.\n→ Perpanjang lisensi di Accurate\.$/,
			),
		]);
	});
});
