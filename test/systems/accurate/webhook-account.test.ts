import { beforeEach, describe, expect, it } from "vitest";
import { registerWebhook } from "../../../sandbox/accurate/webhook.ts";
import { peopleOf } from "../../../sandbox/control/people.ts";
import type { AccurateAuth } from "../../../src/systems/accurate/auth.ts";
import { createWebhookAccount } from "../../../src/systems/accurate/webhook-account.ts";
import { fault, oauth, type Setting, tokenAuth, world } from "../stand-ins.ts";
import { inTurn, json, NOON, openGate, outboundOf, type Reply, scripted } from "../support.ts";

const DAY_MS = 24 * 3_600_000;
const open: AccurateAuth = {
	remedy: "token" as const,
	endpoint: async () => ({ apiUrl: "", headers: {}, session: "", token: "" }),
	recover: async () => {},
	moved: async () => {},
};
const named = { side: "accurate", entity: "customer", id: "7", version: null, gone: false };
const event = (uuid: string) => ({ type: "CUSTOMER", uuid, data: [{ customerId: 7, action: "WRITE" }] });
const accountUrl = "http://sandbox.test/accurate/account";

describe.each([
	["API token", tokenAuth],
	["OAuth", oauth],
] as const)("the webhook of the application, with %s", (_mode, login) => {
	let setting: Setting;
	let account: ReturnType<typeof createWebhookAccount>;
	beforeEach(async () => {
		setting = world();
		account = createWebhookAccount({ ...setting, accountUrl, auth: login(setting), databaseId: null });
		registerWebhook(setting.sandbox.world, null);
		await account.renew();
	});
	const sell = (count: number): void => {
		const { accurate } = peopleOf(setting.sandbox.world);
		for (let n = 1; n <= count; n++) accurate.create("customer", { name: `Toko ${n}` });
		setting.pass(1000);
	};
	const history = (since: number) => account.history(since, setting.now());

	it("is renewed, and says until when", async () => {
		const before = setting.sandbox.world.state.accurate.webhook.expiresAt;
		setting.pass(2 * DAY_MS);
		const endsAt = await account.renew();
		expect(setting.sandbox.world.state.accurate.webhook.expiresAt).toBeGreaterThan(before + DAY_MS);
		// The answer names the day.
		expect(endsAt).toBeGreaterThan(setting.now() + 6 * DAY_MS);
		expect(endsAt).toBeLessThanOrEqual(setting.now() + 7 * DAY_MS);
	});

	it("is renewed with a token that has just run out", async () => {
		await fault(setting, { system: "accurate", path: "/api/webhook-renew.do", kind: "token-expired" });
		await expect(account.renew()).resolves.toBeGreaterThan(setting.now());
	});

	it("has a history, which is read page by page", async () => {
		const since = setting.now();
		sell(250);
		const part = await history(since);
		expect(new Set(part.deliveries.map(({ id }) => id)).size).toBe(250);
		expect(part.readUpTo).toBeGreaterThan(since);
	});

	it("has a history of our database alone", async () => {
		sell(1);
		const history = (databaseId: string) =>
			createWebhookAccount({ ...setting, accountUrl, auth: login(setting), databaseId }).history(
				setting.now() - DAY_MS,
				setting.now(),
			);
		expect((await history("1001")).deliveries).toHaveLength(1);
		expect((await history("9999")).deliveries).toEqual([]);
	});

	it("has a history of many days, which is read a day at a time, and no more at once than an invocation may call", async () => {
		const since = setting.now();
		for (let day = 1; day <= 25; day++) {
			sell(3);
			setting.pass(DAY_MS);
		}
		const first = await history(since);
		expect(first.deliveries).toHaveLength(60);
		const rest = await history(first.readUpTo);
		expect([rest.deliveries.length, rest.readUpTo]).toEqual([15, expect.any(Number)]);
		expect(rest.readUpTo).toBeGreaterThan(since + 25 * DAY_MS);
	});

	it("is asked for no more than the month it keeps", async () => {
		sell(1);
		setting.pass(60 * DAY_MS);
		sell(2);
		const found: string[] = [];
		let readUpTo = setting.now() - 60 * DAY_MS;
		while (readUpTo < setting.now() - 60_000) {
			const part = await history(readUpTo);
			found.push(...part.deliveries.map(({ id }) => id));
			readUpTo = part.readUpTo;
		}
		expect(found).toHaveLength(2);
	});
});

describe("a history of very many changes", () => {
	/** Answers as the account host would with so many rows a second. */
	function busy(rowsPerSecond: number) {
		const windows: { from: string; to: string; page: number }[] = [];
		const secondsOf = (text: string) => {
			const [day = "", time = ""] = text.split(" ");
			const [dd, mm, yyyy] = day.split("/");
			return Date.parse(`${yyyy}-${mm}-${dd}T${time}+07:00`) / 1000;
		};
		const reply: Reply = ({ url }) => {
			if (url.pathname.endsWith("api-token.do")) return json({ s: true, d: { database: { host: "https://zeus.test" } } });
			const { from = "", to = "", "sp.page": page = "1" } = Object.fromEntries(url.searchParams);
			windows.push({ from, to, page: Number(page) });
			const all = Math.ceil((secondsOf(to) - secondsOf(from)) * rowsPerSecond);
			const rows = Math.max(0, Math.min(100, all - (Number(page) - 1) * 100));
			const payload = (n: number) => [event(`${from}/${page}/${n}`.replace(" ", "T"))];
			return json({
				s: true,
				d: Array.from({ length: rows }, (_, n) => ({ payload: payload(n) })),
				sp: { pageCount: Math.ceil(all / 100) },
			});
		};
		const { fetch, seen } = scripted(reply);
		const options = { accountUrl: "https://account.test", outbound: outboundOf(fetch), gate: openGate() };
		return { account: createWebhookAccount({ ...options, auth: open, databaseId: null }), seen, windows };
	}

	it.each([0.5, 20, 900])("at %d a second is read in parts that fit, each whole", async (rowsPerSecond) => {
		const { account, seen } = busy(rowsPerSecond);
		const until = NOON + DAY_MS;
		let readUpTo = NOON;
		let found = 0;
		for (let tick = 0; tick < 3; tick++) {
			const before = seen.length;
			const part = await account.history(readUpTo, until);
			expect(seen.length - before).toBeLessThanOrEqual(20);
			expect(part.readUpTo).toBeGreaterThan(readUpTo);
			found += part.deliveries.length;
			readUpTo = part.readUpTo;
		}
		expect(found).toBe(((readUpTo - NOON) / 1000) * rowsPerSecond);
	});

	it("with more in one second than an invocation can read goes on nevertheless", async () => {
		const { account } = busy(5_000);
		const part = await account.history(NOON, NOON + 3_600_000);
		expect(part.readUpTo).toBe(NOON + 1_000);
		expect(part.deliveries.length).toBeGreaterThan(0);
	});

	it("that this login may not read is refused for good, in Accurate's words", async () => {
		const { fetch } = scripted(inTurn(() => json({ s: false, d: ["Hanya untuk pemilik aplikasi"] })));
		const options = {
			accountUrl: "https://account.test",
			outbound: outboundOf(fetch),
			gate: openGate(),
			auth: open,
			databaseId: null,
		};
		await expect(createWebhookAccount(options).history(NOON, NOON + DAY_MS)).rejects.toMatchObject({
			message: "Akun Accurate menolak: Hanya untuk pemilik aplikasi",
			retryable: false,
		});
	});

	it("that breaks off keeps what was whole", async () => {
		const page = () => json({ s: true, d: [{ payload: [event("a")] }], sp: { pageCount: 1 } });
		const { fetch } = scripted(inTurn(page, () => new Response("", { status: 502 })));
		const options = {
			accountUrl: "https://account.test",
			outbound: outboundOf(fetch),
			gate: openGate(),
			auth: open,
			databaseId: null,
		};
		const part = await createWebhookAccount(options).history(NOON, NOON + 3 * DAY_MS);
		expect(part).toEqual({ deliveries: [{ id: "a", signals: [named] }], readUpTo: NOON + DAY_MS });
	});
});
