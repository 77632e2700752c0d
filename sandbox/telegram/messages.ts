import type { World } from "../world.ts";
import { append, chatOf, findMessage } from "./chats.ts";
import { countSend } from "./flood.ts";
import { formatted } from "./format.ts";
import type { FormattedText } from "./html.ts";
import { keyboardOf } from "./keyboard.ts";
import type { Parameters } from "./parameters.ts";
import { badRequest, Refusal } from "./refusal.ts";
import type { Chat, Keyboard, StoredMessage } from "./state.ts";
import { toMessage } from "./view.ts";

/** Limits of the Bot API, counted in UTF-16 code units after entities are parsed. */
const MAX_TEXT = 4096;
const MAX_CAPTION = 1024;
const MAX_FILE_BYTES = 50 * 1024 * 1024;
const DELETABLE_SECONDS = 48 * 3600;

type Method = (world: World, parameters: Parameters) => unknown;

function textOf(parameters: Parameters): FormattedText {
	if (parameters.has("entities")) throw badRequest("the stand-in reads formatting from parse_mode only");
	const result = formatted(parameters.text("text") ?? "", parameters.text("parse_mode"));
	if (result.text === "") throw badRequest("message text is empty");
	if (result.text.length > MAX_TEXT) throw badRequest("message is too long");
	return result;
}

function checkReply(chat: Chat, parameters: Parameters): void {
	const reply = parameters.json("reply_parameters");
	if (typeof reply !== "object" || reply === null || !("message_id" in reply)) return;
	const lenient = "allow_sending_without_reply" in reply && reply.allow_sending_without_reply === true;
	if (!lenient && !findMessage(chat, Number(reply.message_id))) throw badRequest("message to be replied not found");
}

export const sendMessage: Method = (world, parameters) => {
	const chat = chatOf(world, parameters);
	const text = textOf(parameters);
	const keyboard = keyboardOf(parameters.json("reply_markup"));
	checkReply(chat, parameters);
	countSend(world, chat.person.id);
	return toMessage(chat, append(world, chat, { fromBot: true, ...text, keyboard, document: null }));
};

export const sendDocument: Method = async (world, parameters) => {
	const chat = chatOf(world, parameters);
	const file = parameters.file("document");
	// The real one also takes file ids and addresses; this bot has no use for either.
	if (file === null) throw badRequest("there is no document in the request");
	if (file.size === 0) throw badRequest("file must be non-empty");
	if (file.size > MAX_FILE_BYTES) throw new Refusal(413, "Request Entity Too Large");
	const caption = formatted(parameters.text("caption") ?? "", parameters.text("parse_mode"));
	if (caption.text.length > MAX_CAPTION) throw badRequest("message caption is too long");
	const keyboard = keyboardOf(parameters.json("reply_markup"));
	checkReply(chat, parameters);
	const document = { fileName: file.name, size: file.size, content: await file.text() };
	countSend(world, chat.person.id);
	return toMessage(chat, append(world, chat, { fromBot: true, ...caption, keyboard, document }));
};

/** The bot's own message that a call wants to edit. @throws Refusal 400 */
function editable(world: World, parameters: Parameters): { chat: Chat; message: StoredMessage } {
	const chat = chatOf(world, parameters);
	if (parameters.text("message_id") === null) throw badRequest("message identifier is not specified");
	const message = findMessage(chat, parameters.integer("message_id"));
	if (message === undefined) throw badRequest("message to edit not found");
	if (!message.fromBot) throw badRequest("message can't be edited");
	return { chat, message };
}

function edit(world: World, chat: Chat, message: StoredMessage, text: FormattedText, keyboard: Keyboard | null): unknown {
	const before = JSON.stringify([message.text, message.entities, message.keyboard]);
	if (JSON.stringify([text.text, text.entities, keyboard]) === before) {
		throw badRequest(
			"message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message",
		);
	}
	countSend(world, chat.person.id);
	message.editDate = Math.floor(world.now() / 1000);
	message.text = text.text;
	message.entities = text.entities;
	message.keyboard = keyboard;
	return toMessage(chat, message);
}

/** An edit without reply_markup takes the keyboard away, as in reality. */
export const editMessageText: Method = (world, parameters) => {
	const { chat, message } = editable(world, parameters);
	const text = textOf(parameters);
	const keyboard = keyboardOf(parameters.json("reply_markup"));
	if (message.document !== null) throw badRequest("there is no text in the message to edit");
	return edit(world, chat, message, text, keyboard);
};

export const editMessageReplyMarkup: Method = (world, parameters) => {
	const { chat, message } = editable(world, parameters);
	return edit(world, chat, message, message, keyboardOf(parameters.json("reply_markup")));
};

/** In a private chat a bot may delete any message younger than 48 hours. */
export const deleteMessage: Method = (world, parameters) => {
	const chat = chatOf(world, parameters);
	const message = findMessage(chat, parameters.integer("message_id"));
	if (message === undefined) throw badRequest("message to delete not found");
	if (world.now() / 1000 - message.date > DELETABLE_SECONDS) throw badRequest("message can't be deleted for everyone");
	chat.messages.splice(chat.messages.indexOf(message), 1);
	return true;
};

const CHAT_ACTIONS = new Set(
	"typing upload_photo record_video upload_video record_voice upload_voice upload_document choose_sticker find_location record_video_note upload_video_note".split(
		" ",
	),
);

export const sendChatAction: Method = (world, parameters) => {
	chatOf(world, parameters);
	if (!CHAT_ACTIONS.has(parameters.text("action") ?? "")) throw badRequest("wrong parameter action in request");
	return true;
};
