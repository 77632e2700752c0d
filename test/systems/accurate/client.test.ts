import { describe, expect, test } from "vitest";
import type { SystemError } from "../../../src/domain/errors.ts";
import type { AccurateAuth, Cure } from "../../../src/systems/accurate/auth.ts";
import { type AccurateCall, createClient } from "../../../src/systems/accurate/client.ts";
import { inTurn, json, openGate, outboundOf, type Reply, scripted } from "../support.ts";

const READ: AccurateCall = { method: "GET", path: "customer/list.do", params: { fields: "id,name" }, writes: false };
const WRITE: AccurateCall = { method: "POST", path: "customer/save.do", params: { name: "A & B" }, writes: true };

function setUp(...replies: readonly Reply[]) {
	const { fetch, seen } = scripted(inTurn(...replies));
	const cures: Cure[] = [];
	const moves: string[] = [];
	const gate = openGate();
	const auth: AccurateAuth = {
		remedy: "token" as const,
		endpoint: () =>
			Promise.resolve({
				apiUrl: moves.at(-1) ?? "https://zeus.accurate.id/accurate/api",
				headers: { authorization: "Bearer t" },
				session: "s",
				token: "t",
			}),
		recover: (cure) => Promise.resolve(void cures.push(cure)),
		moved: (apiUrl) => Promise.resolve(void moves.push(apiUrl)),
	};
	return { client: createClient({ outbound: outboundOf(fetch), gate, auth }), seen, cures, moves, gate };
}

const ok = () => json({ s: true, d: [] });
const says =
	(body: unknown, status = 200, headers = {}) =>
	() =>
		json(body, status, headers);
const failing = async (work: Promise<unknown>): Promise<Pick<SystemError, "kind" | "message" | "detail">> => {
	const caught: unknown = await work.then(
		() => new Error("should have failed"),
		(error: unknown) => error,
	);
	// The tests below only look at what a SystemError has; anything else fails their comparison.
	return caught as SystemError;
};

describe("what is sent", () => {
	test("a GET carries parameters in the query with plain commas, a POST as a form, both ask for JSON", async () => {
		const { client, seen } = setUp(ok, ok);
		await client.call(READ);
		await client.call(WRITE);
		expect(seen[0]?.url.href).toBe("https://zeus.accurate.id/accurate/api/customer/list.do?fields=id,name");
		expect(seen[1]?.body).toBe("name=A%20%26%20B");
		expect(seen[1]?.headers.get("content-type")).toBe("application/x-www-form-urlencoded");
		expect(seen.map(({ headers }) => headers.get("accept"))).toEqual(["application/json", "application/json"]);
	});
});

describe("a database that moved (308)", () => {
	const to = (host: string) => (seen: { url: URL }) =>
		new Response(null, { status: 308, headers: { location: `https://${host}${seen.url.pathname}${seen.url.search}` } });

	test("is followed with the same method, body and Authorization, and the new host is remembered", async () => {
		const { client, seen, moves } = setUp(to("iris.accurate.id"), ok, ok);
		await client.call(WRITE);
		await client.call(READ);
		expect(seen[1]).toMatchObject({ method: "POST", body: "name=A%20%26%20B" });
		expect(seen[1]?.headers.get("authorization")).toBe("Bearer t");
		expect(moves).toEqual(["https://iris.accurate.id/accurate/api"]);
		expect(seen[2]?.url.host).toBe("iris.accurate.id");
	});

	test("is not chased for ever", async () => {
		const { client, seen } = setUp(...Array.from({ length: 4 }, (_, hop) => to(`h${hop}.accurate.id`)));
		expect(await failing(client.call(WRITE))).toMatchObject({ kind: "bad_answer" });
		expect(seen).toHaveLength(4);
	});

	test("never takes the login from https to http", async () => {
		const down = () =>
			new Response(null, { status: 308, headers: { location: "http://iris.accurate.id/accurate/api/customer/save.do" } });
		const { client, seen } = setUp(down);
		expect(await failing(client.call(WRITE))).toMatchObject({ kind: "bad_answer" });
		expect(seen).toHaveLength(1);
	});
});

describe("two kinds of 401 have opposite cures", () => {
	const session = says({ s: false, d: ["Data Session Key tidak tepat"] }, 401);
	const token = says({ error: "invalid_token", error_description: "x" }, 401);
	const xml = () => new Response("<InvalidTokenException><error>invalid_token</error></InvalidTokenException>", { status: 401 });

	test("a bad session is opened again, a bad token refreshed, then the call goes out once more", async () => {
		const { client, cures, seen } = setUp(token, session, ok);
		await client.call(WRITE);
		expect(cures).toEqual(["token", "session"]);
		expect(seen).toHaveLength(3);
	});

	test("XML says the same", async () => {
		const { client, cures } = setUp(xml, ok);
		await client.call(READ);
		expect(cures).toEqual(["token"]);
	});

	test("a cure that does not help is not tried for ever", async () => {
		const { client, cures } = setUp(session, session, session, session);
		expect(await failing(client.call(READ))).toMatchObject({ kind: "unauthorized" });
		expect(cures).toEqual(["session", "session", "session"]);
	});

	test("a signature that is refused needs a person", async () => {
		const { client } = setUp(says({ s: false, d: ["Header X-Api-Signature invalid"] }, 401));
		expect(await failing(client.call(READ))).toMatchObject({
			kind: "unauthorized",
			message: expect.stringMatching(/X-Api-Signature.*; pasang API Token dan Signature Secret/),
		});
	});
});

describe("slow down", () => {
	const text = { s: false, d: ["Batas pemanggilan API adalah 8 request per detik"] };

	test.each([
		["429", says({}, 429)],
		["429 with HTML", () => new Response("<html>", { status: 429 })],
		["the text in HTTP 200", says(text)],
		["503 that says so", says(text, 503)],
	])("%s: everybody waits, and the write is tried again because it was not carried out", async (_, reply) => {
		const { client, gate, seen } = setUp(reply, ok);
		await client.call(WRITE);
		expect(seen).toHaveLength(2);
		expect(gate.slowDowns).toEqual([1000]);
		expect(gate.open).toBe(0);
	});

	test("Retry-After is passed on; a long one is left to the queue", async () => {
		const { client, gate, seen } = setUp(says({}, 429, { "retry-after": "60" }));
		expect(await failing(client.call(READ))).toMatchObject({ kind: "rate_limited", detail: { retryAfterMs: 60_000 } });
		expect(gate.slowDowns).toEqual([60_000]);
		expect(seen).toHaveLength(1);
	});

	test("it gives up after a few tries", async () => {
		const { client, seen } = setUp(...Array.from({ length: 5 }, () => says({}, 429)));
		expect(await failing(client.call(READ))).toMatchObject({ kind: "rate_limited" });
		expect(seen).toHaveLength(5);
	});

	test("a 503 to a write may hide a stored record", async () => {
		const { client, gate } = setUp(says({}, 503));
		expect(await failing(client.call(WRITE))).toMatchObject({ kind: "unknown_outcome" });
		expect(gate.slowDowns).toEqual([1000]);
	});
});

describe("answers that are no answers", () => {
	const html = (status: number) => () => new Response("<html>Halaman tidak boleh diakses</html>", { status });

	test.each([
		["HTML", html(200), "unknown_outcome"],
		["HTTP 500", html(500), "unknown_outcome"],
		["HTTP 500 in JSON", says({ s: false, d: ["x"] }, 500), "unknown_outcome"],
		["HTTP 404", says({ s: false, d: ["URL API tidak tepat"] }, 404), "bad_answer"],
	])("a write answered by %s is %s", async (_, reply, kind) => {
		const { client, seen } = setUp(reply);
		expect(await failing(client.call(WRITE))).toMatchObject({ kind });
		expect(seen).toHaveLength(1);
	});

	test("a read answered by HTML is a bad answer; by a 5xx it is asked once more", async () => {
		const first = setUp(html(200));
		expect(await failing(first.client.call(READ))).toMatchObject({ kind: "bad_answer" });
		const second = setUp(html(500), ok);
		await expect(second.client.call(READ)).resolves.toMatchObject({ s: true });
		const third = setUp(html(500), html(500));
		expect(await failing(third.client.call(READ))).toMatchObject({ kind: "unavailable" });
	});

	test("a missing right is named, in JSON and in XML", async () => {
		const body = { error: "insufficient_scope", error_description: "x", scope: "item_save" };
		const xml =
			"<InsufficientScopeException><error>insufficient_scope</error><scope>item_save</scope></InsufficientScopeException>";
		for (const reply of [says(body, 403), () => new Response(xml, { status: 403 })]) {
			const { client } = setUp(reply);
			expect(await failing(client.call(WRITE))).toMatchObject({
				kind: "no_right",
				message: expect.stringContaining("item_save"),
			});
		}
	});
});
