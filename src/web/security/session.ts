import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { createMiddleware } from "hono/factory";
import { recordAction } from "../../store/audit.ts";
import { commit } from "../../store/database.ts";
import { need, type WebEnv } from "../dependencies.ts";
import { type Holder, holderClaims } from "./holder.ts";
import { issueToken, readToken, tokenKey } from "./tokens.ts";

const COOKIE = "sinkron_session";
const LIFETIME_SECONDS = 12 * 60 * 60;

/** Cookies go over plain HTTP only where the page itself does: on a developer's machine. */
export const isHttps = (c: Context): boolean => new URL(c.req.url).protocol === "https:";

/** Bound to the API key: changing that, or the encryption key, ends every session. */
const sessionKey = ({ sealing, api }: WebEnv["Bindings"]): Promise<CryptoKey> =>
	tokenKey(need(sealing).key, "session", api.ok ? api.value.key : "");

export async function signIn(c: Context<WebEnv>, holder: Holder, by: "key" | "link"): Promise<void> {
	const at = c.env.now();
	const token = await issueToken(await sessionKey(c.env), { holder }, at + LIFETIME_SECONDS * 1000);
	const action = { connection: c.env.connection, at, actor: holder, action: "page.sign_in", detail: { by } };
	await commit(c.env.db, [recordAction(action)]);
	setCookie(c, COOKIE, token, {
		path: "/",
		httpOnly: true,
		sameSite: "Lax",
		secure: isHttps(c),
		maxAge: LIFETIME_SECONDS,
	});
}

export const signOut = (c: Context<WebEnv>): void => void deleteCookie(c, COOKIE, { path: "/", secure: isHttps(c) });

export async function readSession(c: Context<WebEnv>): Promise<Holder | null> {
	const token = getCookie(c, COOKIE);
	if (!token) return null;
	const claims = await readToken(await sessionKey(c.env), token, holderClaims, c.env.now());
	return claims?.holder ?? null;
}

/** Lets through who is signed in, as `actor`. Everybody else: to the sign-in page, or 401 where a script asks. */
export const requireSession = createMiddleware<WebEnv>(async (c, next) => {
	const holder = await readSession(c);
	if (holder) {
		c.set("actor", holder);
		return await next();
	}
	if (c.req.header("accept") === "application/json") return c.json({ error: { code: "unauthorized" } }, 401);
	return c.redirect("/sign-in", 303);
});
