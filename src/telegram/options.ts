import type { Log } from "../domain/log.ts";
import type { Setup } from "../domain/status/status.ts";
import type { Database } from "../store/database.ts";
import type { SyncContext } from "../sync/context.ts";
import type { TelegramLogin } from "./api.ts";

export interface TelegramSettings extends TelegramLogin {
	/** Who may use the bot. */
	readonly adminIds: readonly number[];
	/** Chat that gets the nightly report. */
	readonly reportChatId: number;
}

/** What the bot and the notifier both work with. */
export interface ChatOptions {
	readonly telegram: TelegramSettings;
	readonly db: Database;
	readonly connection: string;
	readonly log: Log;
	now(): number;
	readonly fetch: typeof fetch;
	/** Made only when it is needed. Throws SystemError `not_configured`, naming the settings. */
	sync(): Promise<SyncContext>;
}

export interface BotOptions extends ChatOptions {
	/** A signed link to the Sync Information page, or to the page of ours that `to` names; null when there is no page. */
	pageLink(user: { readonly userId: number; readonly name: string }, to?: string): Promise<string | null>;
	/** Which settings are missing. */
	readonly setup: Setup;
}
