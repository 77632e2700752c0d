import { type Context, Hono } from "hono";
import { html } from "hono/html";
import { CREDENTIALS } from "../credentials.ts";
import type { World } from "../world.ts";
import { json, oauthProblem } from "./answers.ts";
import { consentPage } from "./consent.ts";
import { ALL_SCOPES } from "./definitions/modules.ts";
import { textOf } from "./input.ts";
import { termsOf } from "./sessions.ts";
import type { Authorization } from "./state.ts";

const CODE_LIFE_MS = 5 * 60 * 1000;
/** 15 days minus a second (facts 1.1). */
const TOKEN_LIFE_S = 1_295_999;

export const USER = {
	id: 7,
	name: "Ani",
	nickname: "Ani",
	email: "ani@contoh.id",
	referrer: null,
	mobile: null,
} as const;

const { clientId, clientSecret } = CREDENTIALS.accurate;

const page = (c: Context, path: string, status: 400 | 401) =>
	c.html(
		html`<!doctype html><title>Accurate Online</title><h1>Halaman tidak boleh diakses</h1><p>Halaman ${path} tidak boleh diakses</p>`,
		status,
	);

const scopesIn = (texts: readonly string[]): readonly string[] =>
	ALL_SCOPES.filter((scope) => texts.some((text) => text.split(/\s+/).includes(scope)));

/**
 * Consent of a person; what is granted replaces all that was granted before once the code is redeemed. Whoever does not ask for the
 * page by `prompt=consent` is silently granted again what was granted before (facts 13.10).
 */
async function authorize(world: World, c: Context): Promise<Response> {
	const form = c.req.method === "POST" ? new URLSearchParams(await textOf(c.req.raw)) : new URL(c.req.url).searchParams;
	const redirectUri = form.get("redirect_uri") ?? "";
	const known = form.get("client_id") === clientId && form.get("response_type") === "code" && URL.canParse(redirectUri);
	if (!known) return page(c, "/oauth/authorize", 400);
	const { accurate } = world.state;
	const scopes = scopesIn(form.getAll("scope"));
	const state = form.get("state") ?? "";
	const before = form.get("prompt") === "consent" ? undefined : accurate.oauth.authorization?.scopes;
	const asks = c.req.method === "GET" && before === undefined;
	if (asks) return c.html(consentPage({ clientId, redirectUri, state, scopes, company: accurate.database.alias }));

	const target = new URL(redirectUri);
	if (form.get("decision") === "deny") target.searchParams.set("error", "access_denied");
	else {
		const code = crypto.randomUUID().replaceAll("-", "").slice(0, 20);
		const granted = c.req.method === "GET" ? (before ?? scopes) : scopes;
		accurate.oauth.codes[code] = { redirectUri, scopes: granted, expiresAt: world.now() + CODE_LIFE_MS };
		target.searchParams.set("code", code);
		world.touched();
	}
	if (state !== "") target.searchParams.set("state", state);
	return c.redirect(target.toString(), 302);
}

/** Replaces the one live authorization: the older access and refresh token are dead from here on (facts 1.1). */
function grant(world: World, scopes: readonly string[]): Response {
	const authorization: Authorization = {
		accessToken: crypto.randomUUID(),
		refreshToken: crypto.randomUUID(),
		scopes,
		expiresAt: world.now() + TOKEN_LIFE_S * 1000,
	};
	world.state.accurate.oauth.authorization = authorization;
	world.touched();
	return json({
		access_token: authorization.accessToken,
		refresh_token: authorization.refreshToken,
		token_type: "bearer",
		expires_in: TOKEN_LIFE_S,
		scope: scopes.join(" "),
		user: USER,
	});
}

const invalidGrant = (c: Context, error_description: string): Response =>
	oauthProblem(c.req.raw, { status: 400, error: "invalid_grant", error_description });

async function token(world: World, c: Context): Promise<Response> {
	const { oauth } = world.state.accurate;
	const basic = /^Basic (.+)$/i.exec(c.req.header("authorization") ?? "")?.[1] ?? "";
	if (basic !== btoa(`${clientId}:${clientSecret}`)) return page(c, "/oauth/token", 401);
	const form = new URLSearchParams(await textOf(c.req.raw));
	if (form.get("grant_type") === "refresh_token") {
		const { authorization } = oauth;
		const refused = termsOf(world).refreshRefused || authorization?.refreshToken !== form.get("refresh_token");
		if (!authorization || refused) return invalidGrant(c, "Invalid refresh token");
		return grant(world, authorization.scopes);
	}
	if (form.get("grant_type") !== "authorization_code") {
		return oauthProblem(c.req.raw, { status: 400, error: "unsupported_grant_type", error_description: "Unsupported grant type" });
	}
	const code = form.get("code") ?? "";
	const given = Object.hasOwn(oauth.codes, code) ? oauth.codes[code] : undefined;
	delete oauth.codes[code];
	if (!given || given.expiresAt <= world.now() || given.redirectUri !== form.get("redirect_uri")) {
		return invalidGrant(c, `Invalid authorization code: ${code}`);
	}
	return grant(world, given.scopes);
}

export function oauthRoutes(world: World): Hono {
	const app = new Hono();
	app.on(["GET", "POST"], "/oauth/authorize", (c) => authorize(world, c));
	app.post("/oauth/token", (c) => token(world, c));
	return app;
}
