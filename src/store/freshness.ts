import { sql } from "drizzle-orm";
import type { Carried } from "../domain/status/freshness.ts";
import type { Database } from "./database.ts";
import { integer, nullable, select } from "./select.ts";

/** Signals that are looked at, the latest first: two busy days of a distributor, and a bound for all others. */
const LOOKED_AT = 3_000;

/**
 * From the moment a webhook told of a change until the change was written to the other side, for each signal of the latest ones that
 * a run has carried out. Measured is what both sides of that are on record for: a change that only a listing found has no moment at
 * which it was made, and one that turned out to be no news was written nowhere; neither counts. `partial`: the signals looked at
 * do not reach back to `since`.
 */
export async function carriedSince(
	db: Database,
	connection: string,
	since: number,
): Promise<{ readonly carried: readonly Carried[]; readonly partial: boolean }> {
	const found = await select(
		db,
		{ receivedAt: nullable(integer), writtenAt: nullable(integer), looked: integer },
		// A pair's changes are found by its SMH id, so what Accurate told of goes by its link.
		sql`WITH s AS MATERIALIZED (SELECT connection_id, source, entity, record_id, received_at, read_by, done_at FROM inbox ORDER BY seq DESC LIMIT ${LOOKED_AT}),
			t AS (SELECT s.*, CASE s.source WHEN 'smh' THEN s.record_id ELSE (SELECT l.smh_id FROM link l WHERE l.connection_id = s.connection_id
				AND l.entity = s.entity AND l.accurate_id = s.record_id) END AS smh_id
				FROM s WHERE s.connection_id = ${connection} AND s.read_by IS NOT NULL AND s.done_at IS NOT NULL AND s.received_at >= ${since}),
			w AS (SELECT t.received_at, (SELECT max(c.at) FROM change c WHERE c.connection_id = t.connection_id AND c.entity = t.entity AND c.smh_id = t.smh_id
				AND c.run_id = t.read_by AND c.state = 'applied' AND c.side <> t.source AND c.operation IN ('create', 'update', 'remove')) AS at FROM t)
			SELECT min(received_at) AS receivedAt, NULL AS writtenAt, count(*) AS looked FROM s
			UNION ALL SELECT received_at, at, 0 FROM w WHERE at IS NOT NULL`,
	);
	const [oldest, ...rest] = found;
	const partial = oldest !== undefined && oldest.looked >= LOOKED_AT && (oldest.receivedAt ?? 0) > since;
	const carried = rest.flatMap(({ receivedAt, writtenAt }) =>
		receivedAt !== null && writtenAt !== null ? [{ receivedAt, writtenAt }] : [],
	);
	return { carried, partial };
}

export interface Waiting {
	readonly count: number;
	readonly more: boolean;
	readonly oldestAt: number | null;
}

const COUNTED = 1_000;

/** Word of changes that nobody has carried out yet; of very many only so many are counted. */
export async function waitingSignals(db: Database, connection: string): Promise<Waiting> {
	const [found] = await select(
		db,
		{ count: integer, oldestAt: nullable(integer) },
		sql`SELECT count(*) AS count, min(received_at) AS oldestAt FROM (SELECT received_at FROM inbox INDEXED BY inbox_open
			WHERE connection_id = ${connection} AND source IN ('smh', 'accurate') AND done_at IS NULL LIMIT ${COUNTED + 1})`,
	);
	const { count = 0, oldestAt = null } = found ?? {};
	return { count: Math.min(count, COUNTED), more: count > COUNTED, oldestAt };
}
