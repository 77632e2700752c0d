import { sql } from "drizzle-orm";
import { ENTITIES, type Entity, SIDES, type Side } from "../domain/model.ts";
import type { ProblemDetail } from "../domain/problem-detail.ts";
import { REASONS, type Reason } from "../domain/reasons.ts";
import { accounted, needsCare, possiblyBehind, type RecordKey } from "./accounting.ts";
import { type Database, rows } from "./database.ts";
import { detailColumn } from "./problems.ts";
import { integer, nullable, oneOf, select, text } from "./select.ts";

export interface ProblemQuery {
	readonly connection: string;
	readonly entity?: Entity | undefined;
	readonly reason?: Reason | undefined;
	readonly limit: number;
	/** So many are left out first. */
	readonly offset?: number | undefined;
	/** Continue behind this row of the previous page. */
	readonly after?: RecordKey | undefined;
}

export interface OpenProblem {
	readonly entity: Entity;
	readonly side: Side;
	readonly id: string;
	readonly code: string | null;
	readonly name: string | null;
	readonly reason: Reason;
	readonly field: string | null;
	readonly detail: ProblemDetail;
	readonly firstSeen: number | null;
	readonly lastSeen: number | null;
	/** Epoch ms: it is tried again by itself then. */
	readonly nextTry: number | null;
	readonly attempts: number;
}

const OPEN_PROBLEM = {
	...{ entity: oneOf(...ENTITIES), side: oneOf(...SIDES), id: text, code: nullable(text), name: nullable(text) },
	...{ reason: oneOf(...REASONS), field: nullable(text), detail: detailColumn },
	...{ firstSeen: nullable(integer), lastSeen: nullable(integer), nextTry: nullable(integer), attempts: integer },
};

/** A few more than are asked for: some of those looked at may turn out to be in step. */
const SPARE = 20;
/** Where many do (after a setting changed, say, every pair waits, and is told of once), more are looked at each time. */
const GROWTH = 4;
const MOST_AT_ONCE = 4_000;

/** Records that are not in step, in order of entity, side and id. */
export async function listProblems(db: Database, query: ProblemQuery): Promise<readonly OpenProblem[]> {
	const { connection, entity, reason, limit, offset = 0 } = query;
	const found: OpenProblem[] = [];
	let atOnce = offset + limit + SPARE;
	for (let after = query.after; ; atOnce = Math.max(atOnce, Math.min(atOnce * GROWTH, MOST_AT_ONCE))) {
		const wanted = offset + limit - found.length;
		const keys = await select(
			db,
			{ entity: oneOf(...ENTITIES), side: oneOf(...SIDES), id: text },
			possiblyBehind(connection, { entity, reason, after, limit: atOnce }),
		);
		const among = sql`SELECT value ->> 'entity' AS entity, value ->> 'side' AS side, value ->> 'id' AS id FROM json_each(${rows(keys)})`;
		found.push(
			...(await select(
				db,
				OPEN_PROBLEM,
				sql`SELECT entity, side, id, code, name, reason, field, detail,
					first_seen AS firstSeen, last_seen AS lastSeen, next_try AS nextTry, attempts
				FROM (${accounted(connection, among)}) WHERE ${reason === undefined ? needsCare : sql`reason = ${reason}`}
				ORDER BY entity, side, id LIMIT ${wanted}`,
			)),
		);
		after = keys.at(-1);
		if (keys.length < atOnce || found.length >= offset + limit) return found.slice(offset);
	}
}
