import { hasSynced } from "../../store/preview.ts";
import type { Route } from "../ask.ts";
import { showMenu } from "../commands.ts";
import { lines } from "../html.ts";
import { helpText } from "../presenters/help.ts";

export const help: Route = async (ask) => {
	const { db, connection } = ask.options;
	await ask.say(helpText(ask.actor.name, !(await hasSynced(db, connection)), ask.texts));
};

/** Before somebody's first word to the bot their chat does not exist, so their menu comes with it. */
export const start: Route = async (ask) => {
	await help(ask);
	await showMenu(ask.api, ask.chatId, ask.options.log);
};

export const hint: Route = async (ask) => {
	await ask.say(lines([ask.texts.help.unknown]));
};
