import { and, desc, eq, lt } from "drizzle-orm";
import type { Action } from "./audit.ts";
import type { Database } from "./database.ts";
import { audit } from "./schema.ts";

export type AuditRow = Omit<Action, "connection"> & { readonly id: number };

/** Who did what, the latest first; `before`: only what is older than the row of this number. */
export async function auditPage(
	db: Database,
	connection: string,
	page: { readonly limit: number; readonly before?: number | undefined },
): Promise<readonly AuditRow[]> {
	const older = page.before === undefined ? undefined : lt(audit.id, page.before);
	return await db
		.select({ id: audit.id, at: audit.at, actor: audit.actor, action: audit.action, detail: audit.detail })
		.from(audit)
		.where(and(eq(audit.connectionId, connection), older))
		.orderBy(desc(audit.id))
		.limit(page.limit);
}
