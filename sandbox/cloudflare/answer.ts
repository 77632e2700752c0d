import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";

/** What Cloudflare's API answers instead of a result: a code that callers tell apart, and words for people. */
export class Refusal extends Error {
	override readonly name = "Refusal";
	readonly status: ContentfulStatusCode;
	readonly code: number;

	constructor(status: ContentfulStatusCode, code: number, message: string) {
		super(message);
		this.status = status;
		this.code = code;
	}
}

/** A result in the envelope that every answer has. */
export const answer = (c: Context, result: unknown, more: object = {}): Response =>
	c.json({ success: true, errors: [], messages: [], result, ...more });

/** A list that fits one page. */
export const answerList = (c: Context, rows: readonly unknown[]): Response =>
	answer(c, rows, {
		result_info: { page: 1, per_page: Math.max(rows.length, 20), count: rows.length, total_count: rows.length },
	});

export function answerRefusal(c: Context, error: Error): Response {
	if (!(error instanceof Refusal)) throw error;
	const errors = [{ code: error.code, message: error.message }];
	return c.json({ success: false, errors, messages: [], result: null }, error.status);
}

/** A Worker, version or deployment that there is not. The code depends on where it is asked for. */
export const noWorker = (code: 10007 | 10090 = 10007): Refusal =>
	new Refusal(404, code, "This Worker does not exist on your account.");
