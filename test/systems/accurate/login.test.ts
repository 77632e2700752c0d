import { describe, expect, it } from "vitest";
import { CREDENTIALS } from "../../../sandbox/credentials.ts";
import { accurateLogin } from "../../../src/systems/accurate/login.ts";
import { createOAuth } from "../../../src/systems/accurate/oauth.ts";
import { exchangeCode, SCOPES } from "../../../src/systems/accurate/oauth-grant.ts";
import { createTokenAuth } from "../../../src/systems/accurate/token-auth.ts";
import { fault, type Setting, world } from "../stand-ins.ts";
import { memoryStore } from "../support.ts";

const MAIN = "http://127.0.0.1:8788";
const DAY_MS = 24 * 3_600_000;
const { apiToken, signatureSecret, clientId, clientSecret, databaseId } = CREDENTIALS.accurate;

async function control({ sandbox }: Setting, change: object): Promise<void> {
	const headers = { "content-type": "application/json" };
	const answer = await sandbox.fetch(
		new Request(`${MAIN}/control/account`, { method: "PATCH", headers, body: JSON.stringify(change) }),
	);
	expect(answer.status).toBe(200);
}

async function consented(setting: Setting) {
	const store = memoryStore();
	const app = {
		...setting,
		accountUrl: `${MAIN}/accurate/account`,
		clientId,
		clientSecret,
		databaseId: String(databaseId),
		store,
	};
	const redirectUri = "https://sinkron.test/callback";
	setting.sandbox.world.state.accurate.oauth.codes.consent = {
		redirectUri,
		scopes: [...SCOPES],
		expiresAt: setting.now() + 60_000,
	};
	await exchangeCode(app, "consent", redirectUri);
	return { store, login: accurateLogin({ ...app, auth: createOAuth(app) }) };
}

function tokened(setting: Setting) {
	const common = { ...setting, accountUrl: `${MAIN}/accurate/account`, store: memoryStore() };
	return accurateLogin({ ...common, auth: createTokenAuth({ ...common, apiToken, signatureSecret }), databaseId: null });
}

const iso = (at: number): string => new Date(at).toISOString();
/** Midnight in WIB, as a date of Accurate is read. */
const midnight = (at: number): number => Math.floor((at + 7 * 3_600_000) / DAY_MS) * DAY_MS - 7 * 3_600_000;

describe("how Accurate sees a login by OAuth", () => {
	it("tells rights, ages and ends of token and session, and the licence as open-db.do has it", async () => {
		const setting = world();
		const { login } = await consented(setting);
		const end = setting.now() + 30 * DAY_MS;
		await control(setting, { licenseEnd: iso(end), accessibleUntil: iso(end + DAY_MS), trial: true });
		const first = await login.look();
		expect(first).toMatchObject({ side: "accurate", mode: "oauth", refused: null, missing: [] });
		expect(first.licence).toMatchObject({
			endsAt: midnight(end),
			accessUntil: midnight(end + DAY_MS),
			trial: true,
			expired: false,
		});
		expect(first.session).toMatchObject({ alive: true });
		setting.pass(3 * DAY_MS);
		const { token } = await login.look();
		expect(setting.now() - (token?.issuedAt ?? 0)).toBeGreaterThanOrEqual(3 * DAY_MS);
		expect((token?.endsAt ?? 0) - setting.now()).toBeGreaterThan(11 * DAY_MS);
	});

	it("names the rights that were not given", async () => {
		const setting = world();
		const { login } = await consented(setting);
		await control(setting, { scopes: SCOPES.filter((scope) => scope !== "item_save" && scope !== "branch_view") });
		const { missing } = await login.look();
		expect(missing).toEqual([
			{ on: "product", to: "save", name: "item_save" },
			{ on: "branch", to: "view", name: "branch_view" },
		]);
	});

	it("renews the tokens a week before their end, so that a refusal is known while there is time", async () => {
		const setting = world();
		const { store, login } = await consented(setting);
		await control(setting, { tokenEnds: iso(setting.now() + 15 * DAY_MS) });
		setting.pass(8 * DAY_MS);
		expect((await login.look()).token).toMatchObject({ unrenewable: null });
		const ends = store.value?.mode === "oauth" ? store.value.expiresAt : 0;
		expect(ends - setting.now()).toBeGreaterThan(14 * DAY_MS);

		await control(setting, { refreshRefused: true });
		setting.pass(8 * DAY_MS);
		const { token, refused } = await login.look();
		// It still works, but will not for long.
		expect(refused).toBeNull();
		expect(token?.unrenewable).toContain("izin sudah tidak berlaku");
		expect(token?.endsAt).toBe(ends);
	});

	it("whose consent has ended is refused, with the cure", async () => {
		const setting = world();
		const { login } = await consented(setting);
		await control(setting, { refreshRefused: true });
		setting.pass(16 * DAY_MS);
		expect((await login.look()).refused).toEqual({ words: "izin sudah tidak berlaku", remedy: "consent" });
	});

	it("of a database whose trial is over, that it cannot be opened", async () => {
		const setting = world();
		const { login } = await consented(setting);
		await login.look();
		setting.sandbox.world.state.accurate.switches.openDbError = "Masa ujicoba data usaha sudah berakhir";
		expect((await login.look()).licence).toMatchObject({ expired: true });
	});
});

describe("how Accurate sees an API token", () => {
	it("tells what there is to tell: rights, trial and expiry, but no end of anything", async () => {
		const setting = world();
		const login = tokened(setting);
		await control(setting, { scopes: ["customer_view"], trial: true, expired: true });
		const { mode, missing, token, session, licence, refused } = await login.look();
		expect({ mode, token, session, refused }).toEqual({ mode: "token", token: null, session: null, refused: null });
		expect(missing?.map(({ name }) => name)).toEqual(SCOPES.filter((scope) => scope !== "customer_view"));
		expect(licence).toMatchObject({ endsAt: null, accessUntil: null, trial: true, expired: true });
	});

	it("that was revoked is refused in Accurate's words", async () => {
		const setting = world();
		const login = tokened(setting);
		await login.look();
		await control(setting, { revoked: true });
		expect((await login.look()).refused).toEqual({ words: "Invalid or Revoked API Token", remedy: "token" });
	});

	it("is not said to be refused while the account host is in trouble: that is an error", async () => {
		const setting = world();
		const login = tokened(setting);
		await login.look();
		await fault(setting, { system: "accurate", path: "/api/approved-scope.do", kind: "status-503", times: 9 });
		await expect(login.look()).rejects.toThrow();
	});
});
