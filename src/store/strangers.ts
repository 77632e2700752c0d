import { and, eq, gt, sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { audit } from "./schema.ts";

/** Whether the audit trail already tells of this stranger since then, so that a knocking one does not fill it. */
export async function strangerSeenSince(db: Database, connection: string, telegramId: number, since: number): Promise<boolean> {
	const found = await db
		.select({ id: audit.id })
		.from(audit)
		.where(
			and(
				eq(audit.connectionId, connection),
				gt(audit.at, since),
				eq(audit.action, "telegram.stranger"),
				sql`${audit.actor} ->> 'telegramId' = ${telegramId}`,
			),
		)
		.limit(1);
	return found.length > 0;
}
