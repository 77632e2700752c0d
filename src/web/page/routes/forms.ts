import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { z } from "zod";
import type { VerbOutcome } from "../../../sync/verbs/outcome.ts";
import type { WebEnv } from "../../dependencies.ts";
import type { ReviewOutcome } from "../../reviews.ts";
import { frameOf } from "../frame.ts";
import type { Texts } from "../texts.ts";
import { messagePage } from "../views/message.ts";

/** A form that the page itself would have sent, or 400. */
export function read<T>(form: z.ZodType<T>, body: unknown): T {
	const parsed = form.safeParse(body);
	if (parsed.success) return parsed.data;
	throw new HTTPException(400, { message: "unreadable form" });
}

/** Back to a page of ours, which says what has been done. */
export function backTo(c: Context<WebEnv>, path: string, told: keyof Texts["told"], count?: number): Response {
	const query = new URLSearchParams({ told, ...(count === undefined ? {} : { n: String(count) }) });
	return c.redirect(`${path}${path.includes("?") ? "&" : "?"}${query}`, 303);
}

/** What became of a button: back to the page where it was, or why it came to nothing. */
export function answerVerb(
	c: Context<WebEnv>,
	outcome: ReviewOutcome | VerbOutcome,
	back: string,
	told: keyof Texts["told"],
): Response | Promise<Response> {
	if (outcome.kind === "done") return backTo(c, back, told);
	const frame = frameOf(c);
	const { refusal } = frame.texts;
	const say = (status: 202 | 404 | 422, text: string, details: readonly string[] = []) => {
		const link = { href: back, label: refusal.back };
		return c.html(messagePage(frame, { title: refusal.title, text, details, link }, true), status);
	};
	if (outcome.kind === "accepted") return say(202, refusal.accepted);
	if (outcome.kind === "not_found") return say(404, refusal.gone);
	if (outcome.kind === "impossible") return say(422, refusal[outcome.why]);
	return say(422, refusal.refused, [outcome.detail]);
}
