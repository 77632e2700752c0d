import { sql } from "drizzle-orm";
import type { Projection } from "../domain/model.ts";
import { type Database, idColumn, rows, type Statement } from "./database.ts";
import type { RecordScope } from "./records.ts";
import type { Run } from "./runs.ts";
import { json, select, text } from "./select.ts";

/** A planned update that writes a unique field. */
export interface PlannedMove {
	/** The record that is written to. */
	readonly id: string;
	readonly after: Projection;
}

/** Planned updates of the run on a side that write one of these fields. */
export async function plannedMoves(
	db: Database,
	run: Pick<Run, "id">,
	scope: RecordScope,
	fields: readonly string[],
): Promise<readonly PlannedMove[]> {
	return await select(
		db,
		{ id: text, after: json<Projection>() },
		sql`SELECT change.${idColumn(scope.side)} AS id, change.after FROM change
			WHERE change.run_id = ${run.id} AND change.state = 'planned' AND change.operation = 'update' AND change.entity = ${scope.entity}
				AND change.side = ${scope.side} AND EXISTS (SELECT 1 FROM json_each(${rows(fields)}) AS field
					WHERE change.after ->> field.value IS NOT NULL)`,
	);
}

/** A record of a side as far as its unique values go. */
export interface Holding {
	readonly id: string;
	readonly projection: Projection;
}

/** Records that may hold one of these values: by code through its index, by another field through the whole entity. */
export async function holdings(
	db: Database,
	scope: RecordScope,
	wanted: {
		readonly codeKeys: readonly string[];
		readonly others: readonly { readonly field: string; readonly value: string }[];
	},
): Promise<readonly Holding[]> {
	const here = sql`connection_id = ${scope.connection} AND side = ${scope.side} AND entity = ${scope.entity}`;
	const byCode = await select(
		db,
		{ id: text, projection: json<Projection>() },
		sql`SELECT id, projection FROM record INDEXED BY record_code
			WHERE ${here} AND code_key IN (SELECT value FROM json_each(${rows(wanted.codeKeys)})) AND gone_at IS NULL`,
	);
	if (wanted.others.length === 0) return byCode;
	const byOthers = await select(
		db,
		{ id: text, projection: json<Projection>() },
		sql`SELECT id, projection FROM record WHERE ${here} AND gone_at IS NULL AND EXISTS (SELECT 1 FROM json_each(${rows(wanted.others)}) AS w
			WHERE upper(record.projection ->> (w.value ->> 'field')) = upper(w.value ->> 'value'))`,
	);
	return [...byCode, ...byOthers];
}

/** Committed before a temporary value is sent: whatever is lost in between, the next run knows of it and finishes the exchange. */
export function openExchange(
	scope: RecordScope,
	id: string,
	fields: readonly string[],
	at: { runId: string; now: number },
): Statement {
	return sql`INSERT INTO exchange (connection_id, entity, side, record_id, field, run_id, at)
		SELECT ${scope.connection}, ${scope.entity}, ${scope.side}, ${id}, value, ${at.runId}, ${at.now} FROM json_each(${rows(fields)}) WHERE true
		ON CONFLICT DO UPDATE SET run_id = excluded.run_id, at = excluded.at`;
}

/** The records hold values of people again in these fields. */
export const closeExchanges = (
	scope: RecordScope,
	written: readonly { readonly id: string; readonly field: string }[],
): Statement =>
	sql`DELETE FROM exchange WHERE connection_id = ${scope.connection} AND entity = ${scope.entity} AND side = ${scope.side}
		AND (record_id, field) IN (SELECT value ->> 'id', value ->> 'field' FROM json_each(${rows(written)}))`;
