import { type Context, Hono } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { z } from "zod";
import { SystemError } from "../../../domain/errors.ts";
import { recordAction } from "../../../store/audit.ts";
import { commit } from "../../../store/database.ts";
import { need, type WebEnv } from "../../dependencies.ts";
import { secretsEqual } from "../../security/equal.ts";
import { isHttps } from "../../security/session.ts";
import { issueToken, readToken, tokenKey } from "../../security/tokens.ts";
import { frameOf } from "../frame.ts";
import { type Message, messagePage } from "../views/message.ts";

const PATH = "/oauth/accurate";
const COOKIE = "sinkron_consent";
const LIFETIME_SECONDS = 10 * 60;

const stateClaims = z.object({ state: z.string() });
const answer = z.object({ code: z.string().min(1), state: z.string().min(1) });

const redirectUri = (c: Context<WebEnv>): string => `${need(c.env.page).publicUrl}${PATH}/callback`;
const stateKey = (c: Context<WebEnv>): Promise<CryptoKey> => tokenKey(need(c.env.sealing).key, "accurate-consent");

/** Giving this app the right to a company in Accurate Online (OAuth); behind a session. */
export const consentRoutes = new Hono<WebEnv>()
	.get("/start", async (c) => {
		const consent = c.env.accurateConsent();
		if (!consent) return say(c, 200, "notNeeded");
		const state = crypto.randomUUID();
		const token = await issueToken(await stateKey(c), { state }, c.env.now() + LIFETIME_SECONDS * 1000);
		const cookie = { httpOnly: true, sameSite: "Lax", secure: isHttps(c), path: PATH, maxAge: LIFETIME_SECONDS } as const;
		setCookie(c, COOKIE, token, cookie);
		return c.redirect(consent.authoriseUrl(redirectUri(c), state), 302);
	})
	.get("/callback", async (c) => {
		const consent = c.env.accurateConsent();
		if (!consent) return say(c, 200, "notNeeded");
		const expected = await takeState(c);
		const given = answer.safeParse(c.req.query());
		// The state first: whoever cannot show it gets no further, whatever else the address says.
		if (expected === null || !(await secretsEqual(c.req.query("state") ?? "", expected))) return say(c, 400, "mismatch");
		if (!given.success) return say(c, 400, "refused");
		try {
			await consent.exchange(given.data.code, redirectUri(c));
		} catch (error) {
			if (!(error instanceof SystemError)) throw error;
			c.env.log.warn("accurate_consent_failed", { kind: error.kind, message: error.message });
			return say(c, 502, "failed", error.message);
		}
		const { connection, db } = c.env;
		const action = { connection, at: c.env.now(), actor: c.get("actor"), action: "accurate.connect", detail: {} };
		await commit(db, [recordAction(action)]);
		return say(c, 200, "connected");
	});

/** The state this browser set out with; it serves once. */
async function takeState(c: Context<WebEnv>): Promise<string | null> {
	const token = getCookie(c, COOKIE);
	deleteCookie(c, COOKIE, { path: PATH, secure: isHttps(c) });
	const claims = token ? await readToken(await stateKey(c), token, stateClaims, c.env.now()) : null;
	return claims?.state ?? null;
}

type Outcome = "notNeeded" | "connected" | "refused" | "mismatch" | "failed";

function say(c: Context<WebEnv>, status: 200 | 400 | 502, outcome: Outcome, reason = ""): Response | Promise<Response> {
	const frame = frameOf(c);
	const { consent } = frame.texts;
	const text = outcome === "failed" ? consent.failed(reason) : consent[outcome];
	const message: Message = { title: consent.title, text };
	const again = { link: { href: `${PATH}/start`, label: consent.again } };
	return c.html(messagePage(frame, status === 200 ? message : { ...message, ...again }, true), status);
}
