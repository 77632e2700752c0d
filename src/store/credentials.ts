import { and, eq, sql } from "drizzle-orm";
import type { Database, Statement } from "./database.ts";
import { credential } from "./schema.ts";
import type { Sealer } from "./sealing.ts";

interface CredentialKey {
	readonly connection: string;
	readonly system: string;
}

const contextOf = (key: CredentialKey): string => `${key.connection}/${key.system}`;

/** The credential as it was stored, opened; null: none, or sealed with a key that is no longer ours (then log in again). */
export async function readSealed(db: Database, key: CredentialKey, sealer: Sealer): Promise<unknown> {
	const [row] = await db
		.select({ sealed: credential.sealed })
		.from(credential)
		.where(and(eq(credential.connectionId, key.connection), eq(credential.system, key.system)));
	if (!row) return null;
	try {
		return JSON.parse(await sealer.open(row.sealed, contextOf(key)));
	} catch {
		return null;
	}
}

export async function writeSealed(key: CredentialKey, value: unknown, sealer: Sealer, now: number): Promise<Statement> {
	const sealed = await sealer.seal(JSON.stringify(value), contextOf(key));
	return sql`INSERT INTO credential (connection_id, system, sealed, updated_at) VALUES (${key.connection}, ${key.system}, ${sealed}, ${now})
		ON CONFLICT (connection_id, system) DO UPDATE SET sealed = excluded.sealed, updated_at = excluded.updated_at`;
}
