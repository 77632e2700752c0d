import { sql } from "drizzle-orm";
import type { Database } from "./database.ts";

/** Whether the audit trail already tells of this stranger since then, so that a knocking one does not fill it. */
export async function strangerSeenSince(db: Database, connection: string, telegramId: number, since: number): Promise<boolean> {
	const found = await db.all(sql`SELECT 1 FROM audit WHERE connection_id = ${connection} AND at > ${since}
		AND action = 'telegram.stranger' AND actor ->> 'telegramId' = ${telegramId} LIMIT 1`);
	return found.length > 0;
}
