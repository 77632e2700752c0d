import type { InlineKeyboard } from "grammy";
import { AS_HTML, type Attempt, attempt } from "./api.ts";
import type { Press } from "./ask.ts";
import type { Html } from "./html.ts";
import { splitMessage } from "./split.ts";

/** Puts a text, and its buttons, in the place of the message that was pressed. An edit without a keyboard takes the buttons away. */
export async function replaceMessage(press: Press, text: Html, buttons?: InlineKeyboard): Promise<void> {
	const { api, chatId, messageId, options } = press;
	const [only, ...more] = splitMessage(text);
	if (more.length > 0) {
		// Too long for one message: what is there loses its buttons, so that none of them is pressed for what was before.
		await takeButtonsAway(press);
		await press.say(text, buttons);
		return;
	}
	const extra = { ...AS_HTML, ...(buttons ? { reply_markup: buttons } : {}) };
	logged(options, chatId, await attempt(() => api.editMessageText(chatId, messageId, only ?? "", extra)));
}

export async function takeButtonsAway({ api, chatId, messageId, options }: Press): Promise<void> {
	logged(options, chatId, await attempt(() => api.editMessageReplyMarkup(chatId, messageId)));
}

function logged({ log }: Press["options"], chatId: number, edited: Attempt): void {
	if (edited.kind !== "done") log.warn("telegram_edit_failed", { chatId, ...edited });
}
