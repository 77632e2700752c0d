import { createMiddleware } from "hono/factory";
import type { WebEnv } from "../dependencies.ts";

/** Whatever the client calls its body, it is read as JSON, and no body is `{}`: `curl -X POST` alone starts a run. */
export const jsonOrNothing = createMiddleware<WebEnv>(async (c, next) => {
	const text = new TextDecoder().decode(await c.req.raw.arrayBuffer());
	const headers = new Headers(c.req.raw.headers);
	headers.set("content-type", "application/json");
	c.req.raw = new Request(c.req.url, { method: c.req.method, headers, body: text.trim() === "" ? "{}" : text });
	await next();
});
