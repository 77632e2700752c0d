import { sql } from "drizzle-orm";
import { otherSide, type Projection } from "../domain/model.ts";
import { type Database, idColumn, rows, type Statement } from "./database.ts";
import type { RecordScope } from "./records.ts";
import { integer, json, select, text } from "./select.ts";

export interface NewIntent {
	readonly sourceId: string;
	/** Normalised code. */
	readonly codeKey: string;
	readonly sent: Projection;
}

/**
 * Law 3: committed before the create is sent. `scope.side` is the side the record is created on. An intent that is open
 * already keeps what was sent first, which may be what the other side holds, unless that is known not to be there: the side has just
 * refused it (`again`), or it was looked for in vain under a code that its source no longer has (`searched`). When it was sent is
 * always the latest time: that sending may still be on its way.
 */
export function openIntents(
	scope: RecordScope,
	intents: readonly NewIntent[],
	attempt: { readonly runId: string; readonly now: number; readonly again: boolean; readonly searched: boolean },
): Statement {
	const { runId, now, again, searched } = attempt;
	const list = intents.map((intent) => ({ ...intent, sent: JSON.stringify(intent.sent) }));
	const replaced = sql`(${again ? 1 : 0} = 1 OR (${searched ? 1 : 0} = 1 AND intent.code_key <> excluded.code_key))`;
	return sql`INSERT INTO intent (connection_id, entity, side, source_id, code_key, sent, run_id, sent_at)
		SELECT ${scope.connection}, ${scope.entity}, ${scope.side}, value ->> 'sourceId', value ->> 'codeKey', value ->> 'sent', ${runId}, ${now}
		FROM json_each(${rows(list)}) WHERE true
		ON CONFLICT DO UPDATE SET sent_at = excluded.sent_at, run_id = excluded.run_id,
			sent = CASE WHEN ${replaced} THEN excluded.sent ELSE intent.sent END,
			code_key = CASE WHEN ${replaced} THEN excluded.code_key ELSE intent.code_key END`;
}

/** The create was refused for certain: nothing is left in the dark. (Binding closes intents by itself, see insertLinks.) */
export function closeIntents(scope: RecordScope, sourceIds: readonly string[]): Statement {
	return sql`DELETE FROM intent WHERE connection_id = ${scope.connection} AND entity = ${scope.entity} AND side = ${scope.side}
		AND source_id IN (SELECT value FROM json_each(${rows(sourceIds)}))`;
}

/** What was to be created is nowhere to be seen, and its source is gone: nothing is left to find. */
export const forgetIntents = (scope: RecordScope, before: number): Statement => sql`DELETE FROM intent
	WHERE connection_id = ${scope.connection} AND entity = ${scope.entity} AND side = ${scope.side} AND sent_at < ${before}
		AND NOT EXISTS (SELECT 1 FROM record s WHERE s.connection_id = intent.connection_id AND s.side = ${otherSide(scope.side)}
			AND s.entity = intent.entity AND s.id = intent.source_id)
		AND NOT EXISTS (SELECT 1 FROM record c WHERE c.connection_id = intent.connection_id AND c.side = intent.side AND c.entity = intent.entity
			AND c.code_key = intent.code_key)`;

/** Which of these records of a side are bound already. */
export async function linkedIds(db: Database, scope: RecordScope, ids: readonly string[]): Promise<ReadonlySet<string>> {
	const id = idColumn(scope.side);
	const found = await select(
		db,
		{ id: text },
		sql`SELECT ${id} AS id FROM link WHERE connection_id = ${scope.connection} AND entity = ${scope.entity} AND state = 'linked'
			AND ${id} IN (SELECT value FROM json_each(${rows(ids)}))`,
	);
	return new Set(found.map((row) => row.id));
}

/** An earlier attempt to create a record, of which nobody knows what came of it. */
export interface OpenIntent {
	readonly codeKey: string;
	readonly sent: Projection;
	/** Epoch ms of the latest sending. */
	readonly at: number;
}

/** The open intents of these sources; `scope.side` is the side the records are created on. */
export async function intentsOf(
	db: Database,
	scope: RecordScope,
	sourceIds: readonly string[],
): Promise<ReadonlyMap<string, OpenIntent>> {
	const found = await select(
		db,
		{ sourceId: text, codeKey: text, sent: json<Projection>(), at: integer },
		sql`SELECT source_id AS sourceId, code_key AS codeKey, sent, sent_at AS at FROM intent WHERE connection_id = ${scope.connection}
			AND entity = ${scope.entity} AND side = ${scope.side} AND source_id IN (SELECT value FROM json_each(${rows(sourceIds)}))`,
	);
	return new Map(found.map(({ sourceId, ...intent }) => [sourceId, intent]));
}
