import { Api } from "grammy";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createAccurate } from "../../src/systems/accurate/accurate.ts";
import type { OAuthCredential } from "../../src/systems/accurate/credential.ts";
import { createOAuth } from "../../src/systems/accurate/oauth.ts";
import { exchangeCode } from "../../src/systems/accurate/oauth-grant.ts";
import { createTokenAuth } from "../../src/systems/accurate/token-auth.ts";
import { createWebhookAccount } from "../../src/systems/accurate/webhook-account.ts";
import { createOutbound, type OutboundOptions } from "../../src/systems/outbound.ts";
import { createSmh } from "../../src/systems/smh/smh.ts";
import { attempt, clientOptions } from "../../src/telegram/api.ts";
import { memoryStore, NOON, openGate } from "./support.ts";

const accountUrl = "https://account.accurate.id";
const never = new Promise<never>(() => undefined);

/** Nobody ever answers, and nobody listens to a caller who gives up. */
const silent: typeof fetch = () => never;
/** Begins to answer and never ends. */
const endless: typeof fetch = () => Promise.resolve(new Response(new ReadableStream({ pull: () => never })));

const credential: OAuthCredential = {
	...{ mode: "oauth", accessToken: "a1", refreshToken: "r1", session: "s1", host: "https://zeus.accurate.id" },
	expiresAt: NOON + 10 * 24 * 3_600_000,
};

function setUp(fetcher: typeof fetch, options: Partial<OutboundOptions> = {}) {
	const gate = openGate();
	const common = { outbound: createOutbound({ fetch: fetcher, deadlineMs: 5, ...options }), gate, now: () => NOON, accountUrl };
	const app = (stored: OAuthCredential | null) => {
		return { ...common, clientId: "id", clientSecret: "secret", databaseId: "1001", store: memoryStore(stored) };
	};
	const oauth = (stored: OAuthCredential) => createOAuth(app(stored));
	const token = { ...common, apiToken: "aat.x", signatureSecret: "secret", store: memoryStore() };
	const accurate = createAccurate({ ...common, auth: oauth(credential) });
	const smh = createSmh({ ...common, baseUrl: "https://smh.test/v1", apiKey: "key" });
	return { gate, accurate, smh, app, oauth, token, common };
}
type At = ReturnType<typeof setUp>;

const row = { projection: { code: "E-1", name: "Agung", position: "Sales" }, partnerId: "1" };

const CALLS: Readonly<Record<string, (at: At) => Promise<unknown>>> = {
	"a list of SMH": ({ smh }) => smh.list("customer", { page: 1, size: 100 }),
	"a write to SMH": ({ smh }) => smh.remove("customer", ["1"]),
	"a list of Accurate": ({ accurate }) => accurate.list("customer", { page: 1, size: 100 }),
	"a write to Accurate": ({ accurate }) => accurate.update("customer", [{ id: "1", changes: { name: "A" }, known: {} }]),
	"a delete in Accurate": async ({ accurate }) => (await accurate.remove("customer", ["1"]))[0],
	"a single write to Accurate": async ({ accurate }) => (await accurate.create("employee", [row]))[0],
	"the look-up of the API token's host": ({ token }) => createTokenAuth(token).endpoint(),
	"the exchange of the consent's code": ({ app }) => exchangeCode(app(null), "code", "https://us.test/callback"),
	"a refresh of the tokens": ({ oauth }) => oauth({ ...credential, expiresAt: NOON }).endpoint(),
	"opening the database": ({ oauth }) => oauth({ ...credential, session: null }).endpoint(),
	"renewing the session": async ({ oauth }) => {
		const login = oauth(credential);
		await login.recover("session", await login.endpoint());
	},
	"renewing the webhook": ({ common, oauth }) =>
		createWebhookAccount({ ...common, auth: oauth(credential), databaseId: null }).renew(),
};

describe.each([
	["a side that never answers", silent],
	["an answer that never ends", endless],
] as const)("%s", (_, fetcher) => {
	test.each(Object.entries(CALLS))("%s is given up, to be tried again, and makes room at the gate", async (_name, call) => {
		const at = setUp(fetcher);
		const come = await call(at).catch((error: unknown) => error);
		const failure = come instanceof Error ? come : (come as { error: unknown }).error;
		expect(failure).toMatchObject({ kind: expect.stringMatching(/^(unavailable|unknown_outcome)$/), retryable: true });
		expect(at.gate.open).toBe(0);
	});
});

test("no caller has to set a deadline: there is one, shorter than a pass of the gate and a claim of a step last", async () => {
	const deadline = vi.spyOn(AbortSignal, "timeout").mockImplementation(() => AbortSignal.abort(new Error("given up")));
	const outbound = createOutbound({ fetch: silent });
	await expect(outbound.send({ method: "GET", url: "https://a.test/", headers: {}, writes: false })).rejects.toMatchObject({
		kind: "unavailable",
	});
	expect(deadline.mock.calls).toEqual([[15_000]]);
});

test("an answer larger than any that we ask for is not read to its end", async () => {
	let given = 0;
	const part = new Uint8Array(1_000_000).fill(32);
	const flood: typeof fetch = () =>
		Promise.resolve(
			new Response(
				new ReadableStream({
					pull(controller) {
						if (++given > 200) controller.close();
						else controller.enqueue(part);
					},
				}),
			),
		);
	const { smh, gate } = setUp(flood, { deadlineMs: 20_000 });
	await expect(smh.list("customer", { page: 1, size: 100 })).rejects.toMatchObject({ kind: "bad_answer" });
	expect(given).toBeLessThan(20);
	given = 0;
	await expect(smh.remove("customer", ["1"])).rejects.toMatchObject({ kind: "unknown_outcome" });
	expect(gate.open).toBe(0);
});

describe("Telegram", () => {
	const login = { apiUrl: "https://telegram.test", botToken: "1:x" };
	const send = (fetcher: typeof fetch) =>
		attempt(() => new Api(login.botToken, clientOptions(login, fetcher)).sendMessage(7, "hai"));
	beforeEach(() => void vi.useFakeTimers());
	afterEach(() => void vi.useRealTimers());

	test("a call that is never answered is given up", async () => {
		const sent = send(silent);
		await vi.advanceTimersByTimeAsync(20_000);
		await expect(sent).resolves.toMatchObject({ kind: "unreachable" });
	});

	test.each([
		["an HTML page", () => new Response("<html>", { status: 502 }), "unreachable"],
		["nothing", () => new Response(""), "unreachable"],
		["null", () => new Response("null"), "unreachable"],
		["no without a word", () => new Response('{"ok":false}'), "unreachable"],
		["no with words that are none", () => new Response('{"ok":false,"error_code":400,"description":5}'), "refused"],
		[
			"wait, for a time that is none",
			() => new Response('{"ok":false,"error_code":429,"parameters":{"retry_after":"x"}}'),
			"wait",
		],
		["wait, till the end of days", () => new Response('{"ok":false,"error_code":429,"parameters":{"retry_after":1e15}}'), "wait"],
	])("%s is no crash", async (_, reply, kind) => {
		const come = await send(() => Promise.resolve(reply()));
		expect(come.kind).toBe(kind);
		if (come.kind === "wait") expect(come.ms).toBeGreaterThan(0);
		if (come.kind === "wait") expect(come.ms).toBeLessThanOrEqual(15 * 60_000);
	});
});
