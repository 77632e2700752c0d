import { SystemError } from "../../domain/errors.ts";
import { SIDES, type Side } from "../../domain/model.ts";
import { takeTurn, turnTakenSince } from "../../store/alerts.ts";
import { type ChannelState, channelStates, heardAfter, heardInHours, noteChannel } from "../../store/channels.ts";
import { commit } from "../../store/database.ts";
import { notTakenIn, takeInLater } from "../../store/inbox.ts";
import { untoldRuns } from "../../store/reports.ts";
import { type Channel, type ChannelDelivery, portionsOf } from "../../systems/channel.ts";
import { type Alerting, raiseAlert } from "../alerts.ts";
import type { SyncContext } from "../context.ts";
import { publicMessage } from "../retry-policy.ts";
import { HOURS_TO_KNOW, learnSilence, patienceOf } from "./silence.ts";

type Caring = Alerting & Pick<SyncContext, "channels" | "coordinator" | "queue">;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A little less than the hour, so that the tick an hour later is not a second too early. */
const READ_EVERY_MS = HOUR_MS - 5 * 60_000;
/** Clocks differ, and what has just happened may reach a history late; what is read twice is taken in once. */
const OVERLAP_MS = 5 * 60_000;

/** Looks after the webhooks of both sides, every few minutes. What fails is tried again by the next look, and hinders nothing else. */
export async function careForChannels(ctx: Caring): Promise<void> {
	const stateOf = await channelStates(ctx.db, ctx.connection);
	for (const channel of ctx.channels) {
		await attempt(ctx, "channel_renewal", () => renew(ctx, channel, stateOf(channel.side)));
		await attempt(ctx, "channel_history", () => catchUp(ctx, channel, stateOf(channel.side)));
	}
	for (const side of SIDES) await attempt(ctx, "channel_silence", () => listen(ctx, side, stateOf(side)));
	await attempt(ctx, "untold", () => tellEnds(ctx));
	// Whatever waits is looked at, should a word of it have been lost; and some of it waits for its time to come.
	await ctx.coordinator.wake(ctx.connection, 0);
}

/** The message that tells of a run's end, or of its question, may be lost with a process, and then nothing else would tell of it. */
export async function tellEnds({
	db,
	connection,
	queue,
	now,
}: Pick<SyncContext, "db" | "connection" | "queue" | "now">): Promise<void> {
	for (const { id, waits } of await untoldRuns(db, connection, now())) {
		await queue.send({ kind: waits ? "ask" : "report", connection, run: id });
	}
}

async function attempt(ctx: Caring, event: string, work: () => Promise<void>): Promise<void> {
	try {
		await work();
	} catch (error) {
		ctx.log.error(`${event}_failed`, { error: String(error) });
	}
}

/** Once a day a registration that lives for a few days only is renewed. */
async function renew(ctx: Caring, channel: Channel, { renewedAt }: ChannelState): Promise<void> {
	const { side } = channel;
	const now = ctx.now();
	if (!channel.renew || (renewedAt !== null && now - renewedAt < DAY_MS)) return;
	try {
		const endsAt = await channel.renew();
		await commit(ctx.db, [noteChannel(ctx.connection, side, { renewedAt: now })]);
		ctx.log.info("channel_renewed", { side, endsAt });
	} catch (error) {
		await raiseAlert(ctx, { kind: "webhook_renewal_failed", side, reason: publicMessage(error) });
	}
}

/** Takes in what a side says it delivered while nobody listened. */
async function catchUp(ctx: Caring, channel: Channel, { readUpTo }: ChannelState): Promise<void> {
	const { side } = channel;
	const now = ctx.now();
	if (!channel.history || (readUpTo !== null && now - readUpTo < READ_EVERY_MS)) return;
	const refused = `history_refused:${side}`;
	if (await turnTakenSince(ctx.db, ctx.connection, refused, now - DAY_MS)) return;
	try {
		const since = readUpTo === null ? now - DAY_MS : readUpTo - OVERLAP_MS;
		const { deliveries, readUpTo: upTo } = await channel.history(since, now);
		const missed = await takeInMissed(ctx, side, deliveries);
		// Only now: what was not taken in is read again.
		await commit(ctx.db, [noteChannel(ctx.connection, side, { readUpTo: upTo })]);
		ctx.log.info("channel_history", { side, since, readUpTo: upTo, missed });
	} catch (error) {
		if (!(error instanceof SystemError) || error.retryable) throw error;
		// Not every login may read it, and none has to: asked once a day, in case that has changed.
		await takeTurn(ctx.db, ctx.connection, refused, now, DAY_MS);
		ctx.log.warn("channel_history_refused", { side, reason: error.message });
	}
}

/** Takes in what the webhook has not brought; answers how many. */
async function takeInMissed(ctx: Caring, side: Side, deliveries: readonly ChannelDelivery[]): Promise<number> {
	if (deliveries.length === 0) return 0;
	const ids = deliveries.filter(({ signals }) => signals.length > 0).map(({ id }) => id);
	const missed = await notTakenIn(ctx.db, ctx.connection, side, ids);
	const list = deliveries.filter(({ id }) => missed.has(id));
	for (const portion of portionsOf(list)) await takeInLater(ctx.db, ctx.connection, side, portion, ctx.now());
	return list.length;
}

/** Learns how long a side is usually silent, and says when it is for longer. */
async function listen(ctx: Caring, side: Side, state: ChannelState): Promise<void> {
	const heard = await heardAfter(ctx.db, ctx.connection, side, state.heardAt);
	const heardAt = heard?.newest ?? state.heardAt;
	const longestSilenceMs = heard ? learnSilence(state, heard) : state.longestSilenceMs;
	if (heard) await commit(ctx.db, [noteChannel(ctx.connection, side, { heardAt, longestSilenceMs })]);
	const patience = patienceOf(longestSilenceMs);
	if (heardAt === null || patience === null || ctx.now() - heardAt <= patience) return;
	if (await heardInHours(ctx.db, ctx.connection, side, HOURS_TO_KNOW)) {
		await raiseAlert(ctx, { kind: "silent", side, since: heardAt });
	}
}
