import { csrf } from "hono/csrf";
import { createMiddleware } from "hono/factory";
import { secureHeaders } from "hono/secure-headers";
import type { WebEnv } from "../dependencies.ts";

/** Nothing inline and nothing from elsewhere: what the page needs, this Worker serves as files. */
export const securityHeaders = secureHeaders({
	contentSecurityPolicy: {
		defaultSrc: ["'none'"],
		styleSrc: ["'self'"],
		scriptSrc: ["'self'"],
		connectSrc: ["'self'"],
		imgSrc: ["'self'"],
		formAction: ["'self'"],
		baseUri: ["'none'"],
		frameAncestors: ["'none'"],
	},
	xFrameOptions: "DENY",
	// Not no-referrer: browsers would then send `Origin: null` with our own forms.
	referrerPolicy: "same-origin",
});

/** What a page or the API answers is of this moment and for this reader; assets say otherwise themselves. */
export const notStored = createMiddleware<WebEnv>(async (c, next) => {
	await next();
	if (!c.res.headers.has("cache-control")) c.res.headers.set("cache-control", "no-store");
});

/** Forms are taken only from our own pages, by the address they were served under or the public one. 403 otherwise. */
export const sameOrigin = csrf({
	origin: (origin, c) => {
		// The middleware's type knows no bindings; they are always ours.
		const { page } = c.env as WebEnv["Bindings"];
		return origin === new URL(c.req.url).origin || (page.ok && origin === new URL(page.value.publicUrl).origin);
	},
});
