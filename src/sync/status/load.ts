import { SystemError } from "../../domain/errors.ts";
import type { Log } from "../../domain/log.ts";
import { SIDES, type Side } from "../../domain/model.ts";
import { freshnessOf } from "../../domain/status/freshness.ts";
import type { BotState, HookState, LoginState, Setup, Status } from "../../domain/status/status.ts";
import { type ChannelState, channelStates, heardAfter, heardInHours } from "../../store/channels.ts";
import type { Database } from "../../store/database.ts";
import { countOpenLetters } from "../../store/deadletters.ts";
import { carriedSince, waitingSignals } from "../../store/freshness.ts";
import { anyRunAsks, askedRuns, refusedEntities } from "../../store/glances.ts";
import type { SideLogin } from "../../systems/login.ts";
import type { SyncContext } from "../context.ts";
import { HOURS_TO_KNOW, patienceOf } from "../inbox/silence.ts";

/** What the status is put together from; the bot, the page and the API have it each. */
export interface StatusSources {
	readonly connection: string;
	readonly db: Database;
	readonly log: Log;
	now(): number;
	readonly setup: Setup;
	/** Throws SystemError `not_configured`, which the setup tells of by itself. */
	sync(): Promise<Pick<SyncContext, "logins" | "channels">>;
	/** Throws where Telegram does not answer. */
	botState(): Promise<BotState>;
}

const DAY_MS = 24 * 3_600_000;
/** Whoever asks again and again is answered by what was asked a moment ago. */
const STILL_NEW_MS = 60_000;
/** The last nightly run is among so many, unless people did nothing else all day. */
const RUNS = 50;

/** How everything is now. The sides and Telegram are asked afresh; what they do not answer is told by what is known. */
export async function loadStatus(sources: StatusSources): Promise<Status> {
	const { db, connection, setup } = sources;
	const at = sources.now();
	const parts = await partsOf(sources);
	const [logins, hooks, bot, runs, asks, unreadable, waiting, letters, signals] = await Promise.all([
		Promise.all(parts.logins.map((login) => stateOf(sources, login))),
		hooksOf(sources, parts.channels),
		botOf(sources),
		askedRuns(db, connection, RUNS),
		anyRunAsks(db, connection),
		refusedEntities(db, connection),
		waitingSignals(db, connection),
		countOpenLetters(db, connection),
		carriedSince(db, connection, at - 2 * DAY_MS),
	]);
	return {
		...{ at, setup, logins, hooks, bot, unreadable, asks, waiting, letters },
		runs: {
			nightly: runs.find(({ trigger }) => trigger === "cron") ?? null,
			asked: runs.find(({ trigger }) => trigger !== "cron") ?? null,
		},
		freshness: freshnessOf(signals.carried, at, signals.partial),
	};
}

async function partsOf({ sync }: StatusSources): Promise<Pick<SyncContext, "logins" | "channels">> {
	try {
		return await sync();
	} catch (error) {
		if (error instanceof SystemError && error.kind === "not_configured") return { logins: [], channels: [] };
		throw error;
	}
}

async function stateOf({ log, now }: StatusSources, login: SideLogin): Promise<LoginState> {
	const { side } = login;
	const known = await login.known();
	if (known && now() - known.at < STILL_NEW_MS) return { side, standing: known, unanswered: false };
	try {
		return { side, standing: await login.look(), unanswered: false };
	} catch (error) {
		log.warn("status_login_unanswered", { side, error: String(error) });
		return { side, standing: known, unanswered: true };
	}
}

async function botOf({ setup, botState, log }: StatusSources): Promise<BotState | null> {
	if (setup.telegram !== null) return null;
	try {
		return await botState();
	} catch (error) {
		log.warn("status_bot_unanswered", { error: String(error) });
		return null;
	}
}

async function hooksOf(sources: StatusSources, channels: SyncContext["channels"]): Promise<readonly HookState[]> {
	const stateOfSide = await channelStates(sources.db, sources.connection);
	return await Promise.all(
		SIDES.map((side) => hookOf(sources, side, stateOfSide(side), channels.find((one) => one.side === side)?.livesMs)),
	);
}

const HOOK = { smh: "smhWebhook", accurate: "accurateWebhook" } as const satisfies Record<Side, keyof Setup>;

async function hookOf(sources: StatusSources, side: Side, state: ChannelState, livesMs: number | undefined): Promise<HookState> {
	const { db, connection, setup, now } = sources;
	const { renewedAt, longestSilenceMs } = state;
	// The quarter-hourly look takes note of what was heard; this is what it has not seen yet.
	const heardAt = (await heardAfter(db, connection, side, state.heardAt))?.newest ?? state.heardAt;
	const patience = patienceOf(longestSilenceMs);
	const quiet = heardAt !== null && patience !== null && now() - heardAt > patience;
	return {
		...{ side, heardAt, renewedAt },
		open: setup[HOOK[side]] === null,
		silent: quiet && (await heardInHours(db, connection, side, HOURS_TO_KNOW)),
		endsAt: renewedAt === null || livesMs === undefined ? null : renewedAt + livesMs,
	};
}
