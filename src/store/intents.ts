import { sql } from "drizzle-orm";
import { type Database, rows, type Statement } from "./database.ts";
import type { RecordScope } from "./records.ts";

/** Law 3: committed before the create is sent. `scope.side` is the side the record is created on. */
export function openIntents(
	scope: RecordScope,
	intents: readonly { sourceId: string; code: string }[],
	runId: string,
	now: number,
): Statement {
	return sql`INSERT INTO intent (connection_id, entity, side, source_id, code, run_id, created_at)
		SELECT ${scope.connection}, ${scope.entity}, ${scope.side}, value ->> 'sourceId', value ->> 'code', ${runId}, ${now}
		FROM json_each(${rows(intents)}) WHERE true ON CONFLICT DO NOTHING`;
}

/** The create is bound, or was refused for certain: nothing is left in the dark. */
export function closeIntents(scope: RecordScope, sourceIds: readonly string[]): Statement {
	return sql`DELETE FROM intent WHERE connection_id = ${scope.connection} AND entity = ${scope.entity} AND side = ${scope.side}
		AND source_id IN (SELECT value FROM json_each(${rows(sourceIds)}))`;
}

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
