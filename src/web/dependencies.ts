import { SystemError } from "../domain/errors.ts";
import type { Log } from "../domain/log.ts";
import type { Actor, Side } from "../domain/model.ts";
import type { BotState, Setup } from "../domain/status/status.ts";
import type { Database } from "../store/database.ts";
import type { Notifier, SyncContext } from "../sync/context.ts";
import type { ChannelDelivery } from "../systems/channel.ts";
import type { Limits } from "./security/limits.ts";

/** A part of the product that works only when its settings are there; `message` names the missing ones, never a value. */
export type Feature<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

/** How an admin gives this app the right to their company in Accurate Online (OAuth). */
export interface AccurateConsent {
	/** Where the browser goes to consent; it comes back to `redirectUri` with `code` and this `state`. */
	authoriseUrl(redirectUri: string, state: string): string;
	/** Turns the code into the connection's stored login. Throws SystemError, `unauthorized` for a used or foreign code. */
	exchange(code: string, redirectUri: string): Promise<void>;
}

/** One thing that was to be made known to another system, and what came of it, in words. */
export interface Registration {
	readonly what: string;
	readonly done: boolean;
	readonly detail: string;
}

/** Everything the web works with. It reads no environment and keeps nothing between two requests. */
export interface WebDependencies {
	readonly connection: string;
	readonly db: Database;
	readonly log: Log;
	now(): number;
	/** Bearer key of the API, or its digest (security/api-key.ts); also what the sign-in page asks for. */
	readonly api: Feature<{ readonly key: string }>;
	/** 32 bytes, base64: what sessions and links are signed with is derived from it. */
	readonly sealing: Feature<{ readonly key: string }>;
	readonly page: Feature<{ readonly publicUrl: string }>;
	readonly telegram: Feature<{ readonly webhookSecret: string }>;
	/** Any of the secrets will do: while one is being changed there are two. */
	readonly smhWebhook: Feature<{ readonly secrets: readonly string[] }>;
	/** `databaseId`: only its events are ours; null: not known, every event is taken for ours. */
	readonly accurateWebhook: Feature<{ readonly secrets: readonly string[]; readonly databaseId: string | null }>;
	readonly limits: Limits;
	/** Messages of the features that the product cannot work without and whose settings are missing; none: it can take work. */
	readonly unmetNeeds: readonly string[];
	/** Names of the features whose settings are there. */
	readonly connected: readonly string[];
	/** Of the code that runs; null where nobody says. */
	readonly version: string | null;
	/** The engine's context. Throws SystemError `not_configured`, naming the settings, when a system's login is missing. */
	sync(): Promise<SyncContext>;
	/** Takes in one update; the bot drops repeated ones by their `update_id`. */
	onTelegramUpdate(update: unknown): Promise<void>;
	/** Makes the bot known to Telegram: webhook, commands, menu button. May be repeated. Throws SystemError `not_configured`. */
	registerBot(): Promise<readonly Registration[]>;
	/** Alerts go through it. */
	readonly notifier: Notifier;
	/** Stores what a webhook brought and lets the engine know; rejects when it could not be stored. */
	takeIn(source: Side, deliveries: readonly ChannelDelivery[]): Promise<void>;
	/** null: the login is an API token, there is nothing to consent to. Throws SystemError `not_configured`. */
	accurateConsent(): AccurateConsent | null;
	/** Which settings are missing, part by part. */
	readonly setup: Setup;
	/** The bot's webhook as Telegram has it; throws where Telegram does not answer. */
	botState(): Promise<BotState>;
}

/** The dependencies travel as Hono's bindings, so that the routes are built once and not per request. */
export interface WebEnv {
	Bindings: WebDependencies;
	Variables: {
		/** Who is signed in, on routes behind a session. */
		actor: Actor;
		/** Set by hono/language. */
		language: string;
	};
}

/** The value of a feature, or a SystemError `not_configured` that names what is missing. */
export function need<T>(feature: Feature<T>): T {
	if (feature.ok) return feature.value;
	throw new SystemError("not_configured", feature.message);
}
