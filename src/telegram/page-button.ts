import { InlineKeyboard } from "grammy";
import { describe } from "./api.ts";
import type { Ask } from "./ask.ts";

/** Adds a button to the page. Telegram refuses links to hosts without a dot, and a message must not fail for its button. */
export async function withPage({ options, texts, actor }: Ask, buttons?: InlineKeyboard): Promise<InlineKeyboard | undefined> {
	try {
		const link = await options.pageLink(actor);
		if (link === null || !URL.parse(link)?.hostname.includes(".")) return buttons;
		const page = InlineKeyboard.url(texts.information.openPage, link);
		return InlineKeyboard.from([...(buttons?.inline_keyboard ?? []), [page]]);
	} catch (error) {
		options.log.warn("telegram_page_link_failed", { error: describe(error) });
		return buttons;
	}
}
