import { autoRetry } from "@grammyjs/auto-retry";
import { Bot, BotError } from "grammy";
import type { UserFromGetMe } from "grammy/types";
import { admit, NotTakenIn } from "./admit.ts";
import { attempt, clientOptions, describe, isFlood } from "./api.ts";
import { type Ask, askOf } from "./ask.ts";
import type { BotOptions } from "./options.ts";
import { routeOf } from "./routes/commands.ts";
import { pressed } from "./routes/press.ts";
import { troubleText } from "./trouble.ts";
import { parseUpdate } from "./update.ts";

export type { BotOptions, TelegramSettings } from "./options.ts";

/**
 * The bot of the connection. `handle` takes an unvalidated update; it throws NotTakenIn when the update was not even recorded
 * and is worth repeating, and never otherwise.
 */
export function createBot(options: BotOptions): { handle(update: unknown): Promise<void> } {
	const { telegram, log } = options;
	const bot = new Bot(telegram.botToken, {
		botInfo: botInfo(telegram.botToken),
		client: clientOptions(telegram, options.fetch),
	});
	// Without rethrowHttpErrors it would try for ever to reach a Telegram that is down.
	bot.api.config.use(autoRetry({ maxRetryAttempts: 1, maxDelaySeconds: 5, rethrowHttpErrors: true }));

	bot.use(admit(options));
	bot.on("message", async (ctx) => {
		const { name, argument } = readCommand(ctx.message.text ?? "");
		const ask = askOf(options, ctx.api, ctx.from, ctx.chat.id, argument);
		await guarded(ask, () => routeOf(name)(ask));
	});
	bot.on("callback_query:data", async (ctx) => {
		const { message, data } = ctx.callbackQuery;
		if (!message) return;
		const ask = askOf(options, ctx.api, ctx.from, message.chat.id, "");
		const answer = async (text: string): Promise<void> => {
			const answered = await attempt(() => ctx.answerCallbackQuery({ text: text.slice(0, 200) }));
			if (answered.kind !== "done") log.warn("telegram_answer_failed", { ...answered });
		};
		await guarded(ask, () => pressed({ ...ask, data, messageId: message.message_id, answer }));
	});

	/** A request that failed still gets an answer, and the log its cause. */
	async function guarded(ask: Ask, work: () => Promise<void>): Promise<void> {
		try {
			await work();
		} catch (error) {
			// Telegram brings the update again, and the answer is late; an apology would be refused just as well.
			if (isFlood(error)) throw new NotTakenIn("Telegram asks for a pause", { cause: error });
			log.error("telegram_request_failed", { userId: ask.actor.userId, error: describe(error) });
			await ask.say(troubleText(error, ask.texts));
		}
	}

	return {
		async handle(raw) {
			const update = parseUpdate(raw);
			if (!update) return log.warn("telegram_malformed_update");
			try {
				await bot.handleUpdate(update);
			} catch (error) {
				const cause = error instanceof BotError ? error.error : error;
				log.error("telegram_update_failed", { updateId: update.update_id, error: describe(cause) });
				if (cause instanceof NotTakenIn) throw cause;
			}
		},
	};
}

/** "/Karyawan@bot Agung P" → karyawan, "Agung P". Phones like to write the first letter large. */
function readCommand(text: string): { name: string; argument: string } {
	const match = /^\/(\w{1,32})(?:@\w+)?(?:\s+([\s\S]*))?$/.exec(text.trim());
	return { name: match?.[1]?.toLowerCase() ?? "", argument: match?.[2]?.trim() ?? "" };
}

/** Spares a getMe per invocation; only the id is real, nothing here reads the rest. */
const botInfo = (token: string): UserFromGetMe => ({
	id: Number(token.split(":", 1)[0]),
	is_bot: true,
	first_name: "Sinkron",
	username: "sinkron",
	can_join_groups: false,
	can_read_all_group_messages: false,
	supports_inline_queries: false,
	can_connect_to_business: false,
	has_main_web_app: false,
	has_topics_enabled: false,
	allows_users_to_create_topics: false,
	can_manage_bots: false,
	supports_join_request_queries: false,
});
