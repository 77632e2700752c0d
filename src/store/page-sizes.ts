import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { Database, Statement } from "./database.ts";
import type { RecordScope } from "./records.ts";
import { connection } from "./schema.ts";

/** Then a side is asked for large pages again: what was slow or too large once need not stay so. */
const FORGOTTEN_AFTER_MS = 7 * 24 * 3_600_000;

const remembered = z.record(z.string(), z.object({ rows: z.int().min(1), at: z.number() }));

const nameOf = ({ side, entity }: RecordScope): string => `${side}/${entity}`;

/** Rows of a page that the side could answer when larger ones had failed; null: none has failed lately. `now`: epoch ms. */
export async function knownPageSize(db: Database, scope: RecordScope, now: number): Promise<number | null> {
	const [row] = await db.select({ pageSizes: connection.pageSizes }).from(connection).where(eq(connection.id, scope.connection));
	const known = row && remembered.parse(JSON.parse(row.pageSizes))[nameOf(scope)];
	return known && known.at > now - FORGOTTEN_AFTER_MS ? known.rows : null;
}

export const rememberPageSize = (scope: RecordScope, rows: number, now: number): Statement => sql`UPDATE connection
	SET page_sizes = json_set(page_sizes, ${`$."${nameOf(scope)}"`}, json_object('rows', CAST(${rows} AS INTEGER), 'at', ${now}))
	WHERE id = ${scope.connection}`;
