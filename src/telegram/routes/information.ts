import { InlineKeyboard } from "grammy";
import { syncInformation } from "../../store/information.ts";
import { lastRun } from "../../store/runs.ts";
import { describe } from "../api.ts";
import type { Ask, Route } from "../ask.ts";
import { informationText } from "../presenters/information.ts";
import { problemsText } from "../presenters/problems.ts";

export const showInformation: Route = async (ask) => {
	const { db, connection } = ask.options;
	const [information, last] = await Promise.all([syncInformation(db, connection), lastRun(db, connection)]);
	await ask.say(informationText(information, last, ask.language), await pageButton(ask));
};

export const showProblems: Route = async (ask) => {
	const { db, connection } = ask.options;
	await ask.say(problemsText(await syncInformation(db, connection), ask.language), await pageButton(ask));
};

/** A button to the page. Telegram refuses links to hosts without a dot, and a message must not fail for its button. */
async function pageButton({ options, texts }: Ask): Promise<InlineKeyboard | undefined> {
	try {
		const link = await options.pageLink();
		if (link === null || !URL.parse(link)?.hostname.includes(".")) return undefined;
		return new InlineKeyboard().url(texts.information.openPage, link);
	} catch (error) {
		options.log.warn("telegram_page_link_failed", { error: describe(error) });
		return undefined;
	}
}
