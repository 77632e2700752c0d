import { Hono } from "hono";
import { need, type WebEnv } from "../../dependencies.ts";
import { isApiKey } from "../../security/api-key.ts";
import { KEY_HOLDER } from "../../security/holder.ts";
import { LINK_TARGETS, readPageLink } from "../../security/page-link.ts";
import { limited } from "../../security/rate-limit.ts";
import { readSession, signIn, signOut } from "../../security/session.ts";
import { frameOf } from "../frame.ts";
import { signInPage } from "../views/sign-in.ts";

const HOME = "/sync-information";

/** Ways in, by the API key or by a link from the bot, and the way out. */
export const signInRoutes = new Hono<WebEnv>()
	.get("/sign-in", async (c) => {
		if (await readSession(c)) return c.redirect(HOME, 303);
		return c.html(signInPage(frameOf(c), null));
	})
	.post("/sign-in", limited("signIn"), async (c) => {
		const { key } = need(c.env.api);
		const given = (await c.req.parseBody()).key;
		if (typeof given === "string" && (await isApiKey(given.trim(), key))) {
			await signIn(c, KEY_HOLDER, "key");
			return c.redirect(HOME, 303);
		}
		c.env.log.warn("page_wrong_key");
		const frame = frameOf(c);
		return c.html(signInPage(frame, frame.texts.signIn.wrongKey), 401);
	})
	.get("/sign-in/link", async (c) => {
		const holder = await readPageLink(need(c.env.sealing).key, c.req.query("token") ?? "", c.env.now());
		if (holder) {
			await signIn(c, holder, "link");
			return c.redirect(LINK_TARGETS.find((target) => target === c.req.query("to")) ?? HOME, 303);
		}
		const frame = frameOf(c);
		return c.html(signInPage(frame, frame.texts.signIn.oldLink), 401);
	})
	.post("/sign-out", (c) => {
		signOut(c);
		return c.redirect("/sign-in", 303);
	});
