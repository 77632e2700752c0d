import { type SQL, sql } from "drizzle-orm";
import type { Candidate } from "../domain/meeting.ts";
import { type Facts, otherSide, type Projection } from "../domain/model.ts";
import type { Ending } from "../domain/removal.ts";
import { type Database, idColumn, rows } from "./database.ts";
import type { RecordScope } from "./records.ts";
import { flag, json, nullable, oneOf, type RowOf, select, text } from "./select.ts";

export interface FoundCandidate extends Candidate {
	readonly projection: Projection;
	readonly partnerId: string | null;
	readonly facts: Facts;
	/** Its `changed_seq`: what is decided on it now settles it up to here. */
	readonly seq: number;
	/** What it holds is not known. */
	readonly unread: boolean;
}

export interface IntendedCandidate extends FoundCandidate {
	/** What the attempt had sent. */
	readonly sent: Projection;
	/** The record asked about was the source; else the candidate was. */
	readonly ours: boolean;
}

/** What could be the partner of an unlinked record. */
export interface Candidates {
	readonly byPartnerId: Candidate | "missing" | null;
	readonly sameCode: readonly string[];
	/** Not linked, of the same name, and with the same phone or tax number: a person has to say whether they are the same. */
	readonly alike: readonly string[];
	/** A person said that these are the same. */
	readonly saidSame: FoundCandidate | null;
	/** What an earlier attempt to create it (or its source) may have made. */
	readonly byIntent: readonly IntendedCandidate[];
	readonly byCode: readonly FoundCandidate[];
	/** Source of an attempt that may have made this record, and that is gone since; null: none. */
	readonly orphanOf: string | null;
	/** The record's pair has ended; it stands alone since. */
	readonly ended: Ending | null;
	/** The candidate by Partner ID in full. */
	readonly partner: FoundCandidate | null;
}

const CANDIDATES = {
	id: text,
	partner_id: nullable(text),
	same_code: json<readonly string[]>(),
	by_code: json<readonly RawCandidate[]>(),
	by_partner: json<readonly RawCandidate[]>(),
	/** A person said that the Partner ID it carries is not its partner's. */
	disowned: flag,
	alike: json<readonly string[]>(),
	said_same: json<readonly RawCandidate[]>(),
	by_intent: json<readonly RawIntended[]>(),
	orphan_of: nullable(text),
	ended: nullable(oneOf<Ending>("deleted", "unlinked")),
};

/** Looks for partners of unlinked records by Partner ID (kept on either record) and by code. */
export async function findCandidates(
	db: Database,
	scope: RecordScope,
	ids: readonly string[],
): Promise<ReadonlyMap<string, Candidates>> {
	const other = otherSide(scope.side);
	const here = sql`connection_id = ${scope.connection} AND entity = ${scope.entity} AND gone_at IS NULL`;
	const live = sql`${here} AND dummy = 0`;
	const isLinked = sql`EXISTS (SELECT 1 FROM link l WHERE l.connection_id = c.connection_id AND l.entity = c.entity
		AND l.${idColumn(other)} = c.id AND l.state = 'linked')`;
	// Another record of this side, or of the other, says by a Partner ID that the two belong together.
	const isClaimed = sql`(EXISTS (SELECT 1 FROM record p INDEXED BY record_partner WHERE p.connection_id = c.connection_id AND p.side = ${scope.side}
			AND p.entity = c.entity AND p.partner_id = c.id AND p.id <> r.id AND p.gone_at IS NULL) OR (c.partner_id IS NOT NULL AND c.partner_id <> r.id
			AND EXISTS (SELECT 1 FROM record p WHERE p.connection_id = c.connection_id AND p.side = ${scope.side} AND p.entity = c.entity
				AND p.id = c.partner_id AND p.gone_at IS NULL)))`;
	const judged = sql`v.connection_id = c.connection_id AND v.entity = c.entity AND v.${idColumn(scope.side)} = r.id AND v.${idColumn(other)} = c.id`;
	const saidDifferent = sql`EXISTS (SELECT 1 FROM verdict v WHERE ${judged} AND v.verdict = 'different')`;
	const candidate = (
		taken: SQL,
		more = sql``,
	) => sql`json_object('id', c.id, 'projection', json(c.projection), 'facts', json(c.facts),
		'partnerId', c.partner_id, 'seq', c.changed_seq, 'unread', c.held IS 'UNREADABLE', 'taken', ${taken}${more})`;
	// What was to be made of the record, and what may have been made or have been its source.
	const ofItsOwn = sql`i.connection_id = r.connection_id AND i.entity = r.entity AND i.side = ${other} AND i.source_id = r.id`;
	const there = (record: "made" | "source"): SQL => {
		const name = sql.raw(record);
		return sql`${name}.connection_id = i.connection_id AND ${name}.side = ${other} AND ${name}.entity = i.entity AND ${name}.gone_at IS NULL`;
	};
	const byVerdict = scope.side === "accurate" ? sql`INDEXED BY verdict_accurate` : sql``;
	const found = await select(
		db,
		CANDIDATES,
		sql`
		SELECT r.id, r.partner_id,
			(SELECT json_group_array(c.id) FROM record c INDEXED BY record_code
				WHERE ${live} AND c.side = ${scope.side} AND c.code_key = r.code_key AND c.id <> r.id) AS same_code,
			(SELECT json_group_array(${candidate(sql`${isLinked} OR c.dummy = 1 OR ${isClaimed} OR ${saidDifferent}`)}) FROM record c INDEXED BY record_code
				WHERE ${here} AND c.side = ${other} AND c.code_key = r.code_key) AS by_code,
			(SELECT json_group_array(${candidate(isLinked)}) FROM (
				SELECT * FROM record INDEXED BY record_partner WHERE ${here} AND side = ${other} AND partner_id = r.id
				UNION ALL SELECT * FROM record WHERE ${here} AND side = ${other} AND id = r.partner_id AND partner_id IS NOT r.id) c
				WHERE c.dummy = 0 AND NOT ${saidDifferent}) AS by_partner,
			EXISTS (SELECT 1 FROM verdict v WHERE v.connection_id = r.connection_id AND v.entity = r.entity AND v.verdict = 'different'
				AND v.${idColumn(scope.side)} = r.id AND v.${idColumn(other)} = r.partner_id) AS disowned,
			(SELECT json_group_array(c.id) FROM record c INDEXED BY record_name WHERE ${live} AND c.side = ${other} AND c.name_key = r.name_key
				AND (c.projection ->> 'npwp' = r.projection ->> 'npwp'
					OR c.projection ->> 'mobile' IN (r.projection ->> 'mobile', r.projection ->> 'phone')
					OR c.projection ->> 'phone' IN (r.projection ->> 'mobile', r.projection ->> 'phone'))
				AND NOT ${isLinked} AND NOT ${saidDifferent}) AS alike,
			(SELECT json_group_array(${candidate(sql`${isLinked} OR c.dummy = 1`)}) FROM verdict v ${byVerdict}
				CROSS JOIN record c ON c.connection_id = v.connection_id AND c.side = ${other} AND c.entity = v.entity AND c.id = v.${idColumn(other)}
					AND c.gone_at IS NULL
				WHERE v.connection_id = r.connection_id AND v.entity = r.entity AND v.${idColumn(scope.side)} = r.id AND v.verdict = 'same') AS said_same,
			(SELECT json_group_array(${candidate(isLinked, sql`, 'sent', json(c.sent), 'ours', c.ours`)}) FROM (
				SELECT i.sent, 1 AS ours, made.* FROM intent i CROSS JOIN record made INDEXED BY record_code ON ${there("made")} AND made.code_key = i.code_key
					WHERE ${ofItsOwn}
				UNION SELECT i.sent, 1, made.* FROM intent i CROSS JOIN record made INDEXED BY record_partner ON ${there("made")} AND made.partner_id = r.id
					WHERE ${ofItsOwn}
				UNION SELECT i.sent, 0, source.* FROM intent i CROSS JOIN record source ON ${there("source")} AND source.id = i.source_id
					WHERE i.connection_id = r.connection_id AND i.entity = r.entity AND i.side = ${scope.side}
						AND (i.code_key = r.code_key OR i.source_id = r.partner_id)) c) AS by_intent,
			(SELECT i.source_id FROM intent i WHERE i.connection_id = r.connection_id AND i.entity = r.entity AND i.side = ${scope.side}
				AND (i.code_key = r.code_key OR i.source_id = r.partner_id)
				AND NOT EXISTS (SELECT 1 FROM record s WHERE s.connection_id = i.connection_id AND s.side = ${other} AND s.entity = i.entity
					AND s.id = i.source_id AND s.gone_at IS NULL) LIMIT 1) AS orphan_of,
			(SELECT l.state FROM link l WHERE l.connection_id = r.connection_id AND l.entity = r.entity AND l.${idColumn(scope.side)} = r.id
				AND l.state <> 'linked') AS ended
		FROM record r WHERE r.connection_id = ${scope.connection} AND r.entity = ${scope.entity} AND r.side = ${scope.side}
			AND r.id IN (SELECT value FROM json_each(${rows(ids)}))`,
	);
	return new Map(found.map((row) => [row.id, toCandidates(row)]));
}

type RawIntended = RawCandidate & { sent: Projection; ours: number };
type RawCandidate = {
	id: string;
	projection: Projection;
	partnerId: string | null;
	facts: Facts;
	seq: number;
	unread: number;
	taken: number;
};

const free = (list: readonly RawCandidate[]): readonly FoundCandidate[] =>
	list.map((c) => ({ ...c, unread: c.unread === 1, taken: c.taken === 1 }));

function toCandidates(row: RowOf<typeof CANDIDATES>): Candidates {
	const [partner] = free(row.by_partner);
	return {
		ended: row.ended,
		byPartnerId: partner ?? (row.partner_id === null || row.disowned ? null : "missing"),
		partner: partner ?? null,
		sameCode: row.same_code,
		alike: row.alike,
		saidSame: free(row.said_same)[0] ?? null,
		byIntent: row.by_intent.map((c) => ({ ...c, unread: c.unread === 1, taken: c.taken === 1, ours: c.ours === 1 })),
		byCode: free(row.by_code),
		orphanOf: row.orphan_of,
	};
}
