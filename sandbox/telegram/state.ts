/** A person as Telegram names one. */
export interface Person {
	id: number;
	first_name: string;
	username?: string;
	language_code?: string;
}

/** Telegram's MessageEntity, offsets in UTF-16 code units. */
export interface MessageEntity {
	type: string;
	offset: number;
	length: number;
	url?: string;
	language?: string;
}

export interface InlineButton {
	text: string;
	callback_data?: string;
	url?: string;
}
export type Keyboard = InlineButton[][];

export interface StoredMessage {
	messageId: number;
	fromBot: boolean;
	/** Unix seconds, as in the Bot API. */
	date: number;
	editDate: number | null;
	/** Text, or the caption of a document: plain, formatting lives in `entities`. */
	text: string;
	entities: MessageEntity[];
	keyboard: Keyboard | null;
	document: { fileName: string; size: number; content: string } | null;
}

/** What answerCallbackQuery showed to the person. */
export interface Alert {
	messageId: number;
	date: number;
	text: string;
	showAlert: boolean;
}

/** A private chat: its id is the person's id. Newest message last. */
export interface Chat {
	person: Person;
	messages: StoredMessage[];
	alerts: Alert[];
}

/** A button press that waits for answerCallbackQuery. */
export interface PendingCallback {
	chatId: number;
	messageId: number;
	/** Unix milliseconds. */
	at: number;
}

export interface Webhook {
	url: string;
	secretToken: string | null;
	/** null: everything that Telegram sends by default. */
	allowedUpdates: string[] | null;
	lastErrorDate: number | null;
	lastErrorMessage: string | null;
}

export interface BotCommand {
	command: string;
	description: string;
}

export interface TelegramState {
	webhook: Webhook | null;
	/** By scope and language, see commandKey() in registration.ts. */
	commands: Record<string, BotCommand[]>;
	/** By chat id; "" is the default of all chats. */
	menuButtons: Record<string, unknown>;
	chats: Record<string, Chat>;
	callbacks: Record<string, PendingCallback>;
	/** Sends and edits of the last seconds, for the flood limit. */
	recentSends: { chatId: number; at: number }[];
	/** The last ones given out. 0: none yet. */
	lastUpdateId: number;
	lastMessageId: number;
	lastCallbackId: number;
}

/** The admin of the local settings. Their chat exists from the start, so that reports reach it before the first word. */
const OWNER: Person = { id: 7, first_name: "Ani", username: "ani", language_code: "id" };

export const emptyChat = (person: Person): Chat => ({ person: { ...person }, messages: [], alerts: [] });

export function emptyTelegram(): TelegramState {
	return {
		webhook: null,
		commands: {},
		menuButtons: {},
		chats: { [OWNER.id]: emptyChat(OWNER) },
		callbacks: {},
		recentSends: [],
		lastUpdateId: 0,
		lastMessageId: 0,
		lastCallbackId: 0,
	};
}

/**
 * A reset of the outside world: chats are emptied, registrations stay. Counters go on, because a bot rightly takes an update id
 * that it has seen for a repetition.
 */
export function resetTelegram(before: TelegramState): TelegramState {
	const { webhook, commands, menuButtons, lastUpdateId, lastMessageId, lastCallbackId } = before;
	return { ...emptyTelegram(), webhook, commands, menuButtons, lastUpdateId, lastMessageId, lastCallbackId };
}
