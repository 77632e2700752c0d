import { createMiddleware } from "hono/factory";
import { ApiError } from "../api/errors.ts";
import { need, type WebEnv } from "../dependencies.ts";
import { isApiKey } from "./api-key.ts";
import { count } from "./rate-limit.ts";

/** Lets through who sends the API key; 401 for everybody else, 503 when there is no key to compare with. */
export const requireKey = createMiddleware<WebEnv>(async (c, next) => {
	const { key } = need(c.env.api);
	const given = /^Bearer +(\S+) *$/i.exec(c.req.header("authorization") ?? "")?.[1];
	if (given !== undefined && (await isApiKey(given, key))) return await next();
	if (given !== undefined) await count(c, "wrongKeys");
	c.header("www-authenticate", "Bearer");
	throw new ApiError(401, "unauthorized", "Send the API key as: Authorization: Bearer <API_KEY>");
});
