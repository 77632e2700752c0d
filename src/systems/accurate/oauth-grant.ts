import { z } from "zod";
import { SystemError } from "../../domain/errors.ts";
import { type AccountOptions, askAccount } from "./account.ts";
import type { CredentialStore, OAuthCredential } from "./credential.ts";
import { encodeParams, type Params } from "./params.ts";
import { unauthorized } from "./unauthorized.ts";

export interface OAuthApp extends AccountOptions {
	readonly clientId: string;
	readonly clientSecret: string;
	readonly store: CredentialStore;
	now(): number;
}

/** What the adapter calls, and nothing more (facts 1.1; `list` and `detail` need _view, saves _save, delete _delete). */
export const SCOPES = [
	...["customer", "item", "employee"].flatMap((module) => [`${module}_view`, `${module}_save`, `${module}_delete`]),
	...["unit", "item_category"].flatMap((module) => [`${module}_view`, `${module}_save`]),
	"branch_view",
] as const;

export interface AuthoriseQuestion {
	readonly accountUrl: string;
	readonly clientId: string;
	readonly redirectUri: string;
	/** Unguessable, kept by the caller and compared at the callback: else anybody could give us their login. */
	readonly state: string;
}

/** Where an admin's browser goes to give consent; it comes back to `redirectUri` with `code` and `state` (facts 1.1, official). */
export function authoriseUrl({ accountUrl, clientId, redirectUri, state }: AuthoriseQuestion): string {
	const scope = SCOPES.join(" ");
	// Without it the rights that were granted before may silently be granted again (facts 13.10).
	const prompt = "consent";
	const query = { client_id: clientId, response_type: "code", redirect_uri: redirectUri, scope, state, prompt };
	return `${accountUrl}/oauth/authorize?${encodeParams(query)}`;
}

const tokenAnswer = z.object({ access_token: z.string().min(1), refresh_token: z.string().min(1), expires_in: z.number() });

/** POST /oauth/token with HTTP Basic. Rotating: whatever it answers must be stored before anything else happens. */
async function requestTokens(app: OAuthApp, grant: Params): Promise<OAuthCredential> {
	const answer = await askAccount(app, {
		method: "POST",
		url: `${app.accountUrl}/oauth/token`,
		headers: {
			authorization: `Basic ${btoa(`${app.clientId}:${app.clientSecret}`)}`,
			"content-type": "application/x-www-form-urlencoded",
			accept: "application/json",
		},
		body: encodeParams(grant),
		writes: true,
	});
	if (!answer.ok) {
		if (answer.error === "invalid_grant") throw unauthorized("izin sudah tidak berlaku", "consent");
		throw unauthorized(answer.words, "secret");
	}
	const parsed = tokenAnswer.safeParse(answer.json);
	if (!parsed.success) throw new SystemError("bad_answer", "Akun Accurate menjawab tanpa token");
	return {
		mode: "oauth",
		accessToken: parsed.data.access_token,
		refreshToken: parsed.data.refresh_token,
		expiresAt: app.now() + parsed.data.expires_in * 1_000,
		issuedAt: app.now(),
		session: null,
		host: null,
	};
}

/** Turns the code of the callback into the connection's login and stores it. A used or foreign code → `unauthorized`. */
export async function exchangeCode(app: OAuthApp, code: string, redirectUri: string): Promise<void> {
	const grant = { grant_type: "authorization_code", code, redirect_uri: redirectUri };
	await app.store.locked(async () => app.store.write(await requestTokens(app, grant)));
}

/** New tokens for old; the session and the host stay, should they still be good. Call it under the store's lock only. */
export async function refreshTokens(app: OAuthApp, old: OAuthCredential): Promise<OAuthCredential> {
	const fresh = await requestTokens(app, { grant_type: "refresh_token", refresh_token: old.refreshToken });
	const { session, host, openedAt } = old;
	return { ...fresh, session, host, ...(openedAt === undefined ? {} : { openedAt }) };
}
