import { type SQL, sql } from "drizzle-orm";
import type { Entity } from "../domain/model.ts";
import type { Reason } from "../domain/reasons.ts";
import { linksOfGone } from "./links.ts";
import { refusedWords } from "./refusals.ts";

/** Of a record `r` that waits for its turn: nothing stands in its way but, perhaps, that the login may not read its entity. */
export const waiting = sql`CASE WHEN ${refusedWords(sql`r`)} IS NULL THEN 'WAITING' ELSE 'NO_RIGHT' END`;

/**
 * Records with their link and the one reason why each is not in step; null: it is in step with its partner (law 6, at every moment).
 * What is stored as its problem comes first. Without one, a record that stands alone waits for its turn; one whose partner is gone
 * waits for a person's yes or the next run; and a pair that is on the plan queue is not in step before it was decided on. A pair is
 * told of once: where both halves are on the queue, by its first side. `among`: entity, side and id of those that are asked about.
 */
export const accounted = (connection: string, among: SQL): SQL => sql`
	SELECT r.entity, r.side, r.id, r.code, r.name, coalesce(ls.smh_id, la.smh_id) IS NOT NULL AS linked,
		CASE WHEN ls.smh_id IS NULL AND la.smh_id IS NULL AND r.dummy = 1 THEN 'DUMMY'
			WHEN p.reason IS NOT NULL THEN p.reason
			WHEN ls.smh_id IS NULL AND la.smh_id IS NULL THEN ${waiting}
			WHEN q.reason IS NOT NULL THEN NULL
			WHEN o.id IS NULL OR o.gone_at IS NOT NULL THEN 'AWAITING_APPROVAL'
			WHEN r.changed_seq > r.planned_seq AND (r.side = 'smh' OR o.changed_seq <= o.planned_seq) THEN ${waiting} END AS reason,
		p.field, CASE WHEN p.reason IS NULL AND ${refusedWords(sql`r`)} IS NOT NULL
			THEN json_object('kind', 'words', 'text', ${refusedWords(sql`r`)}) ELSE p.detail END AS detail,
		p.first_seen, p.last_seen, CASE WHEN p.reason IS NOT NULL THEN r.plan_after END AS next_try, coalesce(p.attempts, 0) AS attempts
	FROM (${among}) AS asked
	CROSS JOIN record r ON r.connection_id = ${connection} AND r.side = asked.side AND r.entity = asked.entity AND r.id = asked.id
	LEFT JOIN link ls ON r.side = 'smh' AND ls.connection_id = r.connection_id AND ls.entity = r.entity AND ls.smh_id = r.id AND ls.state = 'linked'
	LEFT JOIN link la ON r.side = 'accurate' AND la.connection_id = r.connection_id AND la.entity = r.entity AND la.accurate_id = r.id
		AND la.state = 'linked'
	LEFT JOIN record o ON o.connection_id = r.connection_id AND o.side = CASE r.side WHEN 'smh' THEN 'accurate' ELSE 'smh' END AND o.entity = r.entity
		AND o.id = CASE r.side WHEN 'smh' THEN ls.accurate_id ELSE la.smh_id END
	LEFT JOIN problem p ON p.connection_id = r.connection_id AND p.entity = r.entity AND p.side = r.side AND p.record_id = r.id
	LEFT JOIN problem q ON q.connection_id = o.connection_id AND q.entity = o.entity AND q.side = o.side AND q.record_id = o.id
	WHERE r.gone_at IS NULL`;

/** Of what is accounted for: sample data needs nobody's care, unless it is linked and held back by that. */
export const needsCare = sql`reason IS NOT NULL AND (linked OR reason <> 'DUMMY')`;

/** Reasons of records that have no problem of their own: those that are on the plan queue. */
const OF_THE_QUEUE: readonly Reason[] = ["WAITING", "NO_RIGHT"];

export interface RecordKey {
	readonly entity: string;
	readonly side: string;
	readonly id: string;
}

interface Asked {
	readonly entity?: Entity | undefined;
	readonly reason?: Reason | undefined;
	/** Behind this one. */
	readonly after?: RecordKey | undefined;
	readonly limit: number;
}

/**
 * The next records that may have a reason, in order, each found by an index: whoever has a problem, is on the plan queue, has lost its
 * partner, or is sample data. Some of them turn out to have none, or another one.
 */
export function possiblyBehind(connection: string, { entity, reason, after, limit }: Asked): SQL {
	const key = after && sql`(${after.entity}, ${after.side}, ${after.id})`;
	const onlyEntity = entity === undefined ? sql`` : sql`AND entity = ${entity}`;
	const inOrder = (columns: SQL, source: SQL, id: SQL): SQL => sql`SELECT * FROM (SELECT ${columns} FROM ${source} ${onlyEntity}
		${key ? sql`AND (entity, side, ${id}) > ${key}` : sql``} ORDER BY entity, side, ${id} LIMIT ${limit})`;
	const ofProblems = inOrder(
		sql`entity, side, record_id AS id`,
		sql`problem WHERE connection_id = ${connection} ${reason === undefined ? sql`` : sql`AND reason = ${reason}`}`,
		sql`record_id`,
	);
	const ofRecords = (index: SQL, condition: SQL): SQL =>
		inOrder(sql`entity, side, id`, sql`record INDEXED BY ${index} WHERE connection_id = ${connection} AND ${condition}`, sql`id`);
	// Few are gone at any time, and they come in the order of their partners: all of them are looked at.
	const lost = sql`SELECT entity, side, id FROM (${linksOfGone(connection)}) WHERE true ${onlyEntity}
		${key ? sql`AND (entity, side, id) > ${key}` : sql``}`;
	const sources = [
		ofProblems,
		...(reason === "DUMMY" ? [ofRecords(sql`record_dummy`, sql`dummy = 1`)] : []),
		...(reason === undefined || OF_THE_QUEUE.includes(reason)
			? [ofRecords(sql`record_queue`, sql`changed_seq > planned_seq`)]
			: []),
		...(reason === undefined || reason === "AWAITING_APPROVAL" ? [lost] : []),
	];
	return sql`${sql.join(sources, sql` UNION `)} ORDER BY entity, side, id LIMIT ${limit}`;
}
