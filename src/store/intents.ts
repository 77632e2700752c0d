import { sql } from "drizzle-orm";
import { otherSide, type Projection } from "../domain/model.ts";
import { type Database, rows, type Statement } from "./database.ts";
import type { RecordScope } from "./records.ts";

export interface NewIntent {
	readonly sourceId: string;
	/** Normalised code. */
	readonly codeKey: string;
	readonly sent: Projection;
}

/**
 * Law 3: committed before the create is sent. `scope.side` is the side the record is created on. An intent that is open
 * already keeps what was sent first, which may be what the other side holds, unless that is known not to be there: the side has just
 * refused it (`again`), or it was looked for in vain under a code that its source no longer has (`searched`).
 */
export function openIntents(
	scope: RecordScope,
	intents: readonly NewIntent[],
	attempt: { readonly runId: string; readonly now: number; readonly again: boolean; readonly searched: boolean },
): Statement {
	const { runId, now, again, searched } = attempt;
	const list = intents.map((intent) => ({ ...intent, sent: JSON.stringify(intent.sent) }));
	return sql`INSERT INTO intent (connection_id, entity, side, source_id, code_key, sent, run_id, created_at)
		SELECT ${scope.connection}, ${scope.entity}, ${scope.side}, value ->> 'sourceId', value ->> 'codeKey', value ->> 'sent', ${runId}, ${now}
		FROM json_each(${rows(list)}) WHERE true
		ON CONFLICT DO UPDATE SET sent = excluded.sent, code_key = excluded.code_key, run_id = excluded.run_id, created_at = excluded.created_at
			WHERE ${again ? 1 : 0} = 1 OR (${searched ? 1 : 0} = 1 AND intent.code_key <> excluded.code_key)`;
}

/** The create was refused for certain: nothing is left in the dark. (Binding closes intents by itself, see insertLinks.) */
export function closeIntents(scope: RecordScope, sourceIds: readonly string[]): Statement {
	return sql`DELETE FROM intent WHERE connection_id = ${scope.connection} AND entity = ${scope.entity} AND side = ${scope.side}
		AND source_id IN (SELECT value FROM json_each(${rows(sourceIds)}))`;
}

/** What was to be created is nowhere to be seen, and its source is gone: nothing is left to find. */
export const forgetIntents = (scope: RecordScope, before: number): Statement => sql`DELETE FROM intent
	WHERE connection_id = ${scope.connection} AND entity = ${scope.entity} AND side = ${scope.side} AND created_at < ${before}
		AND NOT EXISTS (SELECT 1 FROM record s WHERE s.connection_id = intent.connection_id AND s.side = ${otherSide(scope.side)}
			AND s.entity = intent.entity AND s.id = intent.source_id)
		AND NOT EXISTS (SELECT 1 FROM record c WHERE c.connection_id = intent.connection_id AND c.side = intent.side AND c.entity = intent.entity
			AND c.code_key = intent.code_key)`;

/** Which of these records of a side are bound already. */
export async function linkedIds(db: Database, scope: RecordScope, ids: readonly string[]): Promise<ReadonlySet<string>> {
	const found = await db.all<{ id: string }>(
		scope.side === "smh"
			? sql`SELECT smh_id AS id FROM link WHERE connection_id = ${scope.connection} AND entity = ${scope.entity} AND state = 'linked'
				AND smh_id IN (SELECT value FROM json_each(${rows(ids)}))`
			: sql`SELECT accurate_id AS id FROM link WHERE connection_id = ${scope.connection} AND entity = ${scope.entity} AND state = 'linked'
				AND accurate_id IN (SELECT value FROM json_each(${rows(ids)}))`,
	);
	return new Set(found.map((row) => row.id));
}
