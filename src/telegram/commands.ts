import { Api } from "grammy";
import type { BotCommand } from "grammy/types";
import type { Log } from "../domain/log.ts";
import type { Language } from "../domain/reasons.ts";
import { attempt, clientOptions } from "./api.ts";
import type { TelegramSettings } from "./options.ts";
import { textsIn } from "./texts.ts";

/** The bot's menu in a language. */
export const botCommands = (language: Language): BotCommand[] =>
	Object.entries(textsIn(language).commands).map(([command, description]) => ({ command, description }));

/** Puts the menu into one admin's chat. Strangers see none, so the default scope stays empty. */
export async function showMenu(api: Api, chatId: number, log: Log): Promise<boolean> {
	const scope = { type: "chat", chat_id: chatId } as const;
	const set = await attempt(async () => {
		await api.setMyCommands(botCommands("id"), { scope });
		await api.setMyCommands(botCommands("en"), { scope, language_code: "en" });
	});
	if (set.kind !== "done") log.warn("telegram_menu_failed", { chatId, ...set });
	return set.kind === "done";
}

export interface RegisterOptions {
	readonly telegram: Pick<TelegramSettings, "apiUrl" | "botToken" | "adminIds">;
	readonly fetch: typeof fetch;
	readonly log: Log;
}

/** For the deployment: the menu of every admin who has written to the bot; the others get theirs with /start. Answers how many. */
export async function registerCommands({ telegram, fetch, log }: RegisterOptions): Promise<number> {
	const api = new Api(telegram.botToken, clientOptions(telegram, fetch));
	let shown = 0;
	for (const id of telegram.adminIds) if (await showMenu(api, id, log)) shown++;
	return shown;
}
