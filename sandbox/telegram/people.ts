import { HTTPException } from "hono/http-exception";
import type { Delivery, World } from "../world.ts";
import { openCallback } from "./callbacks.ts";
import { append, findMessage } from "./chats.ts";
import { type Alert, emptyChat, type MessageEntity, type Person } from "./state.ts";
import { type SeenMessage, seenBy, toMessage, userOf } from "./view.ts";

export interface TelegramPeople {
	/**
	 * A person writes to the bot. Answers the webhook's status (0: nobody answered) and the message as stored.
	 * @throws HTTPException 400 for a text Telegram would not take, 409 when the bot has no webhook for messages
	 */
	sendMessage(input: { from: Person; text: string }): Promise<{ status: number; message: SeenMessage }>;
	/**
	 * A person presses an inline button.
	 * @throws HTTPException 404 when their chat has no such message or the message no such button, 409 without a webhook
	 */
	press(input: { from: PersonReference; message_id: number; data: string }): Promise<{ status: number }>;
	/** A private chat as its reader sees it now, oldest message first; empty for a person the bot does not know. */
	chat(id: number): { messages: SeenMessage[]; alerts: Alert[] };
}

/** Who presses is known already, so the id is enough. */
export type PersonReference = Pick<Person, "id"> & Partial<Person>;

const MAX_TEXT = 4096;

/**
 * What people do in Telegram. Each deed is one update to the registered webhook. One that is not answered with 2xx is handed to
 * `deliverLater`, which repeats it as Telegram does. A method in the webhook's answer is not carried out (the bot sends none).
 */
export function telegramPeople(world: World): TelegramPeople {
	async function deliver(kind: "message" | "callback_query", content: unknown): Promise<number> {
		const { telegram } = world.state;
		const { webhook } = telegram;
		if (webhook === null) throw noWebhook();
		// A first id out of the time keeps a world that began anew from repeating ids its bot has seen.
		telegram.lastUpdateId = telegram.lastUpdateId === 0 ? Math.floor(world.now() / 1000) : telegram.lastUpdateId + 1;
		const delivery: Delivery = {
			system: "telegram",
			url: webhook.url,
			headers: {
				"content-type": "application/json",
				...(webhook.secretToken === null ? {} : { "x-telegram-bot-api-secret-token": webhook.secretToken }),
			},
			body: JSON.stringify({ update_id: telegram.lastUpdateId, [kind]: content }),
		};
		world.touched();
		const status = await world.deliver(delivery);
		if (status < 200 || status > 299) {
			webhook.lastErrorDate = Math.floor(world.now() / 1000);
			webhook.lastErrorMessage = status === 0 ? "Connection failed" : `Wrong response from the webhook: ${status}`;
			world.touched();
			world.deliverLater(delivery);
		}
		return status;
	}

	function checkWebhook(kind: string): void {
		const { webhook } = world.state.telegram;
		if (webhook === null) throw noWebhook();
		if (webhook.allowedUpdates?.includes(kind) === false) {
			throw new HTTPException(409, { message: `The bot's webhook does not ask for ${kind} updates (allowed_updates)` });
		}
	}

	return {
		async sendMessage({ from, text }) {
			const typed = text.trim();
			if (typed === "") throw new HTTPException(400, { message: "A message needs a text" });
			if (typed.length > MAX_TEXT) throw new HTTPException(400, { message: `A message has at most ${MAX_TEXT} characters` });
			checkWebhook("message");
			const key = String(from.id);
			const chat = world.state.telegram.chats[key] ?? emptyChat(from);
			chat.person = { ...chat.person, ...from };
			world.state.telegram.chats[key] = chat;
			const content = { fromBot: false, text: typed, entities: commandsIn(typed), keyboard: null, document: null };
			const message = append(world, chat, content);
			return { status: await deliver("message", toMessage(chat, message)), message: seenBy(chat, message) };
		},

		async press({ from, message_id: messageId, data }) {
			const chat = world.state.telegram.chats[String(from.id)];
			const message = chat && findMessage(chat, messageId);
			if (!chat || !message) throw new HTTPException(404, { message: `Chat ${from.id} has no message ${messageId}` });
			if (!message.keyboard?.flat().some(({ callback_data }) => callback_data === data)) {
				throw new HTTPException(404, { message: `Message ${messageId} has no button with the data ${JSON.stringify(data)}` });
			}
			checkWebhook("callback_query");
			const status = await deliver("callback_query", {
				id: openCallback(world, chat.person.id, messageId),
				from: userOf({ ...chat.person, ...from }),
				message: toMessage(chat, message),
				chat_instance: String(chat.person.id),
				data,
			});
			return { status };
		},

		chat(id) {
			const chat = world.state.telegram.chats[String(id)];
			if (chat === undefined) return { messages: [], alerts: [] };
			return { messages: chat.messages.map((message) => seenBy(chat, message)), alerts: chat.alerts };
		},
	};
}

const noWebhook = (): HTTPException =>
	new HTTPException(409, { message: "The bot has no webhook registered: start Sinkron first (setWebhook)" });

/** Telegram marks commands on the person's side, before the update is made. */
function commandsIn(text: string): MessageEntity[] {
	return [...text.matchAll(/(?<=^|\s)\/[A-Za-z0-9_]{1,32}(?:@[A-Za-z0-9_]{3,32})?(?![A-Za-z0-9_@])/g)].map((match) => ({
		type: "bot_command",
		offset: match.index,
		length: match[0].length,
	}));
}
