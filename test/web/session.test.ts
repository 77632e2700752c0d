import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { createPageLink } from "../../src/web/security/page-link.ts";
import { issueToken, tokenKey } from "../../src/web/security/tokens.ts";
import { API_KEY, createWorld, NOON, ORIGIN, openBrowser, SEALING_KEY, signedIn, type World } from "./support.ts";

let world: World;
beforeEach(async () => {
	world = await createWorld();
});

const linkPath = async (at = NOON, key = SEALING_KEY): Promise<string> =>
	(await createPageLink(ORIGIN, key, at, { userId: 7, name: "Ani" })).replace(ORIGIN, "");

const opens = async (cookie: string, from: World = world): Promise<boolean> =>
	(await from.fetch("/sync-information", { headers: { cookie: `sinkron_session=${cookie}` } })).status === 200;

describe("signing in with the API key", () => {
	it("leads from the front door to the page", async () => {
		const browser = openBrowser(world);
		expect((await browser.get("/")).headers.get("location")).toBe("/sync-information");
		expect((await browser.get("/sync-information")).headers.get("location")).toBe("/sign-in");
		expect(await (await browser.get("/sign-in")).text()).toContain('type="password"');
		const response = await browser.post("/sign-in", { key: ` ${API_KEY} ` });
		expect([response.status, response.headers.get("location")]).toEqual([303, "/sync-information"]);
		expect((await browser.get("/sync-information")).status).toBe(200);
		expect((await browser.get("/sign-in")).headers.get("location")).toBe("/sync-information");
	});

	it("gives a cookie that scripts and other sites do not get, for twelve hours", async () => {
		const response = await openBrowser(world).post("/sign-in", { key: API_KEY });
		const cookie = response.headers.getSetCookie().find((line) => line.startsWith("sinkron_session="));
		expect(cookie).toMatch(/; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
	});

	it.each(["", "the-api-keY", "the-api-key-and-more", "the"])("turns the key %j away politely", async (key) => {
		const browser = openBrowser(world);
		const response = await browser.post("/sign-in", { key });
		expect(response.status).toBe(401);
		expect(await response.text()).toContain("Maaf, kunci itu tidak cocok");
		expect(browser.cookies.has("sinkron_session")).toBe(false);
	});

	it("ends after twelve hours, and at the way out", async () => {
		const browser = await signedIn(world);
		world.pass(12 * 3_600_000 - 1000);
		expect((await browser.get("/sync-information")).status).toBe(200);
		world.pass(2000);
		expect((await browser.get("/sync-information")).status).toBe(303);
		const again = await signedIn(world);
		await again.post("/sign-out", {});
		expect((await again.get("/sync-information")).status).toBe(303);
	});

	it("is written into the audit trail", async () => {
		await signedIn(world);
		const rows = await world.db.all(sql`SELECT actor, action, detail FROM audit WHERE connection_id = ${world.connection}`);
		expect(rows).toEqual([{ actor: '{"kind":"api","key":"page"}', action: "page.sign_in", detail: '{"by":"key"}' }]);
	});

	it("is closed, and says why, without the settings it needs", async () => {
		const closed = await createWorld(() => ({ api: { ok: false, message: "API: API_KEY is missing" } }));
		const response = await openBrowser(closed).post("/sign-in", { key: "" });
		expect([response.status, (await response.text()).includes("API_KEY is missing")]).toEqual([503, true]);
	});
});

describe("a session", () => {
	it("cannot be made up, changed, or carried over from another purpose or key", async () => {
		const browser = await signedIn(world);
		const good = browser.cookies.get("sinkron_session") ?? "";
		expect(await opens(good)).toBe(true);
		const [header, payload, signature] = good.split(".");
		const forged = btoa('{"holder":{"kind":"telegram","userId":1,"name":"x"},"exp":9999999999}').replace(/=+$/, "");
		const unsigned = `${btoa('{"alg":"none","typ":"JWT"}').replace(/=+$/, "")}.${payload}.`;
		const holder = { holder: { kind: "api", key: "page" } };
		const ofLink = await issueToken(await tokenKey(SEALING_KEY, "page-link"), holder, NOON + 60_000);
		const ofOtherKey = await issueToken(await tokenKey(SEALING_KEY, "session", "another-api-key"), holder, NOON + 60_000);
		for (const cookie of ["", "x", `${header}.${forged}.${signature}`, `${header}.${payload}.`, unsigned, ofLink, ofOtherKey]) {
			expect([cookie, await opens(cookie)]).toEqual([cookie, false]);
		}
	});

	it("ends when the API key is changed", async () => {
		const cookie = (await signedIn(world)).cookies.get("sinkron_session") ?? "";
		const changed = await createWorld(() => ({ api: { ok: true, value: { key: "a-new-key" } } }));
		expect(await opens(cookie, changed)).toBe(false);
	});

	it.each([
		"/sync-information",
		"/problems",
		"/problems/download",
		"/conflicts",
		"/runs/x",
		"/history",
		"/settings",
		"/oauth/accurate/start",
		"/oauth/accurate/callback?code=1&state=2",
	])("guards %s", async (path) => {
		const response = await world.fetch(path);
		expect([response.status, response.headers.get("location"), await response.text()]).toEqual([303, "/sign-in", ""]);
	});

	it("is missing in words that a script understands", async () => {
		const response = await world.fetch("/sync-information/state", { headers: { accept: "application/json" } });
		expect(response.status).toBe(401);
	});
});

describe("the link that the bot hands out", () => {
	it("signs its reader in under their own name", async () => {
		const browser = openBrowser(world);
		const response = await browser.get(await linkPath());
		expect([response.status, response.headers.get("location")]).toEqual([303, "/sync-information"]);
		expect((await browser.get("/sync-information")).status).toBe(200);
		const [row] = await world.db.all<{ actor: string }>(sql`SELECT actor FROM audit WHERE connection_id = ${world.connection}`);
		expect(JSON.parse(row?.actor ?? "null")).toEqual({ kind: "telegram", userId: 7, name: "Ani" });
	});

	it("is good for fifteen minutes", async () => {
		const path = await linkPath();
		world.pass(15 * 60_000 - 1000);
		expect((await world.fetch(path)).status).toBe(303);
		world.pass(1000);
		const late = await world.fetch(path);
		expect([late.status, (await late.text()).includes("sudah tidak berlaku")]).toEqual([401, true]);
	});

	it("cannot be made with another key, changed, or left out", async () => {
		const foreign = await linkPath(NOON, btoa("another-key-another-key-another-"));
		const session = (await signedIn(world)).cookies.get("sinkron_session");
		for (const path of [
			foreign,
			`${await linkPath()}x`,
			"/sign-in/link",
			"/sign-in/link?token=x",
			`/sign-in/link?token=${session}`,
		]) {
			const response = await world.fetch(path);
			expect([path, response.status, response.headers.get("set-cookie")?.includes("sinkron_session") ?? false]).toEqual([
				path,
				401,
				false,
			]);
		}
	});
});

describe("forms", () => {
	const FORMS = [
		"/sign-in",
		"/sign-out",
		"/sync-information/runs",
		"/sync-information/cancel",
		"/sync-information/confirm",
		"/conflicts/choose",
		"/problems/judge",
		"/problems/settle",
		"/problems/unmark",
		"/problems/retry",
		"/settings",
	];

	it.each(FORMS)("%s is taken from our own pages only", async (path) => {
		const browser = await signedIn(world);
		const form = { key: API_KEY, mode: "auto", run: "x" };
		for (const headers of [
			{},
			{ origin: "https://evil.example" },
			{ origin: "null" },
			{ origin: "https://evil.example", "sec-fetch-site": "cross-site" },
			{ "sec-fetch-site": "same-site" },
		]) {
			const response = await browser.post(path, form, headers);
			expect([path, headers, response.status]).toEqual([path, headers, 403]);
		}
		expect(world.sent).toEqual([]);
		expect((await browser.get("/sync-information")).status).toBe(200);
	});

	it("are taken under the public address too, where the Worker sees another one", async () => {
		const moved = await createWorld(() => ({ page: { ok: true, value: { publicUrl: "https://data.toko.example" } } }));
		const response = await openBrowser(moved).post("/sign-in", { key: API_KEY }, { origin: "https://data.toko.example" });
		expect(response.status).toBe(303);
	});

	it("are small", async () => {
		const response = await openBrowser(world).post("/sign-in", { key: "x".repeat(20_000) });
		expect(response.status).toBe(400);
	});
});
