import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { readSettings } from "../../src/env.ts";
import { createWorld, openBrowser, type World } from "../web/support.ts";

const KEY = "kunci-yang-panjang-dan-acak";

async function digestOf(key: string): Promise<string> {
	const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(key));
	return `sha256:${[...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

const worldWith = (key: string): Promise<World> => createWorld(() => ({ api: { ok: true, value: { key } } }));

const asks = async (world: World, bearer: string): Promise<number> =>
	(await world.fetch("/api/v1/sync-information", { headers: { authorization: `Bearer ${bearer}` } })).status;

describe("an API key of which only the digest is kept", () => {
	it("opens the API and the page to whoever holds the key itself", async () => {
		const world = await worldWith(await digestOf(KEY));
		expect(await asks(world, KEY)).toBe(200);
		expect((await openBrowser(world).post("/sign-in", { key: KEY })).status).toBe(303);
	});

	it("opens nothing to whoever has read the digest", async () => {
		const digest = await digestOf(KEY);
		const world = await worldWith(digest);
		for (const given of [digest, digest.slice("sha256:".length), digest.toUpperCase(), `${KEY}x`, KEY.toUpperCase()]) {
			expect([given, await asks(world, given)]).toEqual([given, 401]);
			const response = await openBrowser(world).post("/sign-in", { key: given });
			expect([given, response.status]).toEqual([given, 401]);
		}
	});

	it("may be written in capitals", async () => {
		const digest = await digestOf(KEY);
		expect(await asks(await worldWith(`sha256:${digest.slice("sha256:".length).toUpperCase()}`), KEY)).toBe(200);
	});

	it("ends every session when it is changed", async () => {
		const world = await worldWith(await digestOf(KEY));
		const browser = openBrowser(world);
		await browser.post("/sign-in", { key: KEY });
		const cookie = `sinkron_session=${browser.cookies.get("sinkron_session")}`;
		const opens = async (key: string): Promise<number> =>
			(await (await worldWith(key)).fetch("/sync-information", { headers: { cookie } })).status;
		expect([await opens(await digestOf(KEY)), await opens(await digestOf("another"))]).toEqual([200, 303]);
	});
});

describe("the API key in the environment", () => {
	const apiOf = (key: string) => readSettings({ ...env, API_KEY: key }).api;

	it("is taken as it is, or as a digest", async () => {
		const digest = await digestOf(KEY);
		expect([apiOf("local-api-key"), apiOf(digest)]).toEqual([
			{ ok: true, value: { key: "local-api-key" } },
			{ ok: true, value: { key: digest } },
		]);
	});

	it.each(["sha256:", "sha256:abc", `sha256:${"g".repeat(64)}`, `sha256:${"0".repeat(65)}`, "SHA256:abc"])(
		"that is meant as a digest and is none closes the API and says so: %j",
		(key) => {
			const { ok, ...rest } = apiOf(key);
			expect([ok, "message" in rest && rest.message]).toEqual([
				false,
				"API: API_KEY must be the key itself, or sha256: and 64 hexadecimal digits",
			]);
		},
	);
});

it("leaves no trace of the key in the database", async () => {
	const world = await worldWith(KEY);
	await openBrowser(world).post("/sign-in", { key: KEY });
	await asks(world, KEY);
	const audit = await world.db.all(sql`SELECT * FROM audit`);
	expect(audit).not.toHaveLength(0);
	expect(JSON.stringify(audit)).not.toContain(KEY);
});
