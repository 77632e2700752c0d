import { describe, expect, it } from "vitest";
import { isSignature } from "../../sandbox/accurate/authenticate.ts";
import { CREDENTIALS } from "../../sandbox/credentials.ts";
import { type Answer, API, ORIGINS, read, START, type Stand, signatureOf, stand } from "./accurate-world.ts";

const ACCOUNT = `${ORIGINS.main}/accurate/account`;
const REDIRECT = "http://main.test/kembali";
const { clientId, clientSecret } = CREDENTIALS.accurate;

async function authorize({ app }: Stand, scope = "customer_view customer_save"): Promise<string> {
	const body = new URLSearchParams({ client_id: clientId, response_type: "code", redirect_uri: REDIRECT, scope, state: "s1" });
	const response = await app.request(`${ACCOUNT}/oauth/authorize`, { method: "POST", body });
	const target = new URL(response.headers.get("location") ?? "");
	expect([response.status, target.origin + target.pathname, target.searchParams.get("state")]).toEqual([302, REDIRECT, "s1"]);
	return target.searchParams.get("code") ?? "";
}

async function token({ app }: Stand, form: Record<string, string>, secret: string = clientSecret): Promise<Answer> {
	const headers = { authorization: `Basic ${btoa(`${clientId}:${secret}`)}`, accept: "application/json" };
	return read(await app.request(`${ACCOUNT}/oauth/token`, { method: "POST", headers, body: new URLSearchParams(form) }));
}

const redeem = async (at: Stand, scope?: string): Promise<Answer> =>
	token(at, { grant_type: "authorization_code", code: await authorize(at, scope), redirect_uri: REDIRECT });
const refresh = (at: Stand, refreshToken: unknown): Promise<Answer> =>
	token(at, { grant_type: "refresh_token", refresh_token: String(refreshToken) });

const get = async ({ app }: Stand, url: string, headers: Record<string, string>): Promise<Answer> =>
	read(await app.request(url, { headers: { accept: "application/json", ...headers } }));
const bearer = (accessToken: unknown) => ({ authorization: `Bearer ${String(accessToken)}` });

describe("API token", () => {
	it("accepts all four forms of the timestamp and refuses old or forged ones, each in its words", async () => {
		const at = stand();
		const listed = async (timestamp: string | null, signature?: string) => {
			at.pass(1000);
			const own: Record<string, string> = bearer(CREDENTIALS.accurate.apiToken);
			if (timestamp !== null) own["x-api-timestamp"] = timestamp;
			const signed = signature ?? (timestamp === null ? "" : await signatureOf(timestamp));
			if (signed !== "") own["x-api-signature"] = signed;
			return get(at, `${API}/customer/list.do`, own);
		};
		const forms = ["01/11/2026 10:00:00", "2026-11-01T03:00:00Z", String(START), String(START / 1000)];
		for (const form of forms) expect((await listed(form)).s).toBe(true);
		expect(await listed("01/11/2026 09:50:00")).toMatchObject({
			status: 401,
			d: [expect.stringContaining("more than 600 seconds")],
		});
		expect(await listed("kemarin")).toMatchObject({ status: 401, d: ["Header X-Api-Timestamp invalid"] });
		expect(await listed(null)).toMatchObject({ status: 401, d: ["Header X-Api-Timestamp is required"] });
		expect(await listed(String(START), "00")).toMatchObject({ status: 401, d: ["Header X-Api-Signature invalid"] });
	});

	it("agrees with the vendor's published signature", async () => {
		const vector = [
			"8NxvylwwMcjGyzVXK0qbwNvFFuzHpwE9tECllVwLkbo=",
			"02/11/2023 09:01:01",
			"31d49b3dc632614495ff8071e5be44a1",
		] as const;
		expect(await isSignature(...vector)).toBe(true);
	});

	it("names the data host, and is refused by open-db", async () => {
		const at = stand();
		const token = await get(at, `${ACCOUNT}/api/api-token.do`, await at.headers());
		expect(token.d).toMatchObject({ tokenType: "api", database: { id: 1001, host: "http://data.test/accurate/host/1001" } });
		const opened = await get(at, `${ACCOUNT}/api/open-db.do?id=1001`, await at.headers());
		expect(opened).toMatchObject({ s: false, d: [expect.stringContaining("tidak perlu melakukan open-db.do")] });
		const revoked = { ...(await at.headers()), authorization: "Bearer aat.lain" };
		expect(await get(at, `${API}/unit/list.do`, revoked)).toMatchObject({ status: 401, d: ["Invalid or Revoked API Token"] });
	});
});

describe("OAuth", () => {
	it("shows a person what is asked for, in Indonesian, and lets them refuse", async () => {
		const { app } = stand();
		const query = new URLSearchParams({ client_id: clientId, response_type: "code", redirect_uri: REDIRECT, scope: "item_view" });
		const page = await (await app.request(`${ACCOUNT}/oauth/authorize?${query}`)).text();
		expect(page).toContain("Izinkan");
		expect(page).toContain("item_view");
		query.set("decision", "deny");
		const denied = await app.request(`${ACCOUNT}/oauth/authorize`, { method: "POST", body: query });
		expect(denied.headers.get("location")).toBe(`${REDIRECT}?error=access_denied`);
	});

	it("rotates both tokens and takes a refresh token once; a new authorization kills the old one", async () => {
		const at = stand();
		const first = await redeem(at);
		expect(first).toMatchObject({ token_type: "bearer", expires_in: 1295999, scope: "customer_view customer_save" });
		const second = await refresh(at, first.refresh_token);
		expect(second.scope).toBe(first.scope);
		expect(await refresh(at, first.refresh_token)).toMatchObject({
			status: 400,
			error: "invalid_grant",
			error_description: "Invalid refresh token",
		});
		expect(await get(at, `${ACCOUNT}/api/db-list.do`, bearer(first.access_token))).toMatchObject({
			status: 401,
			error: "invalid_token",
		});
		const third = await redeem(at, "item_view");
		expect((await refresh(at, second.refresh_token)).status).toBe(400);
		expect((await get(at, `${ACCOUNT}/api/approved-scope.do`, bearer(third.access_token))).d).toEqual(["item_view"]);
		expect((await token(at, { grant_type: "refresh_token" }, "salah")).text).toContain(
			"Halaman /oauth/token tidak boleh diakses",
		);
	});

	it("tells an expired session from an expired token, and a missing right from both", async () => {
		const at = stand();
		const { access_token } = await redeem(at);
		const opened = await get(at, `${ACCOUNT}/api/open-db.do?id=1001`, bearer(access_token));
		expect(opened).toMatchObject({ s: true, d: ["Proses Berhasil Dilakukan"], host: "http://data.test/accurate/host/1001" });
		const own = { ...bearer(access_token), "x-session-id": String(opened.session) };
		expect((await get(at, `${API}/customer/list.do`, own)).s).toBe(true);
		expect(await get(at, `${API}/item/detail.do?id=9`, own)).toMatchObject({
			status: 403,
			error: "insufficient_scope",
			scope: "item_view",
		});
		at.pass(60 * 60 * 1000);
		const late = await get(at, `${API}/customer/list.do`, own);
		expect(late).toMatchObject({ status: 401, s: false, d: ["Data Session Key tidak tepat"] });
		const renewed = await get(
			at,
			`${ACCOUNT}/api/db-refresh-session.do?id=1001&session=${String(opened.session)}`,
			bearer(access_token),
		);
		expect(renewed.d).toMatchObject({ session: expect.any(String), host: opened.host });
		at.pass(15 * 24 * 60 * 60 * 1000);
		expect(await get(at, `${API}/customer/list.do`, own)).toMatchObject({ status: 401, error: "invalid_token" });
		const xml = await get(at, `${API}/customer/list.do`, { ...own, accept: "*/*" });
		expect(xml.text).toContain("<InvalidTokenException><error>invalid_token</error>");
	});
});
