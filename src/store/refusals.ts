import { type SQL, sql } from "drizzle-orm";
import { rows, type Statement } from "./database.ts";
import type { RecordScope } from "./records.ts";
import type { Run } from "./runs.ts";

/** The login may not read the entity on that side: what waits for it has that as its reason. */
export const noteRefusal = ({ connection, side, entity }: RecordScope, words: string, now: number): Statement =>
	sql`INSERT INTO refusal (connection_id, side, entity, words, at) VALUES (${connection}, ${side}, ${entity}, ${words}, ${now})
		ON CONFLICT DO UPDATE SET words = excluded.words, at = excluded.at`;

/** A run has read these entities on both sides. */
export const forgetRefusals = ({ connection, entities }: Pick<Run, "connection" | "entities">): Statement =>
	sql`DELETE FROM refusal WHERE connection_id = ${connection} AND entity IN (SELECT value FROM json_each(${rows(entities)}))`;

/** The words with which the record's entity may not be read, on either side; null: it may. */
export const refusedWords = (record: SQL): SQL =>
	sql`(SELECT n.words FROM refusal n WHERE n.connection_id = ${record}.connection_id AND n.entity = ${record}.entity LIMIT 1)`;
