import { and, eq, sql } from "drizzle-orm";
import type { Side } from "../domain/model.ts";
import type { Database, Statement } from "./database.ts";
import { channel, heard } from "./schema.ts";
import { integer, nullable, select } from "./select.ts";

/** What is known of a side's webhooks; null: nothing yet. Times are epoch milliseconds. */
export interface ChannelState {
	/** The latest delivery that was taken note of. */
	readonly heardAt: number | null;
	/** Longest silence between two deliveries, fading. */
	readonly longestSilenceMs: number | null;
	readonly renewedAt: number | null;
	/** The side's history has been read up to here. */
	readonly readUpTo: number | null;
}

const UNKNOWN: ChannelState = { heardAt: null, longestSilenceMs: null, renewedAt: null, readUpTo: null };

export async function channelStates(db: Database, connection: string): Promise<(side: Side) => ChannelState> {
	const found = await db
		.select({
			source: channel.source,
			heardAt: channel.heardAt,
			longestSilenceMs: channel.longestSilenceMs,
			renewedAt: channel.renewedAt,
			readUpTo: channel.readUpTo,
		})
		.from(channel)
		.where(eq(channel.connectionId, connection));
	return (side) => found.find(({ source }) => source === side) ?? UNKNOWN;
}

/** Takes note of what is given; the rest stays as it is. */
export function noteChannel(connection: string, side: Side, known: Partial<ChannelState>): Statement {
	const { heardAt = null, longestSilenceMs = null, renewedAt = null, readUpTo = null } = known;
	return sql`INSERT INTO channel (connection_id, source, heard_at, longest_silence_ms, renewed_at, read_up_to)
		VALUES (${connection}, ${side}, ${heardAt}, ${longestSilenceMs}, ${renewedAt}, ${readUpTo})
		ON CONFLICT (connection_id, source) DO UPDATE SET heard_at = coalesce(excluded.heard_at, channel.heard_at),
			longest_silence_ms = coalesce(excluded.longest_silence_ms, channel.longest_silence_ms),
			renewed_at = coalesce(excluded.renewed_at, channel.renewed_at),
			read_up_to = coalesce(excluded.read_up_to, channel.read_up_to)`;
}

export interface Heard {
	readonly newest: number;
	/** Longest time between two deliveries, from the one that was known on; null: there has been but one. */
	readonly longestGapMs: number | null;
}

/** What was heard of a side after that delivery; null: nothing. Only webhooks are heard. */
export async function heardAfter(db: Database, connection: string, side: Side, known: number | null): Promise<Heard | null> {
	const [found] = await select(
		db,
		{ newest: nullable(integer), longestGapMs: nullable(integer) },
		sql`SELECT max(last_at) AS newest, max(gap) AS longestGapMs FROM (
			SELECT last_at, first_at - coalesce(lag(last_at) OVER (ORDER BY hour), ${known}) AS gap
			FROM heard WHERE connection_id = ${connection} AND source = ${side} AND last_at > ${known ?? 0})`,
	);
	const { newest = null, longestGapMs = null } = found ?? {};
	return newest === null ? null : { newest, longestGapMs };
}

/** Whether it was heard in so many different hours, as far as deliveries are remembered. */
export async function heardInHours(db: Database, connection: string, side: Side, hours: number): Promise<boolean> {
	const found = await db
		.select({ hour: heard.hour })
		.from(heard)
		.where(and(eq(heard.connectionId, connection), eq(heard.source, side)))
		.limit(hours);
	return found.length >= hours;
}
