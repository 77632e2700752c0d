import { sql } from "drizzle-orm";
import type { Entity, Side } from "../domain/model.ts";
import { commitReturning, type Database, rows, type Statement } from "./database.ts";
import type { DeliverySource } from "./deliveries.ts";

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

/**
 * Takes deliveries in, each once, in one transaction: a repetition leaves no trace. Signals of one record become one row, and
 * one that somebody is just reading is to be read again.
 */
export async function takeInDeliveries(
	db: Database,
	connection: string,
	source: DeliverySource,
	deliveries: readonly SignalDelivery[],
	now: number,
): Promise<{ readonly fresh: number }> {
	const list = rows(deliveries.flatMap(({ id, signals }) => signals.map((signal) => ({ ...signal, delivery: id }))));
	const insertSignals = sql`INSERT INTO signal (connection_id, side, entity, record_id, version, gone, count, first_at, last_at)
		SELECT ${connection}, value ->> 'side', value ->> 'entity', value ->> 'id', max(value ->> 'version'), max(value ->> 'gone'), count(*), ${now}, ${now}
		FROM json_each(${list}) WHERE NOT EXISTS (SELECT 1 FROM delivery WHERE delivery.connection_id = ${connection}
			AND delivery.source = ${source} AND delivery.delivery_id = value ->> 'delivery')
		GROUP BY value ->> 'side', value ->> 'entity', value ->> 'id'
		ON CONFLICT (connection_id, side, entity, record_id) DO UPDATE SET version = max(coalesce(signal.version, 0), excluded.version),
			gone = max(signal.gone, excluded.gone), count = signal.count + excluded.count, last_at = excluded.last_at, taken_by = NULL`;
	const remember = sql`INSERT INTO delivery (connection_id, source, delivery_id, at)
		SELECT DISTINCT ${connection}, ${source}, value, ${now} FROM json_each(${rows(deliveries.map(({ id }) => id))}) WHERE true
		ON CONFLICT DO NOTHING RETURNING delivery_id`;
	const [, remembered] = await commitReturning(db, [insertSignals, remember]);
	return { fresh: remembered?.length ?? 0 };
}

/** A record that a webhook named and that a run has taken on. */
export interface TakenSignal {
	readonly side: Side;
	readonly entity: Entity;
	readonly id: string;
	/** Epoch ms of the earliest signal. */
	readonly firstAt: number;
}

const mentioned = sql`record.connection_id = signal.connection_id AND record.side = signal.side AND record.entity = signal.entity
	AND record.id = signal.record_id`;

/**
 * Drops what is known already: echoes of our own writes name a version that their answers brought, and a delete of a record
 * that nobody knows has nothing to delete.
 */
export const absorbKnown = (
	connection: string,
): Statement => sql`DELETE FROM signal WHERE connection_id = ${connection} AND taken_by IS NULL AND (
	(gone = 1 AND NOT EXISTS (SELECT 1 FROM record WHERE ${mentioned}))
	OR (gone = 0 AND EXISTS (SELECT 1 FROM record WHERE ${mentioned} AND record.gone_at IS NULL
		AND CAST(record.version AS INTEGER) >= signal.version AND record.version <> '')))`;

/** Only what may be carried out: an entity that was never listed on both sides waits for the first full run. */
const listedOnBothSides = sql`(SELECT count(*) FROM watermark w WHERE w.connection_id = signal.connection_id AND w.entity = signal.entity) = 2`;

export async function hasSignals(db: Database, connection: string): Promise<boolean> {
	const found = await db.all(
		sql`SELECT 1 FROM signal WHERE connection_id = ${connection} AND taken_by IS NULL AND ${listedOnBothSides} LIMIT 1`,
	);
	return found.length > 0;
}

/** A run takes on what waits for these entities; what it had taken on before stays with it. */
export const takeSignals = (connection: string, runId: string, entities: readonly Entity[]): Statement =>
	sql`UPDATE signal SET taken_by = ${runId} WHERE connection_id = ${connection} AND taken_by IS NULL
		AND entity IN (SELECT value FROM json_each(${rows(entities)}))`;

export const takenSignals = (db: Database, runId: string): Promise<readonly TakenSignal[]> =>
	db.all<TakenSignal>(sql`SELECT side, entity, record_id AS id, first_at AS firstAt FROM signal WHERE taken_by = ${runId}`);

/** What the run has read is done with. */
export const dropSignals = (runId: string): Statement => sql`DELETE FROM signal WHERE taken_by = ${runId}`;

/** A run that did not come to its end leaves its signals to the next. */
export const returnSignals = (runId: string): Statement => sql`UPDATE signal SET taken_by = NULL WHERE taken_by = ${runId}`;
