import { describe, expect, it } from "vitest";
import type { AccurateAuth } from "../../src/systems/accurate/auth.ts";
import { createClient } from "../../src/systems/accurate/client.ts";
import { createOAuth } from "../../src/systems/accurate/oauth.ts";
import { createTokenAuth } from "../../src/systems/accurate/token-auth.ts";
import { mayCarryLogin } from "../../src/systems/accurate/trust.ts";
import { inTurn, json, memoryStore, NOON, openGate, outboundOf, type Reply, scripted } from "../systems/support.ts";

const ACCOUNT = "https://account.accurate.id";
const FOREIGN = [
	"https://evil.example",
	"https://accurate.id.evil.example",
	"https://notaccurate.id",
	"https://zeus.accurate.id@evil.example",
	"https://user:pass@zeus.accurate.id",
	"http://zeus.accurate.id",
	"http://127.0.0.1:8789",
	"http://169.254.169.254",
	"https://[::1]",
	"ftp://zeus.accurate.id",
];

const redirect = (location: string) => () =>
	new Response(null, { status: 308, headers: { location: `${location}/accurate/api/customer/list.do` } });

/** A client whose calls go to the vendor's host, and what the world saw of them. */
function clientWith(...replies: readonly Reply[]) {
	const { fetch, seen } = scripted(inTurn(...replies));
	const moves: string[] = [];
	const auth: AccurateAuth = {
		remedy: "token" as const,
		endpoint: async () => ({
			apiUrl: "https://zeus.accurate.id/accurate/api",
			headers: { authorization: "Bearer the-token" },
			session: "s",
			token: "t",
		}),
		recover: async () => {},
		moved: async (apiUrl) => void moves.push(apiUrl),
	};
	return { client: createClient({ outbound: outboundOf(fetch), gate: openGate(), auth }), seen, moves };
}

const call = { method: "GET", path: "customer/list.do", params: {}, writes: false } as const;

describe("a database that is said to have moved", () => {
	it.each(FOREIGN)("to %s does not take the login there, and is not remembered", async (place) => {
		const { client, seen, moves } = clientWith(redirect(place));
		await expect(client.call(call)).rejects.toMatchObject({ kind: "bad_answer" });
		expect(seen.map(({ url }) => url.host)).toEqual(["zeus.accurate.id"]);
		expect(moves).toEqual([]);
	});

	it("is not followed out of the vendor's hosts in two steps either", async () => {
		const { client, seen } = clientWith(redirect("https://iris.accurate.id"), redirect("https://evil.example"));
		await expect(client.call(call)).rejects.toMatchObject({ kind: "bad_answer" });
		expect(seen.map(({ url }) => url.host)).toEqual(["zeus.accurate.id", "iris.accurate.id"]);
	});
});

describe("a host that the account names", () => {
	it.each(FOREIGN)("is called only where the login may go: not %s (API token)", async (host) => {
		const { fetch, seen } = scripted(inTurn(() => json({ s: true, d: { database: { id: 1, host }, tokenType: "api" } })));
		const store = memoryStore();
		const login = { accountUrl: ACCOUNT, apiToken: "aat.x", signatureSecret: "secret", store, now: () => NOON };
		const auth = createTokenAuth({ ...login, outbound: outboundOf(fetch), gate: openGate() });
		await expect(auth.endpoint()).rejects.toMatchObject({ kind: "bad_answer" });
		expect([seen.length, store.value]).toEqual([1, null]);
	});

	it.each(FOREIGN)("is called only where the login may go: not %s (OAuth)", async (host) => {
		const { fetch } = scripted(inTurn(() => json({ s: true, d: ["Berhasil"], session: "s2", host })));
		const tokens = { accessToken: "a", refreshToken: "r", expiresAt: NOON + 10 * 24 * 3_600_000 };
		const store = memoryStore({ mode: "oauth", ...tokens, session: null, host: null });
		const app = { accountUrl: ACCOUNT, clientId: "id", clientSecret: "secret", databaseId: "1", store, now: () => NOON };
		const auth = createOAuth({ ...app, outbound: outboundOf(fetch), gate: openGate() });
		await expect(auth.endpoint()).rejects.toMatchObject({ kind: "bad_answer" });
		expect(store.value).toMatchObject({ host: null });
	});
});

describe("where a login may go", () => {
	it.each([
		["https://account.accurate.id", "https://zeus.accurate.id", true],
		["https://account.accurate.id", "https://accurate.id:8443/x", true],
		["http://127.0.0.1:8788", "http://127.0.0.1:8790", true],
		["http://127.0.0.1:8788", "http://localhost:8789", true],
		["http://stack:8788", "http://stack:8789", true],
		["http://stack:8788", "https://stack", true],
		["http://127.0.0.1:8788", "http://10.0.0.1", false],
		["http://127.0.0.1:8788", "http://127.0.0.1.evil.example", false],
		["http://stack:8788", "http://zeus.accurate.id", false],
		["https://account.accurate.id", "", false],
	])("from %s to %s: %j", (from, to, allowed) => {
		expect(mayCarryLogin(from, to)).toBe(allowed);
	});
});
