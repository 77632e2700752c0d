import { sql } from "drizzle-orm";
import type { Entity, Side } from "../domain/model.ts";
import { commitReturning, type Database, rows, type Statement } from "./database.ts";
import type { DeliverySource } from "./deliveries.ts";
import type { RecordScope } from "./records.ts";

/** A record that a webhook named. What became of it is read afresh (law 4). */
export interface NewSignal {
	readonly side: Side;
	readonly entity: Entity;
	readonly id: string;
	/** null: the side names none. */
	readonly version: number | null;
	/** It was said to be deleted. */
	readonly gone: boolean;
}

/** One delivery as its sender identifies it; without signals it is only remembered. */
export interface SignalDelivery {
	readonly id: string;
	readonly signals: readonly NewSignal[];
}

const lastDelivery = sql`(SELECT coalesce(max(rowid), 0) FROM delivery)`;

/**
 * Takes deliveries in, each once, in one transaction: a repetition leaves no trace. Signals of one record become one row; its
 * `seq` lies above that of every delivery before, because rowids of deliveries only grow.
 */
export async function takeInDeliveries(
	db: Database,
	connection: string,
	source: DeliverySource,
	deliveries: readonly SignalDelivery[],
	now: number,
): Promise<{ readonly fresh: number }> {
	const list = rows(deliveries.flatMap(({ id, signals }) => signals.map((signal) => ({ ...signal, delivery: id }))));
	const insertSignals = sql`INSERT INTO signal (connection_id, side, entity, record_id, version, gone, count, first_at, last_at, seq)
		SELECT ${connection}, value ->> 'side', value ->> 'entity', value ->> 'id', max(value ->> 'version'), max(value ->> 'gone'), count(*), ${now}, ${now},
			${lastDelivery} + 1
		FROM json_each(${list}) WHERE NOT EXISTS (SELECT 1 FROM delivery WHERE delivery.connection_id = ${connection}
			AND delivery.source = ${source} AND delivery.delivery_id = value ->> 'delivery')
		GROUP BY value ->> 'side', value ->> 'entity', value ->> 'id'
		ON CONFLICT (connection_id, side, entity, record_id) DO UPDATE SET version = max(coalesce(signal.version, 0), excluded.version),
			gone = max(signal.gone, excluded.gone), count = signal.count + excluded.count, last_at = excluded.last_at, seq = excluded.seq`;
	const remember = sql`INSERT INTO delivery (connection_id, source, delivery_id, at)
		SELECT DISTINCT ${connection}, ${source}, value, ${now} FROM json_each(${rows(deliveries.map(({ id }) => id))}) WHERE true
		ON CONFLICT DO NOTHING RETURNING delivery_id`;
	const [, remembered] = await commitReturning(db, [insertSignals, remember]);
	return { fresh: remembered?.length ?? 0 };
}

/** Where the deliveries stand: a record read from now on shows everything that was signalled up to here. */
export async function signalsUpTo(db: Database): Promise<number> {
	const [row] = await db.all<{ seq: number }>(sql`SELECT ${lastDelivery} AS seq`);
	return row?.seq ?? 0;
}

const mentioned = sql`record.connection_id = signal.connection_id AND record.side = signal.side AND record.entity = signal.entity
	AND record.id = signal.record_id`;

/**
 * Drops what is known already: echoes of our own writes name a version that their answers brought, and a delete of a record
 * that nobody knows has nothing to delete. An answer may have shown an edit of somebody else's as well: then the record is
 * dirty, and its signal has to bring a run about.
 */
export const absorbSignals = (connection: string): Statement => sql`DELETE FROM signal WHERE connection_id = ${connection} AND (
	(gone = 1 AND NOT EXISTS (SELECT 1 FROM record WHERE ${mentioned}))
	OR (gone = 0 AND EXISTS (SELECT 1 FROM record WHERE ${mentioned} AND record.gone_at IS NULL AND record.dirty = 0
		AND CAST(record.version AS INTEGER) >= signal.version AND record.version <> '')))`;

/**
 * Records that were read are known as of now; a signal that came after `upTo` stays. A list row proves no delete wrong. What
 * nobody is going to plan any more (`unlessDirty`) is left to the next run.
 */
export const settleSignals = (
	scope: RecordScope,
	ids: readonly string[],
	upTo: number,
	by: { readonly listing: boolean; readonly unlessDirty: boolean },
): Statement => sql`DELETE FROM signal WHERE connection_id = ${scope.connection} AND side = ${scope.side} AND entity = ${scope.entity}
	AND record_id IN (SELECT value FROM json_each(${rows(ids)})) AND seq <= ${upTo} AND (gone = 0 OR ${by.listing ? 0 : 1} = 1)
	AND NOT (${by.unlessDirty ? 1 : 0} = 1 AND EXISTS (SELECT 1 FROM record WHERE ${mentioned} AND record.dirty = 1))`;

/** Only what may be carried out: an entity that was never listed on both sides waits for its first run. */
const listedOnBothSides = sql`(SELECT count(*) FROM watermark w WHERE w.connection_id = signal.connection_id AND w.entity = signal.entity) = 2`;

export interface WaitingSignal {
	readonly side: Side;
	readonly entity: Entity;
	readonly id: string;
	/** Epoch ms of the earliest delivery. */
	readonly firstAt: number;
	readonly seq: number;
}

/** Signals that a run may carry out, the oldest first. */
export const waitingSignals = (db: Database, connection: string, limit: number): Promise<readonly WaitingSignal[]> =>
	db.all<WaitingSignal>(sql`SELECT side, entity, record_id AS id, first_at AS firstAt, seq FROM signal
		WHERE connection_id = ${connection} AND ${listedOnBothSides} ORDER BY seq LIMIT ${limit}`);

export const hasSignals = async (db: Database, connection: string): Promise<boolean> =>
	(await waitingSignals(db, connection, 1)).length > 0;
