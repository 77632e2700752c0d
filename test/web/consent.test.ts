import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { SystemError } from "../../src/domain/errors.ts";
import type { AccurateConsent } from "../../src/web/dependencies.ts";
import { type Browser, createWorld, ORIGIN, signedIn, type World } from "./support.ts";

const CALLBACK = "/oauth/accurate/callback";

let world: World;
let browser: Browser;
let exchanged: string[][];
let refusal: SystemError | null;

const consent: AccurateConsent = {
	authoriseUrl: (redirectUri, state) =>
		`https://account.example/oauth/authorize?${new URLSearchParams({ redirect_uri: redirectUri, state })}`,
	exchange: async (...given) => {
		if (refusal) throw refusal;
		exchanged.push(given);
	},
};

beforeEach(async () => {
	exchanged = [];
	refusal = null;
	world = await createWorld(() => ({ accurateConsent: () => consent }));
	browser = await signedIn(world);
});

/** Sets out for Accurate; answers the state it was sent with. */
async function setOut(): Promise<string> {
	const response = await browser.get("/oauth/accurate/start");
	expect(response.status).toBe(302);
	const target = new URL(response.headers.get("location") ?? "");
	expect(target.searchParams.get("redirect_uri")).toBe(`${ORIGIN}${CALLBACK}`);
	return target.searchParams.get("state") ?? "";
}

describe("giving access to Accurate Online", () => {
	it("is offered on the page, and ends with a login that is stored and an audit row", async () => {
		expect(await (await browser.get("/sync-information")).text()).toContain('href="/oauth/accurate/start"');
		const state = await setOut();
		const response = await browser.get(`${CALLBACK}?code=abc&state=${state}`);
		expect([response.status, (await response.text()).includes("Accurate Online sudah tersambung.")]).toEqual([200, true]);
		expect(exchanged).toEqual([["abc", `${ORIGIN}${CALLBACK}`]]);
		const rows = await world.db.all(
			sql`SELECT actor, detail FROM audit WHERE connection_id = ${world.connection} AND action = 'accurate.connect'`,
		);
		expect(rows).toEqual([{ actor: '{"kind":"api","key":"page"}', detail: "{}" }]);
	});

	it("sets out with another state each time, kept where only this browser shows it", async () => {
		expect(await setOut()).not.toBe(await setOut());
		const line = (await browser.get("/oauth/accurate/start")).headers
			.getSetCookie()
			.find((cookie) => cookie.startsWith("sinkron_consent="));
		expect(line).toMatch(/; Max-Age=600; Path=\/oauth\/accurate; HttpOnly; Secure; SameSite=Lax$/);
	});

	it("takes no answer that this browser did not ask for", async () => {
		expect((await browser.get(`${CALLBACK}?code=abc&state=x`)).status).toBe(400);
		const state = await setOut();
		const stranger = await signedIn(world);
		expect((await stranger.get(`${CALLBACK}?code=abc&state=${state}`)).status).toBe(400);
		for (const query of ["", "?code=abc", `?code=abc&state=${state}x`, "?code=abc&state="]) {
			await setOut();
			expect([query, (await browser.get(CALLBACK + query)).status]).toEqual([query, 400]);
		}
		expect(exchanged).toEqual([]);
	});

	it("takes an answer once, and within ten minutes", async () => {
		const state = await setOut();
		await browser.get(`${CALLBACK}?code=abc&state=${state}`);
		expect((await browser.get(`${CALLBACK}?code=abc&state=${state}`)).status).toBe(400);
		const late = await setOut();
		world.pass(10 * 60_000);
		expect((await browser.get(`${CALLBACK}?code=abc&state=${late}`)).status).toBe(400);
		expect(exchanged).toHaveLength(1);
	});

	it("says so when the person declined", async () => {
		const response = await browser.get(`${CALLBACK}?error=access_denied&state=${await setOut()}`);
		expect([response.status, (await response.text()).includes("Izin tidak diberikan")]).toEqual([400, true]);
	});

	it("says what Accurate said when it refused the code", async () => {
		refusal = new SystemError("unauthorized", "izin <b>sudah</b> tidak berlaku");
		const response = await browser.get(`${CALLBACK}?code=old&state=${await setOut()}`);
		expect([response.status, (await response.text()).includes("izin &lt;b&gt;sudah&lt;/b&gt; tidak berlaku")]).toEqual([
			502,
			true,
		]);
	});

	it("needs no access with an API token, and offers none", async () => {
		world = await createWorld();
		browser = await signedIn(world);
		expect(await (await browser.get("/sync-information")).text()).not.toContain("/oauth/accurate/start");
		for (const path of ["/oauth/accurate/start", CALLBACK]) {
			const response = await browser.get(path);
			expect([response.status, (await response.text()).includes("tidak ada izin yang perlu diberikan")]).toEqual([200, true]);
		}
	});

	it("names the settings that are missing, and the page opens all the same", async () => {
		const accurateConsent = () => {
			throw new SystemError("not_configured", "Accurate Online: ACCURATE_CLIENT_SECRET is missing");
		};
		world = await createWorld(() => ({ accurateConsent }));
		browser = await signedIn(world);
		expect((await browser.get("/sync-information")).status).toBe(200);
		const response = await browser.get("/oauth/accurate/start");
		expect([response.status, (await response.text()).includes("ACCURATE_CLIENT_SECRET is missing")]).toEqual([503, true]);
	});
});
