import { CREDENTIALS } from "../credentials.ts";
import { toHtml } from "./format.ts";
import type { Chat, Keyboard, Person, StoredMessage } from "./state.ts";

const { botId, botName, botUsername } = CREDENTIALS.telegram;

/** The bot as a User object. */
export const BOT = { id: botId, is_bot: true, first_name: botName, username: botUsername } as const;

export const userOf = (person: Person) => ({
	id: person.id,
	is_bot: false,
	first_name: person.first_name,
	...(person.username === undefined ? {} : { username: person.username }),
	language_code: person.language_code ?? "id",
});

/** A stored message as the Message object of the Bot API. */
export function toMessage(chat: Chat, message: StoredMessage): Record<string, unknown> {
	const { person } = chat;
	const { document, entities, text, keyboard } = message;
	const hasEntities = entities.length > 0;
	const body =
		document === null
			? { text, ...(hasEntities ? { entities } : {}) }
			: {
					document: {
						file_id: `file-${message.messageId}`,
						file_unique_id: `unique-${message.messageId}`,
						file_name: document.fileName,
						file_size: document.size,
					},
					...(text === "" ? {} : { caption: text, ...(hasEntities ? { caption_entities: entities } : {}) }),
				};
	return {
		message_id: message.messageId,
		from: message.fromBot ? BOT : userOf(person),
		chat: {
			id: person.id,
			type: "private",
			first_name: person.first_name,
			...(person.username === undefined ? {} : { username: person.username }),
		},
		date: message.date,
		...(message.editDate === null ? {} : { edit_date: message.editDate }),
		...body,
		...(keyboard === null ? {} : { reply_markup: { inline_keyboard: keyboard } }),
	};
}

/** A message as its reader sees it now. `text` is plain, `html` holds the formatting in Telegram's tags, safely escaped. */
export interface SeenMessage {
	message_id: number;
	from: { id: number; first_name: string; is_bot: boolean };
	date: number;
	edit_date?: number;
	text: string;
	html: string;
	keyboard: Keyboard | null;
	document?: { file_name: string; size: number; content: string };
}

export function seenBy(chat: Chat, message: StoredMessage): SeenMessage {
	const { id, first_name, is_bot } = message.fromBot ? BOT : userOf(chat.person);
	const { document } = message;
	return {
		message_id: message.messageId,
		from: { id, first_name, is_bot },
		date: message.date,
		...(message.editDate === null ? {} : { edit_date: message.editDate }),
		text: message.text,
		html: toHtml(message),
		keyboard: message.keyboard,
		...(document === null ? {} : { document: { file_name: document.fileName, size: document.size, content: document.content } }),
	};
}
