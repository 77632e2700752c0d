import { describe, expect, test, vi } from "vitest";
import type { Cure } from "../../../src/systems/accurate/auth.ts";
import type { OAuthCredential } from "../../../src/systems/accurate/credential.ts";
import { createOAuth } from "../../../src/systems/accurate/oauth.ts";
import { authoriseUrl, exchangeCode } from "../../../src/systems/accurate/oauth-grant.ts";
import { fingerprint, sign } from "../../../src/systems/accurate/signature.ts";
import { createTokenAuth } from "../../../src/systems/accurate/token-auth.ts";
import { inTurn, json, memoryStore, NOON, openGate, outboundOf, type Reply, type Seen, scripted } from "../support.ts";

const accountUrl = "https://account.accurate.id";
const says =
	(body: unknown, status = 200) =>
	() =>
		json(body, status);
const now = () => NOON;

test("the signature is the official document's", async () => {
	await expect(sign("02/11/2023 09:01:01", "31d49b3dc632614495ff8071e5be44a1")).resolves.toBe(
		"8NxvylwwMcjGyzVXK0qbwNvFFuzHpwE9tECllVwLkbo=",
	);
});

test("calls that start together read the stored login once", async () => {
	const found = {
		mode: "token",
		fingerprint: await fingerprint("aat.x"),
		host: "https://zeus.accurate.id",
		foundAt: NOON,
	} as const;
	const store = memoryStore(found);
	const read = vi.spyOn(store, "read");
	const { fetch } = scripted(inTurn());
	const options = { accountUrl, apiToken: "aat.x", signatureSecret: "secret", store, now };
	const auth = createTokenAuth({ ...options, outbound: outboundOf(fetch), gate: openGate() });
	await Promise.all(Array.from({ length: 8 }, () => auth.endpoint()));
	await auth.endpoint();
	expect(read).toHaveBeenCalledTimes(1);
});

describe("API token", () => {
	function setUp(store = memoryStore(), ...replies: readonly Reply[]) {
		const { fetch, seen } = scripted(inTurn(...replies));
		const options = { accountUrl, apiToken: "aat.x", signatureSecret: "secret", store, now };
		return { auth: createTokenAuth({ ...options, outbound: outboundOf(fetch), gate: openGate() }), seen, store };
	}
	const host = (key: string, name = "https://zeus.accurate.id") =>
		says({ s: true, d: { [key]: { id: 1, host: name }, tokenType: "api" } });

	test.each(["database", "data usaha"])("finds its host under %s, signs each call, and looks up only once", async (key) => {
		const first = setUp(undefined, host(key));
		const endpoints = await Promise.all([first.auth.endpoint(), first.auth.endpoint()]);
		expect(endpoints[0]).toMatchObject({
			apiUrl: "https://zeus.accurate.id/accurate/api",
			headers: {
				authorization: "Bearer aat.x",
				"x-api-timestamp": String(NOON / 1000),
				"x-api-signature": await sign(String(NOON / 1000), "secret"),
			},
		});
		expect(first.seen[0]?.headers.get("x-api-signature")).toBe(endpoints[0]?.headers["x-api-signature"]);
		const later = setUp(first.store);
		await expect(later.auth.endpoint()).resolves.toMatchObject({ apiUrl: "https://zeus.accurate.id/accurate/api" });
	});

	test("another token does not inherit the host of the one before", async () => {
		const store = memoryStore({ mode: "token", fingerprint: "of another", host: "https://old.accurate.id", foundAt: NOON });
		const { auth } = setUp(store, host("database"));
		await expect(auth.endpoint()).resolves.toMatchObject({ apiUrl: "https://zeus.accurate.id/accurate/api" });
	});

	test("a revoked token needs a person", async () => {
		const { auth } = setUp(undefined, says({ s: false, d: ["Invalid or Revoked API Token"] }, 401));
		await expect(auth.endpoint()).rejects.toMatchObject({
			kind: "unauthorized",
			message: expect.stringMatching(/Revoked.*; pasang API Token dan Signature Secret yang masih berlaku/),
		});
	});

	test("a move is remembered for everybody", async () => {
		const { auth, store } = setUp(undefined, host("database"));
		await auth.endpoint();
		await auth.moved("https://iris.accurate.id/accurate/api");
		await expect(auth.endpoint()).resolves.toMatchObject({ apiUrl: "https://iris.accurate.id/accurate/api" });
		expect(store.value).toMatchObject({ host: "https://iris.accurate.id" });
	});

	test("a 401 makes it ask the account host whether the token still holds", async () => {
		const dead = says({ s: false, d: ["Invalid or Revoked API Token"] }, 401);
		const { auth } = setUp(undefined, host("database"), host("database", "https://iris.accurate.id"), dead);
		const failed = await auth.endpoint();
		await auth.recover("token", failed);
		await expect(auth.endpoint()).resolves.toMatchObject({ apiUrl: "https://iris.accurate.id/accurate/api" });
		await expect(auth.recover("token", await auth.endpoint())).rejects.toMatchObject({ kind: "unauthorized" });
	});
});

describe("OAuth", () => {
	const credential: OAuthCredential = {
		mode: "oauth",
		accessToken: "a1",
		refreshToken: "r1",
		expiresAt: NOON + 10 * 24 * 3_600_000,
		session: "s1",
		host: "https://zeus.accurate.id",
	};

	/** An account host that behaves: rotating tokens, sessions on demand. */
	function account(over: Partial<Record<string, Reply>> = {}) {
		let generation = 1;
		const counts: Record<string, number> = {};
		const replies: Record<string, Reply> = {
			"/oauth/token": ({ body }) => {
				const given = new URLSearchParams(body);
				const good = given.get("grant_type") === "authorization_code" || given.get("refresh_token") === `r${generation}`;
				if (!good) return json({ error: "invalid_grant", error_description: "Invalid refresh token" }, 400);
				generation++;
				return json({
					access_token: `a${generation}`,
					refresh_token: `r${generation}`,
					expires_in: 1_295_999,
					token_type: "bearer",
				});
			},
			"/api/open-db.do": ({ headers }) =>
				headers.get("authorization") === `Bearer a${generation}`
					? json({ s: true, d: ["Proses Berhasil Dilakukan"], session: `opened-${generation}`, host: "https://zeus.accurate.id" })
					: json({ error: "invalid_token" }, 401),
			"/api/db-refresh-session.do": () => json({ s: true, d: { session: "renewed", host: "https://zeus.accurate.id" } }),
			...over,
		};
		const { fetch, seen } = scripted((call: Seen) => {
			const path = call.url.pathname;
			counts[path] = (counts[path] ?? 0) + 1;
			return replies[path]?.(call) ?? new Response(null, { status: 404 });
		});
		return { fetch, seen, counts };
	}

	const app = (fetcher: typeof fetch, store = memoryStore(credential)) => ({
		accountUrl,
		clientId: "id",
		clientSecret: "secret",
		databaseId: "1001",
		store,
		now,
		outbound: outboundOf(fetcher),
		gate: openGate(),
	});

	test("consent is asked with a state, and the code becomes a login", async () => {
		const url = new URL(authoriseUrl({ accountUrl, clientId: "id", redirectUri: "https://us.test/callback", state: "st" }));
		expect(Object.fromEntries(url.searchParams)).toMatchObject({ response_type: "code", client_id: "id", state: "st" });
		expect(url.searchParams.get("scope")?.split(" ")).toContain("employee_save");
		const { fetch, seen } = account();
		const store = memoryStore();
		await exchangeCode(app(fetch, store), "code", "https://us.test/callback");
		expect(seen[0]?.headers.get("authorization")).toBe(`Basic ${btoa("id:secret")}`);
		expect(store.value).toMatchObject({ accessToken: "a2", refreshToken: "r2", session: null });
		await expect(createOAuth(app(fetch, store)).endpoint()).resolves.toMatchObject({
			apiUrl: "https://zeus.accurate.id/accurate/api",
			headers: { authorization: "Bearer a2", "x-session-id": "opened-2" },
		});
	});

	test("without a login an admin is asked for one", async () => {
		const { fetch } = account();
		await expect(createOAuth(app(fetch, memoryStore())).endpoint()).rejects.toMatchObject({ kind: "not_configured" });
	});

	test.each<[Cure, string]>([
		["token", "/oauth/token"],
		["session", "/api/db-refresh-session.do"],
	])("of many callers whose %s fails at once, in several invocations, one cures it", async (cure, path) => {
		const { fetch, counts } = account();
		const store = memoryStore(credential);
		const logins = [createOAuth(app(fetch, store)), createOAuth(app(fetch, store))];
		const failed = await Promise.all(logins.map((login) => login.endpoint()));
		await Promise.all(
			logins.flatMap((login, index) => {
				const endpoint = failed[index] ?? failed[0];
				return endpoint ? Array.from({ length: 5 }, () => login.recover(cure, endpoint)) : [];
			}),
		);
		expect(counts).toEqual({ [path]: 1 });
		const after = await Promise.all(logins.map((login) => login.endpoint()));
		expect(new Set(after.map(({ session, token }) => `${token} ${session}`)).size).toBe(1);
	});

	test("a refresh that somebody else got through meanwhile is no dead login: their tokens are taken", async () => {
		const { fetch } = account();
		const store = memoryStore(credential);
		const failed = await createOAuth(app(fetch, store)).endpoint();
		const refused = json({ error: "invalid_grant", error_description: "Invalid refresh token" }, 400);
		const late = account({
			"/oauth/token": () => {
				store.value = { ...credential, accessToken: "a9", refreshToken: "r9" };
				return refused;
			},
		});
		// The lock was held for too long, and given to somebody else.
		const slow = createOAuth({
			...app(late.fetch, store),
			store: { read: () => store.read(), write: (next) => store.write(next), locked: (work) => work() },
		});
		await slow.recover("token", failed);
		await expect(slow.endpoint()).resolves.toMatchObject({ token: "a9" });
		expect(store.value).toMatchObject({ refreshToken: "r9" });
	});

	test("new tokens are stored before they are used", async () => {
		const store = memoryStore(credential);
		const { fetch } = account({ "/api/open-db.do": () => json({ s: false, d: ["Masa ujicoba Anda sudah berakhir"] }, 500) });
		const login = createOAuth(app(fetch, store));
		store.value = { ...credential, expiresAt: NOON, session: null };
		await expect(login.endpoint()).rejects.toMatchObject({
			kind: "unauthorized",
			message: expect.stringMatching(/Masa ujicoba.*; periksa data usaha itu di Accurate$/),
		});
		expect(store.value).toMatchObject({ accessToken: "a2", refreshToken: "r2" });
	});

	test("a session that cannot be renewed is opened again, with a fresh token where the old one died too", async () => {
		const dead = () => json({ error: "invalid_token" }, 401);
		const { fetch } = account({ "/api/db-refresh-session.do": dead });
		const login = createOAuth(app(fetch));
		await login.recover("session", await login.endpoint());
		await expect(login.endpoint()).resolves.toMatchObject({ session: "opened-2", token: "a2" });
	});

	test("a dead refresh token says that an admin has to authorise again", async () => {
		const store = memoryStore({ ...credential, refreshToken: "used" });
		const { fetch } = account();
		const login = createOAuth(app(fetch, store));
		await expect(login.recover("token", await login.endpoint())).rejects.toMatchObject({
			kind: "unauthorized",
			message: expect.stringContaining('admin harus memberi izin lagi lewat "Beri izin Accurate Online"'),
		});
	});

	test("a wrong client secret answers an HTML page: a person has to act, nothing of the page is shown", async () => {
		const page = () => new Response("<html>Halaman /oauth/token tidak boleh diakses</html>", { status: 401 });
		const { fetch } = account({ "/oauth/token": page });
		const login = createOAuth(app(fetch));
		await expect(login.recover("token", await login.endpoint())).rejects.toMatchObject({
			kind: "unauthorized",
			message: "Accurate menolak login: HTTP 401; periksa ACCURATE_CLIENT_ID dan ACCURATE_CLIENT_SECRET",
		});
	});
});
