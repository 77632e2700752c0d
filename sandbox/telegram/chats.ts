import type { World } from "../world.ts";
import type { Parameters } from "./parameters.ts";
import { badRequest } from "./refusal.ts";
import type { Chat, StoredMessage } from "./state.ts";

/** Older messages of a chat are forgotten, so that the state stays small under long trials. */
const KEPT_MESSAGES = 1000;

/** The chat that `chat_id` names. A bot cannot write first: only people who wrote to it have one. @throws Refusal 400 */
export function chatOf(world: World, parameters: Parameters): Chat {
	if (!parameters.has("chat_id") || parameters.text("chat_id") === null) throw badRequest("chat_id is empty");
	const chat = world.state.telegram.chats[String(parameters.integer("chat_id") ?? "")];
	if (chat === undefined) throw badRequest("chat not found");
	return chat;
}

/** Appends a message with the next id. Ids count over all chats of the bot, as in private chats of the real one. */
export function append(world: World, chat: Chat, content: Omit<StoredMessage, "messageId" | "date" | "editDate">): StoredMessage {
	const { telegram } = world.state;
	telegram.lastMessageId++;
	const message: StoredMessage = {
		messageId: telegram.lastMessageId,
		date: Math.floor(world.now() / 1000),
		editDate: null,
		...content,
	};
	chat.messages.push(message);
	if (chat.messages.length > KEPT_MESSAGES) chat.messages.splice(0, chat.messages.length - KEPT_MESSAGES);
	return message;
}

export const findMessage = (chat: Chat, id: number | null): StoredMessage | undefined =>
	chat.messages.find(({ messageId }) => messageId === id);
