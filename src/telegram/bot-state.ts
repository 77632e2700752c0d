import { Api } from "grammy";
import type { BotState } from "../domain/status/status.ts";
import { clientOptions } from "./api.ts";
import type { ChatOptions } from "./options.ts";

/** The bot's webhook as Telegram has it [Bot API, WebhookInfo]. Its words on a failure may name the address, so they are left. */
export async function botState({ telegram, fetch }: Pick<ChatOptions, "telegram" | "fetch">): Promise<BotState> {
	const api = new Api(telegram.botToken, clientOptions(telegram, fetch));
	const { url, pending_update_count, last_error_date } = await api.getWebhookInfo();
	return {
		registered: (url ?? "") !== "",
		pending: pending_update_count,
		failedAt: last_error_date === undefined ? null : last_error_date * 1000,
	};
}
