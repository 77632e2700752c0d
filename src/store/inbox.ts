import { type SQL, sql } from "drizzle-orm";
import { ENTITIES, type Entity, type Facts, type Projection, SIDES, type Side } from "../domain/model.ts";
import { commitReturning, type Database, idColumn, rows, type Statement } from "./database.ts";
import type { RecordScope } from "./records.ts";
import type { Run } from "./runs.ts";
import { flag, integer, json, nullable, oneOf, rowsOf, select, text } from "./select.ts";

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

/** One delivery as its sender identifies it; one without signals leaves no row. */
export interface SignalDelivery {
	readonly id: string;
	readonly signals: readonly NewSignal[];
}

/** Where the inbox stands; what comes from now on has a greater number. */
const latest: SQL = sql`(SELECT coalesce(max(seq), 0) FROM inbox)`;

/**
 * A signal that tells nothing new: an echo of our own write names a version that its answer brought, and a delete of a record that
 * nobody knows has nothing to delete. An answer may have shown somebody else's edit as well: then the record is on the plan queue,
 * and its signal has to bring a run about. `signal`: what the columns of the signal are called.
 */
const isKnown = (signal: { connection: SQL; side: SQL; entity: SQL; id: SQL; version: SQL; gone: SQL }): SQL => {
	const record = sql`record WHERE record.connection_id = ${signal.connection} AND record.side = ${signal.side}
		AND record.entity = ${signal.entity} AND record.id = ${signal.id}`;
	// A create that may be on its way makes a record that nobody knows yet, and an entity that was never listed is not known at all.
	const nobodys = sql`NOT EXISTS (SELECT 1 FROM ${record}) AND NOT EXISTS (SELECT 1 FROM intent WHERE intent.connection_id = ${signal.connection}
			AND intent.entity = ${signal.entity} AND intent.side = ${signal.side})
		AND (SELECT count(*) FROM watermark WHERE watermark.connection_id = ${signal.connection} AND watermark.entity = ${signal.entity}) = 2`;
	return sql`CASE WHEN ${signal.gone} = 1 THEN ${nobodys}
		ELSE EXISTS (SELECT 1 FROM ${record} AND record.gone_at IS NULL AND record.changed_seq <= record.planned_seq
			AND record.version <> '' AND CAST(record.version AS INTEGER) >= ${signal.version}) END`;
};

export interface TakenIn {
	/** Signals that nobody has taken in before. */
	readonly fresh: number;
	/** Of this delivery something is not done yet, first or repeated: the engine has to be told. */
	readonly open: boolean;
}

/** Takes deliveries in, each once, in one transaction. What tells nothing new is answered without a row. */
export async function takeInDeliveries(
	db: Database,
	connection: string,
	source: Side,
	deliveries: readonly SignalDelivery[],
	now: number,
): Promise<TakenIn> {
	const list = rows(deliveries.flatMap(({ id, signals }) => signals.map((signal) => ({ ...signal, delivery: id }))));
	const column = (name: string): SQL => sql.raw(`value ->> '${name}'`);
	const known = isKnown({
		...{ connection: sql`${connection}`, side: column("side"), entity: column("entity"), id: column("id") },
		...{ version: column("version"), gone: column("gone") },
	});
	const insert = sql`INSERT INTO inbox (connection_id, source, delivery_id, entity, record_id, version, gone, received_at)
		SELECT ${connection}, ${source}, value ->> 'delivery', value ->> 'entity', value ->> 'id', max(value ->> 'version'), max(value ->> 'gone'), ${now}
		FROM json_each(${list}) WHERE NOT ${known} GROUP BY value ->> 'delivery', value ->> 'entity', value ->> 'id'
		ON CONFLICT DO NOTHING RETURNING seq`;
	const open = sql`SELECT EXISTS (SELECT 1 FROM json_each(${list}) CROSS JOIN inbox ON inbox.connection_id = ${connection} AND inbox.source = ${source}
		AND inbox.delivery_id = value ->> 'delivery' AND inbox.entity = value ->> 'entity' AND inbox.record_id = value ->> 'id'
		WHERE inbox.done_at IS NULL) AS open`;
	const [fresh, answer] = await commitReturning(db, [insert, open, hear(connection, source, now)]);
	const [told] = rowsOf({ open: flag }, answer ?? []);
	return { fresh: fresh?.length ?? 0, open: told?.open ?? false };
}

/** What came later, by a side's history or once more by hand: the same, but it was not heard. */
export async function takeInLater(
	db: Database,
	connection: string,
	source: Side,
	deliveries: readonly SignalDelivery[],
	now: number,
): Promise<void> {
	const list = rows(deliveries.flatMap(({ id, signals }) => signals.map((signal) => ({ ...signal, delivery: id }))));
	await commitReturning(db, [
		sql`INSERT INTO inbox (connection_id, source, delivery_id, entity, record_id, version, gone, received_at)
			SELECT ${connection}, ${source}, value ->> 'delivery', value ->> 'entity', value ->> 'id', max(value ->> 'version'), max(value ->> 'gone'), ${now}
			FROM json_each(${list}) WHERE true GROUP BY value ->> 'delivery', value ->> 'entity', value ->> 'id' ON CONFLICT DO NOTHING`,
	]);
}

export const HOUR_MS = 3_600_000;
/** As exactly as it is kept when a side was heard. */
export const HEARD_TO_MS = 60_000;

/** The side was heard. Kept by the hour and to the minute, so that many deliveries cost few rows. */
const hear = (connection: string, source: Side, now: number): Statement =>
	sql`INSERT INTO heard (connection_id, source, hour, first_at, last_at)
		VALUES (${connection}, ${source}, ${Math.floor(now / HOUR_MS)}, ${now}, ${now})
		ON CONFLICT (connection_id, source, hour) DO UPDATE SET last_at = excluded.last_at WHERE excluded.last_at - heard.last_at >= ${HEARD_TO_MS}`;

/** Which of these deliveries of a side nobody has taken in yet. */
export async function notTakenIn(
	db: Database,
	connection: string,
	side: Side,
	ids: readonly string[],
): Promise<ReadonlySet<string>> {
	const found = await select(
		db,
		{ id: text },
		sql`SELECT value AS id FROM json_each(${rows(ids)}) WHERE NOT EXISTS
			(SELECT 1 FROM inbox WHERE connection_id = ${connection} AND source = ${side} AND delivery_id = value)`,
	);
	return new Set(found.map(({ id }) => id));
}

/** A Telegram update was received. `open`: nobody is through with it, so whoever brings it (again) has it handled. */
export async function receiveUpdate(
	db: Database,
	connection: string,
	id: string,
	now: number,
): Promise<{ readonly open: boolean }> {
	const [, found] = await commitReturning(db, [
		sql`INSERT INTO inbox (connection_id, source, delivery_id, entity, record_id, received_at)
			VALUES (${connection}, 'telegram', ${id}, '', '', ${now}) ON CONFLICT DO NOTHING`,
		sql`SELECT done_at IS NULL AS open FROM inbox WHERE connection_id = ${connection} AND source = 'telegram' AND delivery_id = ${id}`,
	]);
	const [row] = rowsOf({ open: flag }, found ?? []);
	return { open: row?.open ?? true };
}

export const finishUpdate = (connection: string, id: string, now: number): Statement =>
	sql`UPDATE inbox SET done_at = ${now} WHERE connection_id = ${connection} AND source = 'telegram' AND delivery_id = ${id} AND done_at IS NULL`;

export interface InboxState {
	/** A record read from now on shows everything that was signalled up to here. */
	readonly upTo: number;
	/** Some of it is not done. */
	readonly open: boolean;
}

const INBOX_STATE = { upTo: integer, open: flag };
const inboxStateQuery = (connection: string): SQL => sql`SELECT ${latest} AS upTo,
	EXISTS (SELECT 1 FROM inbox WHERE connection_id = ${connection} AND source IN ('smh', 'accurate') AND done_at IS NULL) AS open`;

export async function inboxState(db: Database, connection: string): Promise<InboxState> {
	const [row] = await select(db, INBOX_STATE, inboxStateQuery(connection));
	return row ?? { upTo: 0, open: true };
}

const OPEN: SQL = sql`inbox.done_at IS NULL AND inbox.source IN ('smh', 'accurate')`;

/** What is known by now leaves no row, as if it had come later: the answer to the write that it echoes has come since. */
const forgetKnown = (connection: string): Statement => sql`DELETE FROM inbox
	WHERE connection_id = ${connection} AND ${OPEN} AND ${isKnown({
		...{ connection: sql`inbox.connection_id`, side: sql`inbox.source`, entity: sql`inbox.entity`, id: sql`inbox.record_id` },
		...{ version: sql`inbox.version`, gone: sql`inbox.gone` },
	})}`;

/** How records were read, and what for. */
export interface Reading {
	/** In a list: that proves no delete wrong. */
	readonly listing: boolean;
	/** The run whose plan is still to come; null: what is found is left to the next run. */
	readonly plannedBy: string | null;
	readonly now: number;
}

/**
 * These records were read after everything up to `upTo` had come in. What brought nothing new is done. A record that is on the plan
 * queue keeps its signal until the run that plans it is done: should that run be stopped or fail, the next one begins because of it.
 */
export function settleSignals(scope: RecordScope, ids: readonly string[], upTo: number, by: Reading): readonly Statement[] {
	if (ids.length === 0) return [];
	const these = sql`inbox.connection_id = ${scope.connection} AND inbox.source = ${scope.side} AND inbox.entity = ${scope.entity}
		AND inbox.record_id IN (SELECT value FROM json_each(${rows(ids)})) AND inbox.done_at IS NULL AND inbox.seq <= ${upTo}
		AND (inbox.gone = 0 OR ${by.listing ? 0 : 1} = 1)`;
	const queued = sql`EXISTS (SELECT 1 FROM record WHERE record.connection_id = inbox.connection_id AND record.side = inbox.source
		AND record.entity = inbox.entity AND record.id = inbox.record_id AND record.changed_seq > record.planned_seq)`;
	const done = sql`UPDATE inbox SET done_at = ${by.now} WHERE ${these} AND NOT ${queued}`;
	return by.plannedBy === null ? [done] : [done, sql`UPDATE inbox SET read_by = ${by.plannedBy} WHERE ${these}`];
}

/**
 * The run is done and did what it could for the records it had read. What of them is still on the queue, no plan can settle now: a
 * signal that stayed open would bring about one run after the other.
 */
export const finishSignalsOf = (run: Pick<Run, "id" | "connection">, now: number): Statement =>
	sql`UPDATE inbox SET done_at = ${now} WHERE connection_id = ${run.connection} AND ${OPEN} AND read_by = ${run.id}
		AND EXISTS (SELECT 1 FROM run WHERE run.id = ${run.id} AND run.state = 'done')`;

/** Whether somebody changed the record `id` since the run read it, as far as we were told. Versions we know are our own echoes. */
export const toldSince = (runId: string, scope: RecordScope, id: SQL, knownVersion: SQL): SQL => sql`EXISTS (SELECT 1 FROM inbox
	WHERE inbox.connection_id = ${scope.connection} AND inbox.source = ${scope.side} AND inbox.entity = ${scope.entity}
		AND inbox.record_id = ${id} AND inbox.done_at IS NULL AND inbox.read_by IS NOT ${runId}
		AND (inbox.gone = 1 OR inbox.version IS NULL OR inbox.version > CAST(coalesce(${knownVersion}, '') AS INTEGER)))`;

/** Only what may be carried out: an entity that was never listed on both sides waits for its first run. */
const listedOnBothSides = sql`(SELECT count(*) FROM watermark w WHERE w.connection_id = inbox.connection_id AND w.entity = inbox.entity) = 2`;

/** A record that open signals name, and how the mirror has it. */
export interface OpenSignal {
	readonly side: Side;
	readonly entity: Entity;
	readonly id: string;
	/** Epoch ms of the earliest delivery. */
	readonly firstAt: number;
	/** Number of the latest delivery. */
	readonly seq: number;
	readonly gone: boolean;
	/** null: the mirror has no such record, or knows it gone. */
	readonly known: { readonly projection: Projection; readonly facts: Facts; readonly partnerId: string | null } | null;
	/** Its live partner on the other side; null: it is not linked. */
	readonly partnerId: string | null;
	/** It, or its partner, is on the plan queue. */
	readonly queued: boolean;
}

const OPEN_SIGNAL = {
	...{ side: oneOf(...SIDES), entity: oneOf(...ENTITIES), id: text, firstAt: integer, seq: integer, gone: flag, queued: flag },
	...{
		projection: nullable(json<Projection>()),
		facts: nullable(json<Facts>()),
		ownPartnerId: nullable(text),
		partnerId: nullable(text),
	},
};

/** What a run may carry out and the run `but` has not read yet, one row per record, the oldest first. */
export const openSignals = async (db: Database, connection: string, limit: number, but: string): Promise<readonly OpenSignal[]> =>
	toOpenSignals(await db.all(openSignalsQuery(connection, limit, but)));

/** Takes out what is known by now. Answers what is left, as openSignals, and where the inbox stood. */
export async function takeOutKnown(
	db: Database,
	connection: string,
	limit: number,
): Promise<{ readonly upTo: number; readonly signals: readonly OpenSignal[] }> {
	const [state, , found] = await commitReturning(db, [
		inboxStateQuery(connection),
		forgetKnown(connection),
		openSignalsQuery(connection, limit, null),
	]);
	return { upTo: rowsOf(INBOX_STATE, state ?? [])[0]?.upTo ?? 0, signals: toOpenSignals(found ?? []) };
}

const toOpenSignals = (found: readonly unknown[]): readonly OpenSignal[] =>
	rowsOf(OPEN_SIGNAL, found).map(({ projection, facts, ownPartnerId, ...row }) => ({
		...row,
		known: projection && facts ? { projection, facts, partnerId: ownPartnerId } : null,
	}));

function openSignalsQuery(connection: string, limit: number, but: string | null): SQL {
	const partner = (
		side: Side,
		other: Side,
	): SQL => sql`(SELECT l.${idColumn(other)} FROM link l WHERE l.connection_id = s.connection_id
		AND l.entity = s.entity AND l.state = 'linked' AND l.${idColumn(side)} = s.record_id)`;
	return sql`WITH s AS (SELECT connection_id, source, entity, record_id, min(received_at) AS first_at, max(seq) AS seq, max(gone) AS gone
				FROM inbox WHERE connection_id = ${connection} AND ${OPEN} ${but === null ? sql`` : sql`AND read_by IS NOT ${but}`} AND ${listedOnBothSides}
				GROUP BY connection_id, source, entity, record_id ORDER BY 6 LIMIT ${limit}),
			p AS (SELECT s.*, CASE s.source WHEN 'smh' THEN ${partner("smh", "accurate")} ELSE ${partner("accurate", "smh")} END AS partner_id FROM s)
		SELECT p.source AS side, p.entity, p.record_id AS id, p.first_at AS firstAt, p.seq, p.gone, r.projection, r.facts,
			r.partner_id AS ownPartnerId, p.partner_id AS partnerId,
			coalesce(r.changed_seq > r.planned_seq, 0) OR coalesce(o.changed_seq > o.planned_seq, 0) AS queued
		FROM p LEFT JOIN record r ON r.connection_id = p.connection_id AND r.side = p.source AND r.entity = p.entity AND r.id = p.record_id
				AND r.gone_at IS NULL
			LEFT JOIN record o ON o.connection_id = p.connection_id AND o.side = CASE p.source WHEN 'smh' THEN 'accurate' ELSE 'smh' END
				AND o.entity = p.entity AND o.id = p.partner_id
		ORDER BY p.seq`;
}
