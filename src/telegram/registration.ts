import { Api } from "grammy";
import type { Log } from "../domain/log.ts";
import type { Language } from "../domain/reasons.ts";
import { type Attempt, attempt, clientOptions } from "./api.ts";
import { botCommands, showMenu } from "./commands.ts";
import type { TelegramSettings } from "./options.ts";
import { textsIn } from "./texts.ts";

/** What of the updates we read (update.ts); Telegram sends nothing else. */
const UPDATES = ["message", "callback_query"] as const;

export interface RegisterOptions {
	readonly telegram: Pick<TelegramSettings, "apiUrl" | "botToken" | "adminIds">;
	/** Where Telegram is to bring updates, and what it proves with that it is Telegram. */
	readonly webhook: { readonly url: string; readonly secret: string };
	readonly fetch: typeof fetch;
	readonly log: Log;
}

export interface Registered {
	readonly what: string;
	readonly done: boolean;
	readonly detail: string;
}

/** What somebody sees who has not written yet: the way in. The other commands are shown to admins alone. */
const firstCommand = (language: Language) => [{ command: "start", description: textsIn(language).help.startCommand }];

/**
 * Makes the bot known to Telegram: its webhook, its commands by language and scope, its menu button. Each step stands for itself,
 * and all may be repeated: Telegram replaces what it has.
 */
export async function registerBot({ telegram, webhook, fetch, log }: RegisterOptions): Promise<readonly Registered[]> {
	const api = new Api(telegram.botToken, clientOptions(telegram, fetch));
	const step = async (what: string, detail: string, call: () => Promise<unknown>): Promise<Registered> => {
		const made = await attempt(call);
		if (made.kind !== "done") log.warn("telegram_registration_failed", { what, ...made });
		return { what, done: made.kind === "done", detail: made.kind === "done" ? detail : failure(made) };
	};
	let name = "";
	const login = await step("bot", "", async () => {
		name = `@${(await api.getMe()).username}`;
	});
	if (!login.done) return [login];
	return [
		{ ...login, detail: name },
		await step("webhook", webhook.url, () =>
			api.setWebhook(webhook.url, { secret_token: webhook.secret, allowed_updates: [...UPDATES] }),
		),
		await step("commands for everybody", "/start, in Indonesian and English", async () => {
			await api.setMyCommands(firstCommand("id"));
			await api.setMyCommands(firstCommand("en"), { language_code: "en" });
		}),
		await adminCommands(api, telegram.adminIds, log),
		await step("menu button", "opens the commands", () => api.setChatMenuButton({ menu_button: { type: "commands" } })),
	];
}

/** A chat is there from its person's first word on; until then its menu waits, which is no failure. */
async function adminCommands(api: Api, adminIds: readonly number[], log: Log): Promise<Registered> {
	const waiting: number[] = [];
	for (const id of adminIds) if (!(await showMenu(api, id, log))) waiting.push(id);
	const shown = `${botCommands("id").length} commands, in Indonesian and English, in ${adminIds.length - waiting.length} chat(s)`;
	const detail = waiting.length === 0 ? shown : `${shown}; ${waiting.join(", ")} get them with their first /start`;
	return { what: "commands for admins", done: true, detail };
}

function failure(made: Exclude<Attempt, { readonly kind: "done" }>): string {
	if (made.kind === "wait") return `Telegram asks for a pause of ${Math.ceil(made.ms / 1000)} s`;
	return made.kind === "refused" ? `Telegram refused: ${made.reason}` : `Telegram cannot be reached: ${made.reason}`;
}
