import type { Api, InlineKeyboard } from "grammy";
import type { User } from "grammy/types";
import type { Actor } from "../domain/model.ts";
import type { Language } from "../domain/reasons.ts";
import { AS_HTML } from "./api.ts";
import type { Html } from "./html.ts";
import type { BotOptions } from "./options.ts";
import { splitMessage } from "./split.ts";
import { languageOf, type Texts, textsIn } from "./texts.ts";

/** One request of an admin, with everything a route needs to answer it. */
export interface Ask {
	readonly options: BotOptions;
	readonly api: Api;
	readonly chatId: number;
	readonly actor: Extract<Actor, { kind: "telegram" }>;
	readonly language: Language;
	readonly texts: Texts;
	/** What stood behind the command, trimmed. */
	readonly argument: string;
	/** Says it in the chat, in several messages when it is long; buttons go below the last. Answers the last one's id. */
	say(text: Html, buttons?: InlineKeyboard): Promise<number>;
}

/** A press of a button under one of our messages. */
export interface Press extends Ask {
	readonly data: string;
	readonly messageId: number;
	/** Answers the press with a short note. Must be done once. */
	answer(text: string): Promise<void>;
}

export type Route = (ask: Ask) => Promise<void>;
export type PressRoute = (press: Press) => Promise<void>;

export function askOf(options: BotOptions, api: Api, from: User, chatId: number, argument: string): Ask {
	const language = languageOf(from.language_code);
	const name = [from.first_name, from.last_name].filter((part) => part !== undefined).join(" ");
	return {
		options,
		api,
		chatId,
		actor: { kind: "telegram", userId: from.id, name },
		language,
		texts: textsIn(language),
		argument,
		async say(text, buttons) {
			let id = 0;
			const parts = splitMessage(text);
			for (const [index, part] of parts.entries()) {
				const last = index === parts.length - 1;
				const sent = await api.sendMessage(chatId, part, {
					...AS_HTML,
					...(last && buttons ? { reply_markup: buttons } : {}),
				});
				id = sent.message_id;
			}
			return id;
		},
	};
}
