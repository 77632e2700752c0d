import { sql } from "drizzle-orm";
import type { Action } from "./audit.ts";
import type { Database } from "./database.ts";

export type AuditRow = Omit<Action, "connection"> & { readonly id: number };

interface Row {
	id: number;
	at: number;
	actor: string;
	action: string;
	detail: string;
}

/** Who did what, the latest first; `before`: only what is older than the row of this number. */
export async function auditPage(
	db: Database,
	connection: string,
	page: { readonly limit: number; readonly before?: number | undefined },
): Promise<readonly AuditRow[]> {
	const older = page.before === undefined ? sql`` : sql`AND id < ${page.before}`;
	const found = await db.all<Row>(sql`SELECT id, at, actor, action, detail FROM audit
		WHERE connection_id = ${connection} ${older} ORDER BY id DESC LIMIT ${page.limit}`);
	return found.map((row) => ({ ...row, actor: JSON.parse(row.actor), detail: JSON.parse(row.detail) }));
}
