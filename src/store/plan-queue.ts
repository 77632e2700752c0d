import { type SQL, sql } from "drizzle-orm";
import { fieldsOf } from "../domain/entities.ts";
import type { Log } from "../domain/log.ts";
import { ENTITIES, type Entity } from "../domain/model.ts";
import { commitReturning, type Database, rows, type Statement } from "./database.ts";
import { partnerIdOf } from "./links.ts";
import { detailWithin } from "./problems.ts";
import type { RecordScope } from "./records.ts";
import { oneOf, rowsOf, select } from "./select.ts";

/**
 * The plan queue. A record has to be decided on while `changed_seq > planned_seq`. Whoever learns something puts records there
 * with the functions of this file, and says why; the plan takes from here and from nowhere else. What a plan settles is the
 * `changed_seq` it had before it, so whatever is learned meanwhile keeps the record on the queue.
 */
export type RequeueReason =
	| "read again" // a side holds something else than we knew (records.ts)
	| "pair ended"
	| "write did not settle it"
	| "person's word"
	| "settings changed"
	| "links rebuilt"
	| "what it waits for has changed"
	| "refused before"
	| "time has come";

const logged = (log: Log, why: RequeueReason, of: Readonly<Record<string, unknown>>): void =>
	log.info("requeued", { why, ...of });

/** Puts records of a side on the queue. `planAfter` (epoch ms): a run shall come for them by itself then, else the next one takes them. */
export function requeue(
	log: Log,
	{ connection, side, entity }: RecordScope,
	ids: readonly string[],
	why: RequeueReason,
	planAfter: number | null = null,
): Statement {
	logged(log, why, { side, entity, count: ids.length });
	return sql`UPDATE record SET changed_seq = changed_seq + 1, plan_after = coalesce(${planAfter}, plan_after)
		WHERE connection_id = ${connection} AND side = ${side} AND entity = ${entity} AND id IN (SELECT value FROM json_each(${rows(ids)}))`;
}

/** Every record, to be judged anew; without its version the next listing reads it again where `reread`. */
export function requeueAll(log: Log, connection: string, why: RequeueReason, reread = false): Statement {
	logged(log, why, { all: true });
	return sql`UPDATE record SET changed_seq = changed_seq + 1, version = CASE WHEN ${reread ? 1 : 0} = 1 THEN '' ELSE version END
		WHERE connection_id = ${connection}`;
}

/** Held back until then (epoch ms): settled for now, and on the queue when its time has come. */
export const planLater = ({ connection, side, entity }: RecordScope, ids: readonly string[], planAfter: number): Statement =>
	sql`UPDATE record SET plan_after = ${planAfter} WHERE connection_id = ${connection} AND side = ${side} AND entity = ${entity}
		AND id IN (SELECT value FROM json_each(${rows(ids)}))`;

/** Of these, whoever has gone meanwhile: its pair is decided on once more. */
export const requeueGone = ({ connection, side, entity }: RecordScope, ids: readonly string[]): Statement =>
	sql`UPDATE record SET changed_seq = changed_seq + 1 WHERE connection_id = ${connection} AND side = ${side} AND entity = ${entity}
		AND id IN (SELECT value FROM json_each(${rows(ids)})) AND gone_at IS NOT NULL`;

const FIRST_PAUSE_MS = 5 * 60_000;
const LONGEST_PAUSE_MS = 24 * 3_600_000;
/** The pause that reaches the longest. */
const MOST_DOUBLINGS = 9;

/** To be tried again at growing intervals, by how often the record's problem was tried: after 5, 10, 20 … minutes, at most a day. */
export const putOff = ({ connection, side, entity }: RecordScope, ids: readonly string[], now: number): Statement =>
	sql`UPDATE record SET plan_after = ${now} + min(${LONGEST_PAUSE_MS}, ${FIRST_PAUSE_MS} * (1 << min(CAST(${MOST_DOUBLINGS} AS INTEGER),
			max(0, coalesce((SELECT p.attempts FROM problem p WHERE p.connection_id = record.connection_id AND p.entity = record.entity
				AND p.side = record.side AND p.record_id = record.id), 1) - 1))))
		WHERE connection_id = ${connection} AND side = ${side} AND entity = ${entity} AND id IN (SELECT value FROM json_each(${rows(ids)}))
			AND gone_at IS NULL`;

/** Puts those on the queue whose time has come. */
export const requeueDue = (connection: string, now: number): Statement =>
	sql`UPDATE record SET changed_seq = changed_seq + 1, plan_after = NULL WHERE connection_id = ${connection} AND plan_after <= ${now}`;

/**
 * What the other side has refused is tried again: every full run does so, else no run would ever be quiet. What could not be read is
 * no matter of the plan.
 */
export function requeueRefused(log: Log, connection: string, entities: readonly Entity[]): Statement {
	logged(log, "refused before", { entities });
	return sql`UPDATE record SET changed_seq = changed_seq + 1 WHERE changed_seq = planned_seq AND (connection_id, side, entity, id) IN (
		SELECT connection_id, side, entity, record_id FROM problem WHERE connection_id = ${connection}
			AND entity IN (SELECT value FROM json_each(${rows(entities)})) AND attempts > 0 AND reason NOT IN ('DELETE_REFUSED', 'UNREADABLE'))`;
}

/** Fields that name a record of another entity, by its code. */
const REFERENCES = ENTITIES.flatMap((entity) =>
	Object.entries(fieldsOf(entity)).flatMap(([field, { refersTo }]) => (refersTo ? [{ entity, field, refersTo }] : [])),
);

/**
 * Puts the records on the queue whose problem a change may have solved: what it names has changed or is gone, shares the code no
 * longer, or has come. Thousands of problems that nobody has touched are left alone, and nothing is written. CROSS JOIN (and the
 * plus) have each problem look up by key what it names: the other way round all that changed would be read once for each problem.
 */
export function requeueSolvable(log: Log, connection: string, entities: readonly Entity[], planAfter: number | null): Statement {
	logged(log, "what it waits for has changed", { entities });
	const here = sql`c.connection_id = p.connection_id AND c.entity = p.entity`;
	const other = sql`CASE p.side WHEN 'smh' THEN 'accurate' ELSE 'smh' END`;
	const detail = detailWithin(sql`p.detail`);
	const named = sql`json_each(${detail}, '$.ids')`;
	const namesChanged = sql`EXISTS (SELECT 1 FROM ${named} CROSS JOIN record c ON ${here} AND c.side IN ('smh', 'accurate') AND c.id = value
		WHERE +c.changed_seq > c.planned_seq)`;
	const namesNobody = sql`EXISTS (SELECT 1 FROM ${named} WHERE NOT EXISTS (SELECT 1 FROM record c
		WHERE ${here} AND c.side = ${other} AND c.id = value AND c.gone_at IS NULL))`;
	const sharesNoCode = sql`NOT EXISTS (SELECT 1 FROM record r CROSS JOIN record c INDEXED BY record_code ON ${here}
			AND c.side IN ('smh', 'accurate') AND c.code_key = r.code_key AND c.gone_at IS NULL AND (c.side <> r.side OR (c.id <> r.id AND c.dummy = 0))
		WHERE r.connection_id = p.connection_id AND r.entity = p.entity AND r.side = p.side AND r.id = p.record_id)`;
	// Refused because another one held it: that matters no longer where nobody who stays as he is holds it on the side that refused it.
	const fieldIn = (record: SQL): SQL => sql`upper(${record}.projection ->> p.field)`;
	const moves = sql`(c.changed_seq > c.planned_seq OR EXISTS (SELECT 1 FROM record d WHERE d.connection_id = c.connection_id AND d.entity = c.entity
		AND d.side = p.side AND d.id = ${partnerIdOf(sql`c`)} AND +d.changed_seq > d.planned_seq))`;
	const isHeld = (index: SQL, same: SQL): SQL => sql`EXISTS (SELECT 1 FROM record c ${index}
		WHERE ${here} AND c.side = ${other} AND ${same} AND c.gone_at IS NULL AND c.id <> ${partnerIdOf(sql`r`)} AND NOT ${moves})`;
	const isFree = sql`EXISTS (SELECT 1 FROM record r WHERE r.connection_id = p.connection_id AND r.entity = p.entity AND r.side = p.side
		AND r.id = p.record_id AND ${partnerIdOf(sql`r`)} IS NOT NULL
		AND NOT CASE p.field WHEN 'code' THEN ${isHeld(sql`INDEXED BY record_code`, sql`c.code_key = r.code_key`)}
			ELSE ${isHeld(sql``, sql`${fieldIn(sql`c`)} = ${fieldIn(sql`r`)}`)} END)`;
	const hasCome = sql`CASE p.field WHEN 'partnerId' THEN EXISTS (SELECT 1 FROM record r JOIN record c ON ${here} AND c.side = ${other}
				AND c.id = r.partner_id AND c.gone_at IS NULL AND c.dummy = 0
			WHERE r.connection_id = p.connection_id AND r.entity = p.entity AND r.side = p.side AND r.id = p.record_id)
		ELSE EXISTS (SELECT 1 FROM json_each(${rows(REFERENCES)}) CROSS JOIN record c INDEXED BY record_code
			ON c.connection_id = p.connection_id AND c.side = ${other} AND c.entity = value ->> 'refersTo' AND c.code_key = (${detail}) ->> 'code'
				AND c.active = 1 AND c.gone_at IS NULL
		WHERE value ->> 'entity' = p.entity AND value ->> 'field' = p.field) END`;
	return sql`UPDATE record SET changed_seq = changed_seq + 1, plan_after = coalesce(${planAfter}, plan_after)
		WHERE changed_seq = planned_seq AND (connection_id, side, entity, id) IN (
			SELECT p.connection_id, p.side, p.entity, p.record_id FROM problem p INDEXED BY problem_reason
			WHERE p.connection_id = ${connection} AND p.reason IN ('DUPLICATE_CODE', 'POSSIBLE_DUPLICATE', 'MISSING_REFERENCE')
				AND p.entity IN (SELECT value FROM json_each(${rows(entities)})) AND CASE WHEN p.attempts > 0
				THEN p.reason = 'DUPLICATE_CODE' AND p.field IS NOT NULL AND ${isFree} ELSE CASE p.reason
				WHEN 'DUPLICATE_CODE' THEN ${namesChanged} OR ${sharesNoCode}
				WHEN 'POSSIBLE_DUPLICATE' THEN ${namesChanged} OR ${namesNobody}
				WHEN 'MISSING_REFERENCE' THEN ${hasCome} ELSE 0 END END)`;
}

/** Entities of which a record waits for one of these that the other side lacks. */
export async function entitiesWaitingFor(db: Database, connection: string, named: readonly Entity[]): Promise<readonly Entity[]> {
	const fields = REFERENCES.filter(({ refersTo }) => named.includes(refersTo));
	if (fields.length === 0) return [];
	const found = await select(
		db,
		{ entity: oneOf(...ENTITIES) },
		sql`SELECT DISTINCT entity FROM problem INDEXED BY problem_reason
			WHERE connection_id = ${connection} AND reason = 'MISSING_REFERENCE' AND attempts = 0 AND (entity, field) IN (SELECT value ->> 'entity', value ->> 'field' FROM json_each(${rows(fields)}))`,
	);
	return found.map(({ entity }) => entity);
}

const queuedQuery = (connection: string, dueBy: number): SQL =>
	sql`SELECT value AS entity FROM json_each(${rows(ENTITIES)})
		WHERE EXISTS (SELECT 1 FROM record INDEXED BY record_queue WHERE connection_id = ${connection} AND record.entity = value AND side IN ('smh', 'accurate') AND changed_seq > planned_seq)
		OR EXISTS (SELECT 1 FROM record WHERE connection_id = ${connection} AND record.entity = value AND plan_after <= ${dueBy})`;
const QUEUED = { entity: oneOf(...ENTITIES) };

/** Entities of which a record is on the queue, or will be by then (epoch ms). */
export async function queuedEntities(db: Database, connection: string, dueBy = 0): Promise<readonly Entity[]> {
	return (await select(db, QUEUED, queuedQuery(connection, dueBy))).map(({ entity }) => entity);
}

/** Commits what puts records on the queue; answers the entities of which one is there now. */
export async function commitToQueue(
	db: Database,
	connection: string,
	statements: readonly Statement[],
): Promise<readonly Entity[]> {
	const answers = await commitReturning(db, [...statements, queuedQuery(connection, 0)]);
	return rowsOf(QUEUED, answers.at(-1) ?? []).map(({ entity }) => entity);
}

/** A pair, or one record alone, with the `changed_seq` a plan had before it. */
export interface Decidable {
	readonly smhId: string | null;
	readonly accurateId: string | null;
	readonly smhSeq: number | null;
	readonly accurateSeq: number | null;
}

/**
 * What nothing planned is left for is settled up to what the plan knew. A pair with a change still planned in this run stays on
 * the queue: neither a lost run nor a success in the other direction loses an edit.
 */
export function settle(
	run: { readonly id: string; readonly connection: string },
	entity: Entity,
	pairs: readonly Decidable[],
): readonly Statement[] {
	if (pairs.length === 0) return [];
	const { connection } = run;
	const records = pairs.flatMap(({ smhId, accurateId, smhSeq, accurateSeq }) => [
		...(smhId === null || smhSeq === null ? [] : [{ connection, side: "smh", id: smhId, seq: smhSeq, smhId }]),
		...(accurateId === null || accurateSeq === null
			? []
			: [{ connection, side: "accurate", id: accurateId, seq: accurateSeq, smhId }]),
	]);
	const planned = (
		ofRecord: SQL,
	): SQL => sql`EXISTS (SELECT 1 FROM change c WHERE c.connection_id = ${run.connection} AND c.entity = ${entity}
		AND c.run_id = ${run.id} AND c.state = 'planned' AND ${ofRecord})`;
	return [
		// The connection comes with each row, or the planner would go through the records of the connection, and the rows for each.
		// What had a time of its own is decided on; a time that was set meanwhile stands, and so does that of the next try to read it.
		sql`UPDATE record SET planned_seq = max(planned_seq, v.seq), plan_after = CASE WHEN changed_seq > v.seq OR held = 'UNREADABLE' THEN plan_after END
			FROM (SELECT value ->> 'connection' AS connection, value ->> 'side' AS side, value ->> 'id' AS id, value ->> 'seq' AS seq,
					value ->> 'smhId' AS smh_id FROM json_each(${rows(records)})) AS v
			WHERE record.connection_id = v.connection AND record.side = v.side AND record.entity = ${entity} AND record.id = v.id
				AND (record.planned_seq < v.seq OR record.plan_after IS NOT NULL) AND NOT ${planned(sql`c.smh_id = v.smh_id`)}
				AND NOT (v.smh_id IS NULL AND ${planned(sql`c.smh_id IS NULL AND c.accurate_id = v.id`)})`,
	];
}
