import { z } from "zod";
import { absoluteUrl } from "./html.ts";
import { badRequest } from "./refusal.ts";
import type { InlineButton, Keyboard } from "./state.ts";

const MAX_BUTTONS = 100;
const MAX_DATA_BYTES = 64;

const markup = z.object({ inline_keyboard: z.array(z.array(z.record(z.string(), z.unknown()))) });

/**
 * reply_markup as the server checks it; only inline keyboards (reply keyboards are for chats, which this bot has no use for).
 * @returns null for none
 * @throws Refusal 400
 */
export function keyboardOf(value: unknown): Keyboard | null {
	if (value === undefined || value === null || value === "") return null;
	const parsed = markup.safeParse(value);
	if (!parsed.success) throw badRequest("object expected as reply markup with an inline_keyboard of rows of buttons");
	const rows = parsed.data.inline_keyboard.map((row) => row.map(button)).filter((row) => row.length > 0);
	if (rows.flat().length > MAX_BUTTONS) throw badRequest("REPLY_MARKUP_TOO_LONG");
	return rows.length === 0 ? null : rows;
}

function button(raw: Record<string, unknown>): InlineButton {
	const { text, callback_data: data, url } = raw;
	if (typeof text !== "string" || text.trim() === "")
		throw badRequest("can't parse inline keyboard button: Button text must be non-empty");
	if (typeof url === "string") {
		// The real one refuses hosts without a dot, localhost among them. Loopback addresses pass here so that local links can be tried.
		const valid = /^(?:(?:https?:\/\/|tg:)[^\s]+|[^\s/:]+\.[^\s]+)$/i.test(url) && absoluteUrl(url) !== null;
		const host = valid ? (URL.parse(url)?.hostname ?? "a.b") : "";
		if (!valid || (!/^tg:/i.test(url) && !host.includes("."))) {
			throw badRequest(`inline keyboard button URL '${url}' is invalid: Wrong HTTP URL`);
		}
		return { text, url };
	}
	if (typeof data !== "string") {
		throw badRequest("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard");
	}
	const size = new TextEncoder().encode(data).length;
	if (size < 1 || size > MAX_DATA_BYTES) throw badRequest("BUTTON_DATA_INVALID");
	return { text, callback_data: data };
}
