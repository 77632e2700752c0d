import { InlineKeyboard } from "grammy";
import { describe } from "./api.ts";
import type { Ask } from "./ask.ts";

export interface PageLink {
	readonly label: string;
	/** Where on our pages; Sync Information where it does not say. */
	readonly to?: string;
}

/** Adds a button to the page. Telegram refuses links to hosts without a dot, and a message must not fail for its button. */
export const withPage = (ask: Ask, buttons?: InlineKeyboard): Promise<InlineKeyboard | undefined> =>
	withLinks(ask, [{ label: ask.texts.information.openPage }], buttons);

/** The same for several pages, a row each. */
export async function withLinks(
	{ options, actor }: Ask,
	links: readonly PageLink[],
	buttons?: InlineKeyboard,
): Promise<InlineKeyboard | undefined> {
	try {
		const rows = await Promise.all(
			links.map(async ({ label, to }) => {
				const link = await options.pageLink(actor, to);
				return link === null || !URL.parse(link)?.hostname.includes(".") ? [] : [[InlineKeyboard.url(label, link)]];
			}),
		);
		if (rows.flat().length === 0) return buttons;
		return InlineKeyboard.from([...(buttons?.inline_keyboard ?? []), ...rows.flat()]);
	} catch (error) {
		options.log.warn("telegram_page_link_failed", { error: describe(error) });
		return buttons;
	}
}
