import { sheetOf } from "../../domain/status/sheet.ts";
import { loadStatus } from "../../sync/status/load.ts";
import type { Route } from "../ask.ts";
import { botState } from "../bot-state.ts";
import { withLinks } from "../page-button.ts";
import { pagesOf, statusText } from "../presenters/status.ts";

/** How everything is, and what to do about what is wrong. */
export const showStatus: Route = async (ask) => {
	const { options, language, texts } = ask;
	const sheet = sheetOf(await loadStatus({ ...options, botState: () => botState(options) }), language);
	const page = { label: texts.status.openPage, to: "/status" };
	await ask.say(statusText(sheet, texts), await withLinks(ask, [...pagesOf(sheet), page]));
};
