import { type SQL, sql } from "drizzle-orm";
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

/** The number of the latest delivery. */
export const lastDelivery: SQL = sql`(SELECT coalesce(max(rowid), 0) FROM delivery)`;

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
			gone = max(signal.gone, excluded.gone), count = signal.count + excluded.count, last_at = excluded.last_at, seq = excluded.seq,
			read_by = NULL`;
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

/** How records were read, and what for. */
export interface Reading {
	/** In a list: that proves no delete wrong. */
	readonly listing: boolean;
	/** The run whose plan is still to come; null: what is found is left to the next run. */
	readonly plannedBy: string | null;
}

/**
 * Records that were read are known as of now; a signal that came after `upTo` stays. Of those that brought nothing new the
 * signals go at once. A record that is dirty keeps its signal until the run that plans it is done: should that run be stopped
 * or fail, the next one begins because of it.
 */
export function settleSignals(scope: RecordScope, ids: readonly string[], upTo: number, by: Reading): readonly Statement[] {
	if (ids.length === 0) return [];
	const these = sql`connection_id = ${scope.connection} AND side = ${scope.side} AND entity = ${scope.entity}
		AND record_id IN (SELECT value FROM json_each(${rows(ids)})) AND seq <= ${upTo} AND (gone = 0 OR ${by.listing ? 0 : 1} = 1)`;
	return [
		sql`DELETE FROM signal WHERE ${these} AND NOT EXISTS (SELECT 1 FROM record WHERE ${mentioned} AND record.dirty = 1)`,
		...(by.plannedBy === null ? [] : [sql`UPDATE signal SET read_by = ${by.plannedBy} WHERE ${these}`]),
	];
}

/**
 * The run is done and did what it could for the records it had read. What of them is still dirty, no plan can settle now: a
 * signal that stayed would bring about one run after the other.
 */
export const dropSignalsOf = (run: { readonly id: string; readonly connection: string }): Statement =>
	sql`DELETE FROM signal WHERE connection_id = ${run.connection} AND read_by = ${run.id}
		AND EXISTS (SELECT 1 FROM run WHERE run.id = ${run.id} AND run.state = 'done')`;

/** Whether somebody changed the record `id` since the run read it, as far as we were told. Versions we know are our own echoes. */
export const toldSince = (
	runId: string,
	scope: RecordScope,
	id: SQL,
	knownVersion: SQL,
): SQL => sql`EXISTS (SELECT 1 FROM signal WHERE signal.connection_id = ${scope.connection} AND signal.side = ${scope.side}
	AND signal.entity = ${scope.entity} AND signal.record_id = ${id} AND signal.read_by IS NOT ${runId}
	AND (signal.gone = 1 OR signal.version IS NULL OR signal.version > CAST(coalesce(${knownVersion}, '') AS INTEGER)))`;

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

/** Signals that a run may carry out and that the run `but` has not read yet, the oldest first. */
export const waitingSignals = (db: Database, connection: string, limit: number, but = ""): Promise<readonly WaitingSignal[]> =>
	db.all<WaitingSignal>(sql`SELECT side, entity, record_id AS id, first_at AS firstAt, seq FROM signal
		WHERE connection_id = ${connection} AND read_by IS NOT ${but} AND ${listedOnBothSides} ORDER BY seq LIMIT ${limit}`);

export const hasSignals = async (db: Database, connection: string): Promise<boolean> =>
	(await waitingSignals(db, connection, 1)).length > 0;
