import { eq, sql } from "drizzle-orm";
import { type ConnectionSettings, storedSettings } from "../domain/settings.ts";
import type { Database, Statement } from "./database.ts";
import { connection } from "./schema.ts";

/** Makes the connection exist; its settings stay null (the deployment's defaults) until somebody changes them. */
export const ensureConnection = (id: string, now: number): Statement =>
	sql`INSERT INTO connection (id, fence, created_at) VALUES (${id}, 0, ${now}) ON CONFLICT DO NOTHING`;

export async function readSettings(db: Database, id: string, defaults: ConnectionSettings): Promise<ConnectionSettings> {
	const [row] = await db.select({ settings: connection.settings }).from(connection).where(eq(connection.id, id));
	return row?.settings ? storedSettings(JSON.parse(row.settings)) : defaults;
}

/** New settings; the records have to be judged anew by them (store/plan-queue.ts). */
export const changeSettings = (id: string, settings: ConnectionSettings): Statement =>
	sql`UPDATE connection SET settings = ${JSON.stringify(settings)} WHERE id = ${id}`;
