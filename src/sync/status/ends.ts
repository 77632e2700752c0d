import { daysLeft, stepOf, warningOf } from "../../domain/status/ends.ts";
import type { Standing } from "../../domain/status/standing.ts";
import { comingEnds, type HookState, nearEnds } from "../../domain/status/status.ts";
import { turnTakenSince } from "../../store/alerts.ts";
import { channelStates } from "../../store/channels.ts";
import { type Alerting, raiseAlert } from "../alerts.ts";
import type { SyncContext } from "../context.ts";

type Caring = Alerting & Pick<SyncContext, "logins" | "channels">;

/** A little less than the day, so that the tick a day later is not a second too early. */
const LOOK_EVERY_MS = 24 * 3_600_000 - 5 * 60_000;

/** Looks once a day how each side sees our login, and tells the admins of what will end. Never throws: the next tick tries again. */
export async function careForLogins(ctx: Caring): Promise<void> {
	try {
		await warn(ctx, await standingsOf(ctx));
	} catch (error) {
		ctx.log.error("login_care_failed", { error: String(error) });
	}
}

async function standingsOf(ctx: Caring): Promise<readonly Standing[]> {
	const found: Standing[] = [];
	for (const login of ctx.logins) {
		const known = await login.known();
		const due = known === null || ctx.now() - known.at >= LOOK_EVERY_MS;
		const standing = due ? ((await looked(ctx, login)) ?? known) : known;
		if (standing) found.push(standing);
	}
	return found;
}

async function looked({ log }: Caring, login: SyncContext["logins"][number]): Promise<Standing | null> {
	try {
		return await login.look();
	} catch (error) {
		log.warn("login_unanswered", { side: login.side, error: String(error) });
		return null;
	}
}

async function warn(ctx: Caring, standings: readonly Standing[]): Promise<void> {
	const now = ctx.now();
	for (const end of nearEnds(comingEnds(standings, await hooksThatEnd(ctx), now), now)) {
		const days = daysLeft(end.at, now);
		const step = stepOf(days);
		// Told already: looked up first, so that a quarter of an hour in which nothing is new says nothing and writes nothing.
		if (step === null || (await turnTakenSince(ctx.db, ctx.connection, warningOf(end, step), 0))) continue;
		await raiseAlert(ctx, { kind: "ends", end, days, step });
	}
}

/** Only what an end is made of; whether they are heard is looked after elsewhere. */
async function hooksThatEnd({ db, connection, channels }: Caring): Promise<readonly HookState[]> {
	const stateOf = await channelStates(db, connection);
	return channels.flatMap(({ side, livesMs }) => {
		const { renewedAt, heardAt } = stateOf(side);
		if (livesMs === undefined || renewedAt === null) return [];
		return [{ side, open: true, heardAt, silent: false, renewedAt, endsAt: renewedAt + livesMs }];
	});
}
