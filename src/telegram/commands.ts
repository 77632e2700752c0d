import type { Api } from "grammy";
import type { BotCommand } from "grammy/types";
import type { Log } from "../domain/log.ts";
import type { Language } from "../domain/reasons.ts";
import { attempt } from "./api.ts";
import { textsIn } from "./texts.ts";

/** The bot's menu in a language. */
export const botCommands = (language: Language): BotCommand[] =>
	Object.entries(textsIn(language).commands).map(([command, description]) => ({ command, description }));

/** Puts the menu into one admin's chat. Strangers see none of it, only /start (registration.ts). */
export async function showMenu(api: Api, chatId: number, log: Log): Promise<boolean> {
	const scope = { type: "chat", chat_id: chatId } as const;
	const set = await attempt(async () => {
		await api.setMyCommands(botCommands("id"), { scope });
		await api.setMyCommands(botCommands("en"), { scope, language_code: "en" });
	});
	if (set.kind !== "done") log.warn("telegram_menu_failed", { chatId, ...set });
	return set.kind === "done";
}
