import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { SystemError } from "../../domain/errors.ts";
import { quotaFull } from "../../store/quota.ts";
import { ApiError } from "../api/errors.ts";
import type { WebEnv } from "../dependencies.ts";
import { TooManyRequests } from "../security/rate-limit.ts";
import { frameOf } from "./frame.ts";
import { messagePage } from "./views/message.ts";

/** What a browser is shown when a page cannot be. What is not meant for the reader stays in the log. */
export function answerPageError(error: Error, c: Context<WebEnv>): Response | Promise<Response> {
	const frame = frameOf(c);
	const { trouble } = frame.texts;
	const say = (status: 400 | 403 | 429 | 500 | 502 | 503, text: string, details: readonly string[] = []) =>
		c.html(messagePage(frame, { title: trouble.title, text, details }, false), status);

	if (error instanceof TooManyRequests) {
		c.header("retry-after", String(error.retryAfterSeconds));
		return say(429, trouble.tooMany(error.retryAfterSeconds));
	}
	if (error instanceof HTTPException && error.status === 403) return say(403, trouble.notOurs);
	if (error instanceof HTTPException || error instanceof ApiError) return say(400, trouble.badRequest);
	if (error instanceof SystemError) {
		c.env.log.warn("page_error", { kind: error.kind, message: error.message });
		return error.kind === "not_configured" ? say(503, trouble.unmet, [error.message]) : say(502, error.message);
	}
	if (quotaFull(error)) {
		c.env.log.warn("page_error", { kind: "database_quota", message: error.message });
		return say(503, trouble.quota);
	}
	c.env.log.error("page_error", { path: c.req.path, error: String(error) });
	return say(500, trouble.general);
}

export function answerNotFound(c: Context<WebEnv>): Response | Promise<Response> {
	const frame = frameOf(c);
	return c.html(messagePage(frame, { title: frame.texts.trouble.notFound, text: "" }, false), 404);
}
