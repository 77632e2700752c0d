import { beforeEach, describe, expect, it } from "vitest";
import { SystemError } from "../../src/domain/errors.ts";
import { publicRoutes } from "../../src/web/app.ts";
import {
	API_KEY,
	type Browser,
	createWorld,
	ORIGIN,
	openBrowser,
	seedProblems,
	seedRecords,
	signedIn,
	type World,
} from "../web/support.ts";

let world: World;
let browser: Browser;
beforeEach(async () => {
	world = await createWorld();
	browser = await signedIn(world);
	await seedRecords(world, "accurate", "customer", [{ id: "1" }]);
	await seedProblems(world, "accurate", "customer", [{ id: "1", reason: "INACTIVE" }]);
});

/** Every address that a browser can open, with something in the places of parameters. */
const PAGES = publicRoutes
	.filter(({ method, path }) => method === "GET" && !path.startsWith("/api/"))
	.map(({ path }) => path.replace(/:\w+/g, "x"));

const CSP = {
	"default-src": "'none'",
	"style-src": "'self'",
	"script-src": "'self'",
	"connect-src": "'self'",
	"img-src": "'self'",
	"form-action": "'self'",
	"base-uri": "'none'",
	"frame-ancestors": "'none'",
};

function assertSealed(path: string, response: Response): void {
	const policy = Object.fromEntries(
		(response.headers.get("content-security-policy") ?? "").split("; ").map((part) => {
			const [name = "", ...values] = part.split(" ");
			return [name, values.join(" ")];
		}),
	);
	expect([path, policy]).toEqual([path, CSP]);
	const rest = ["x-frame-options", "x-content-type-options", "referrer-policy", "cross-origin-opener-policy"];
	expect([path, rest.map((name) => response.headers.get(name))]).toEqual([
		path,
		["DENY", "nosniff", "same-origin", "same-origin"],
	]);
	expect(response.headers.get("strict-transport-security")).toMatch(/^max-age=\d{7,}/);
}

describe("every answer of the Worker", () => {
	it("has been listed from its routes, not from memory", () => {
		expect(PAGES).toEqual(expect.arrayContaining(["/", "/health", "/sign-in", "/sync-information", "/runs/x", "/style.css"]));
		expect(PAGES.length).toBeGreaterThan(15);
	});

	it.each([...PAGES, "/nowhere", "/api/openapi.json", "/api/v1/links", "/api/v1/nowhere"])(
		"%s forbids what is inline, foreign or framed",
		async (path) => {
			assertSealed(path, await browser.get(path));
			assertSealed(path, await openBrowser(world).get(path));
		},
	);

	it.each([...PAGES, "/nowhere"])("%s needs nothing that the policy forbids", async (path) => {
		const response = await browser.get(path);
		if (!response.headers.get("content-type")?.startsWith("text/html")) return;
		const html = await response.text();
		expect(html).not.toMatch(/<style|\sstyle\s*=|\son\w+\s*=|javascript:|<base|<iframe|<object|<embed/i);
		for (const [, attributes = "", content = ""] of html.matchAll(/<script([^>]*)>(.*?)<\/script>/gs)) {
			expect([content, attributes]).toEqual(["", expect.stringMatching(/ src="\/sync\.js\?v=\w+"/)]);
		}
		for (const [, address = ""] of html.matchAll(/\s(?:src|href|action)="([^"]*)"/g)) {
			expect([path, address]).toEqual([path, expect.stringMatching(/^(\/(?![/\\])|#)/)]);
		}
	});

	it("is kept by no cache, but for the files that change with their address", async () => {
		const kept = ["/style.css", "/sync.js", "/icon.svg"];
		for (const path of PAGES) {
			const cache = (await browser.get(path)).headers.get("cache-control");
			expect([path, cache]).toEqual([path, kept.includes(path) ? "public, max-age=31536000, immutable" : "no-store"]);
		}
	});
});

describe("an address made by somebody else", () => {
	it.each(["//evil.example/x", "/\\evil.example/x", "///evil.example", "/%5Cevil.example", "//evil.example/sign-in"])(
		"%s leads to no other site, by redirect or by link",
		async (path) => {
			for (const one of [browser, openBrowser(world)]) {
				const response = await one.get(`https://sinkron.example${path}`);
				expect(response.headers.get("location") ?? "/").toMatch(/^\/(?![/\\])/);
				for (const [, href = ""] of (await response.text()).matchAll(/href="([^"]*)"/g)) expect(href).toMatch(/^(\/(?![/\\])|#)/);
			}
		},
	);

	it.each(["/sign-in?next=https://evil.example", "/sign-in/link?token=x&next=//evil.example", "/?to=//evil.example"])(
		"%s is not followed either",
		async (path) => {
			const response = await browser.get(path);
			expect(response.headers.get("location") ?? "/").toMatch(/^\/(?![/\\])/);
		},
	);

	it.each(["/problems/judge", "/problems/retry", "/conflicts/choose", "/settings", "/sync-information/runs", "/sign-out"])(
		"a form sent to %s with a target of its own leads back to our pages",
		async (path) => {
			const form = { next: "//evil.example", back: "//evil.example", place: "//evil.example", mode: "auto" };
			const response = await browser.post(`${path}?cursor=//evil.example&entity=//evil.example`, form);
			expect(response.headers.get("location") ?? "/").toMatch(/^\/(?![/\\])/);
		},
	);
});

describe("what lets somebody in", () => {
	it("is made at the door, never brought along: a planted session is worth nothing before and after", async () => {
		const planted = "planted-by-somebody-else";
		const signIn = await world.fetch("/sign-in", {
			method: "POST",
			body: new URLSearchParams({ key: API_KEY }),
			headers: { origin: ORIGIN, cookie: `sinkron_session=${planted}` },
		});
		const given = /sinkron_session=([^;]+)/.exec(signIn.headers.get("set-cookie") ?? "")?.[1];
		expect([signIn.status, given === undefined, given === planted]).toEqual([303, false, false]);
		const opened = await world.fetch("/sync-information", { headers: { cookie: `sinkron_session=${planted}` } });
		expect(opened.status).toBe(303);
		for (const address of [`/sync-information?sinkron_session=${given}`, `/sync-information?token=${given}`]) {
			expect((await world.fetch(address)).status).toBe(303);
		}
	});

	it("of a page opens no API, and the key of the API opens no page without signing in", async () => {
		const cookie = `sinkron_session=${browser.cookies.get("sinkron_session")}`;
		expect((await world.fetch("/api/v1/links", { headers: { cookie } })).status).toBe(401);
		const authorization = `Bearer ${API_KEY}`;
		expect((await world.fetch("/sync-information", { headers: { authorization } })).status).toBe(303);
	});

	it("is not written into the page it came with", async () => {
		const accurateConsent = () => ({
			authoriseUrl: (_: string, state: string) => `https://account.accurate.id/?state=${state}`,
			exchange: () => Promise.reject(new SystemError("unauthorized", "kode sudah dipakai")),
		});
		world = await createWorld(() => ({ accurateConsent }));
		browser = await signedIn(world);
		const start = await browser.get("/oauth/accurate/start");
		const state = new URL(start.headers.get("location") ?? "").searchParams.get("state");
		for (const path of [
			`/oauth/accurate/callback?code=the-secret-code&state=${state}`,
			"/sign-in/link?token=the-secret-token",
			"/nowhere?code=the-secret-code&token=the-secret-token",
		]) {
			const html = await (await browser.get(path)).text();
			expect(html).toContain("?lang=en");
			expect(html).not.toMatch(/the-secret/);
			expect(html).not.toContain(state);
		}
	});
});
