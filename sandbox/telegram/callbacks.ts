import type { World } from "../world.ts";
import type { Parameters } from "./parameters.ts";
import { badRequest } from "./refusal.ts";

/** How long a press may wait. The Bot API names no number; bots see the refusal after some 10 to 30 seconds. */
const ANSWER_WITHIN_MS = 15_000;
const MAX_ALERT = 200;
const KEPT_ALERTS = 50;

/** Answers a button press once, in time. @throws Refusal 400 "query is too old …" for a late, repeated or unknown one */
export function answerCallbackQuery(world: World, parameters: Parameters): true {
	const { telegram } = world.state;
	const id = parameters.text("callback_query_id") ?? "";
	const pending = telegram.callbacks[id];
	delete telegram.callbacks[id];
	if (pending === undefined || world.now() - pending.at > ANSWER_WITHIN_MS) {
		throw badRequest("query is too old and response timeout expired or query ID is invalid");
	}
	const text = parameters.text("text");
	if (text !== null && text.length > MAX_ALERT) throw badRequest("MESSAGE_TOO_LONG");
	const chat = telegram.chats[String(pending.chatId)];
	if (chat !== undefined && text !== null) {
		chat.alerts.push({
			messageId: pending.messageId,
			date: Math.floor(world.now() / 1000),
			text,
			showAlert: parameters.flag("show_alert"),
		});
		chat.alerts.splice(0, Math.max(0, chat.alerts.length - KEPT_ALERTS));
	}
	return true;
}

/** Notes a press and answers the id of its callback query; presses nobody answered in time are forgotten. */
export function openCallback(world: World, chatId: number, messageId: number): string {
	const { telegram } = world.state;
	const now = world.now();
	for (const [id, { at }] of Object.entries(telegram.callbacks)) {
		if (now - at > ANSWER_WITHIN_MS) delete telegram.callbacks[id];
	}
	telegram.lastCallbackId++;
	const id = `${chatId}${String(telegram.lastCallbackId).padStart(12, "0")}`;
	telegram.callbacks[id] = { chatId, messageId, at: now };
	return id;
}
