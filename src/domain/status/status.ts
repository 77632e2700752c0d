import type { Entity, RunMode, RunState, Side } from "../model.ts";
import { daysLeft, EARLIEST, type End } from "./ends.ts";
import type { Freshness } from "./freshness.ts";
import { endsOf, type Standing } from "./standing.ts";

export const PARTS = [
	"smh",
	"accurate",
	"telegram",
	"page",
	"api",
	"sealing",
	"connection",
	"smhWebhook",
	"accurateWebhook",
] as const;
export type Part = (typeof PARTS)[number];

/** Of each part of the product what is missing among its settings, by name; null: nothing is. */
export type Setup = Readonly<Record<Part, string | null>>;

/** The bot's webhook as Telegram has it. */
export interface BotState {
	readonly registered: boolean;
	/** Messages that Telegram could not deliver yet. */
	readonly pending: number;
	/** Epoch ms of its latest failure to deliver; null: none is told. */
	readonly failedAt: number | null;
}

export interface LoginState {
	readonly side: Side;
	/** null: the side has never been asked. */
	readonly standing: Standing | null;
	/** The side could not be asked just now: what stands above is as old as it says. */
	readonly unanswered: boolean;
}

/** A side's webhook, as far as it is heard. */
export interface HookState {
	readonly side: Side;
	readonly open: boolean;
	readonly heardAt: number | null;
	/** Silent for longer than is usual. */
	readonly silent: boolean;
	readonly renewedAt: number | null;
	/** When its registration ends by itself; null: it does not, or nobody knows. */
	readonly endsAt: number | null;
}

export interface RunGlance {
	readonly id: string;
	readonly mode: RunMode;
	readonly state: RunState;
	readonly startedAt: number;
	readonly finishedAt: number | null;
	/** Fit for an admin, and for nobody else. */
	readonly error: string | null;
}

/** How the product is, at a moment. */
export interface Status {
	readonly at: number;
	readonly setup: Setup;
	readonly logins: readonly LoginState[];
	readonly hooks: readonly HookState[];
	/** null: Telegram could not be asked. */
	readonly bot: BotState | null;
	/** What a side did not let the latest run read. */
	readonly unreadable: readonly { readonly side: Side; readonly entity: Entity }[];
	readonly runs: { readonly nightly: RunGlance | null; readonly asked: RunGlance | null };
	/** A run waits for an answer. */
	readonly asks: boolean;
	/** Word of changes that are not carried out yet; `more`: there are even more. */
	readonly waiting: { readonly count: number; readonly more: boolean; readonly oldestAt: number | null };
	readonly letters: number;
	readonly freshness: Freshness;
}

const HOUR_MS = 3_600_000;
/** A registration is renewed once a day; after this long without, it could not be. */
export const RENEWED_WITHIN_MS = 26 * HOUR_MS;

/** Of all that ends, what will not be prolonged by itself. */
export function comingEnds(standings: readonly Standing[], hooks: readonly HookState[], now: number): readonly End[] {
	const ofHooks = hooks.flatMap(({ side, open, renewedAt, endsAt }): readonly End[] =>
		open && endsAt !== null && renewedAt !== null && now - renewedAt > RENEWED_WITHIN_MS
			? [{ what: "webhook", side, at: endsAt }]
			: [],
	);
	return [...standings.flatMap(endsOf), ...ofHooks];
}

/** Those that are near enough to be told of. */
export const nearEnds = (ends: readonly End[], now: number): readonly End[] =>
	ends.filter(({ at }) => daysLeft(at, now) <= EARLIEST);
