import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { SystemError } from "../../domain/errors.ts";
import { quotaFull } from "../../store/quota.ts";
import type { WebEnv } from "../dependencies.ts";
import { TooManyRequests } from "../security/rate-limit.ts";

export const errorBody = z
	.object({
		error: z.object({
			code: z.string().openapi({ example: "invalid_request" }),
			message: z.string().openapi({ example: "mode must be one of auto, full, preview" }),
			/** The values that would have been taken, where they are few. */
			allowed: z.array(z.string()).optional(),
		}),
	})
	.openapi("Error");
export type ErrorBody = z.infer<typeof errorBody>;

type Refusal = 400 | 401 | 404 | 409 | 422;

export class ApiError extends Error {
	override readonly name = "ApiError";
	readonly status: Refusal;
	readonly code: string;
	readonly allowed: readonly string[] | undefined;

	constructor(status: Refusal, code: string, message: string, allowed?: readonly string[]) {
		super(message);
		this.status = status;
		this.code = code;
		this.allowed = allowed;
	}
}

const body = (code: string, message: string, allowed?: readonly string[]): ErrorBody => ({
	error: { code, message, ...(allowed ? { allowed: [...allowed] } : {}) },
});

/** The one shape in which the API says no. What is not meant for the caller stays in the log. */
export function answerApiError(error: Error, c: Context<WebEnv>): Response {
	if (error instanceof ApiError) return c.json(body(error.code, error.message, error.allowed), error.status);
	if (error instanceof TooManyRequests) {
		c.header("retry-after", String(error.retryAfterSeconds));
		return c.json(body("rate_limited", error.message), 429);
	}
	if (error instanceof HTTPException) {
		return c.json(body(error.status === 413 ? "too_large" : "invalid_request", error.message), error.status);
	}
	if (error instanceof SystemError) {
		c.env.log.warn("api_error", { kind: error.kind, message: error.message });
		return c.json(body(error.kind, error.message), error.kind === "not_configured" ? 503 : 502);
	}
	const full = quotaFull(error);
	if (full) {
		c.env.log.warn("api_error", { kind: "database_quota", message: error.message });
		return c.json(body("database_quota", `the database has used up the ${full}s of the day; it is back at midnight UTC`), 503);
	}
	c.env.log.error("api_error", { path: c.req.path, error: String(error) });
	return c.json(body("internal", "Something went wrong here; the log says what"), 500);
}

/** zod's first complaint in the caller's words: the field, and what would have been taken. */
export function invalid(target: string, error: z.ZodError): ApiError {
	const [issue] = error.issues;
	const field = issue?.path.join(".") || target;
	if (issue?.code === "invalid_value") {
		const allowed = issue.values.map(String);
		return new ApiError(400, "invalid_request", `${field} must be one of ${allowed.join(", ")}`, allowed);
	}
	if (issue?.code === "unrecognized_keys") {
		const unknown = issue.keys.map((key) => [...issue.path, key].join("."));
		// Settings say which keys there are; zod's own words only repeat the unknown one.
		const expected = /; (expected .*)$/.exec(issue.message)?.[1];
		return new ApiError(400, "invalid_request", `unknown field ${unknown.join(", ")}${expected ? `; ${expected}` : ""}`);
	}
	return new ApiError(400, "invalid_request", `${field}: ${issue?.message ?? "not acceptable"}`);
}
