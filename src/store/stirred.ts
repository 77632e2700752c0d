import { sql } from "drizzle-orm";
import { fieldsOf } from "../domain/entities.ts";
import { ENTITIES, type Entity } from "../domain/model.ts";
import { type Database, rows, type Statement } from "./database.ts";

/** Fields that name a record of another entity, by its code. */
const REFERENCES = ENTITIES.flatMap((entity) =>
	Object.entries(fieldsOf(entity)).flatMap(([field, { refersTo }]) => (refersTo ? [{ entity, field, refersTo }] : [])),
);

/** Entities of which a record changed since a plan last settled it. */
export async function undecidedEntities(db: Database, connection: string): Promise<readonly Entity[]> {
	const found = await db.all<{ entity: Entity }>(
		sql`SELECT value AS entity FROM json_each(${rows(ENTITIES)}) WHERE EXISTS (SELECT 1 FROM record
			WHERE connection_id = ${connection} AND record.entity = value AND side IN ('smh', 'accurate') AND dirty = 1)`,
	);
	return found.map(({ entity }) => entity);
}

/** Entities of which a record waits for one of these that the other side lacks. */
export async function entitiesWaitingFor(db: Database, connection: string, named: readonly Entity[]): Promise<readonly Entity[]> {
	const fields = REFERENCES.filter(({ refersTo }) => named.includes(refersTo));
	if (fields.length === 0) return [];
	const found = await db.all<{ entity: Entity }>(sql`SELECT DISTINCT entity FROM problem
		WHERE connection_id = ${connection} AND reason = 'MISSING_REFERENCE' AND attempts = 0
			AND (entity, field) IN (SELECT value ->> 'entity', value ->> 'field' FROM json_each(${rows(fields)}))`);
	return found.map(({ entity }) => entity);
}

/**
 * Has the next plan look again at the records whose problem a change may have solved: what it names has changed or is gone,
 * shares the code no longer, or has come. Thousands of problems that nobody has touched are left alone, and nothing is written.
 * CROSS JOIN (and the plus) have each problem look up by key what it names: the other way round all that changed would be read
 * once for each problem.
 */
export function stirProblems(connection: string, entities: readonly Entity[]): Statement {
	const here = sql`c.connection_id = p.connection_id AND c.entity = p.entity`;
	const other = sql`CASE p.side WHEN 'smh' THEN 'accurate' ELSE 'smh' END`;
	const named = sql`json_each('[' || replace(json_quote(p.detail), ', ', '","') || ']')`;
	const namesChanged = sql`EXISTS (SELECT 1 FROM ${named} CROSS JOIN record c ON ${here} AND c.side IN ('smh', 'accurate') AND c.id = value
		WHERE +c.dirty = 1)`;
	const namesNobody = sql`EXISTS (SELECT 1 FROM ${named} WHERE NOT EXISTS (SELECT 1 FROM record c
		WHERE ${here} AND c.side = ${other} AND c.id = value AND c.gone_at IS NULL))`;
	const sharesNoCode = sql`NOT EXISTS (SELECT 1 FROM record r JOIN record c ON ${here} AND c.side IN ('smh', 'accurate') AND c.code_key = r.code_key
			AND c.gone_at IS NULL AND (c.side <> r.side OR (c.id <> r.id AND c.dummy = 0))
		WHERE r.connection_id = p.connection_id AND r.entity = p.entity AND r.side = p.side AND r.id = p.record_id)`;
	const hasCome = sql`EXISTS (SELECT 1 FROM json_each(${rows(REFERENCES)}) CROSS JOIN record c ON c.connection_id = p.connection_id
			AND c.side = ${other} AND c.entity = value ->> 'refersTo' AND c.code_key = p.detail AND c.active = 1 AND c.gone_at IS NULL
		WHERE value ->> 'entity' = p.entity AND value ->> 'field' = p.field)`;
	return sql`UPDATE record SET dirty = 1 WHERE dirty = 0 AND (connection_id, entity, side, id) IN (
			SELECT p.connection_id, p.entity, p.side, p.record_id FROM problem p
			WHERE p.connection_id = ${connection} AND p.entity IN (SELECT value FROM json_each(${rows(entities)})) AND p.attempts = 0 AND CASE p.reason
				WHEN 'DUPLICATE_CODE' THEN ${namesChanged} OR ${sharesNoCode}
				WHEN 'POSSIBLE_DUPLICATE' THEN ${namesChanged} OR ${namesNobody}
				WHEN 'MISSING_REFERENCE' THEN ${hasCome} ELSE 0 END)`;
}
