import { type SQL, sql } from "drizzle-orm";
import { type ConnectionSettings, connectionSettings } from "../domain/settings.ts";
import { type Database, guard, type Statement } from "./database.ts";

/** Makes the connection exist; its settings stay null (the deployment's defaults) until somebody changes them. */
export const ensureConnection = (id: string, now: number): Statement =>
	sql`INSERT INTO connection (id, fence, created_at) VALUES (${id}, 0, ${now}) ON CONFLICT DO NOTHING`;

export async function readSettings(db: Database, id: string, defaults: ConnectionSettings): Promise<ConnectionSettings> {
	const [row] = await db.all<{ settings: string | null }>(sql`SELECT settings FROM connection WHERE id = ${id}`);
	return row?.settings ? connectionSettings.parse(JSON.parse(row.settings)) : defaults;
}

/**
 * New settings judge every record anew: all become dirty, and without their versions the next listing reads them again.
 */
export const changeSettings = (id: string, settings: ConnectionSettings): readonly Statement[] => [
	sql`UPDATE connection SET settings = ${JSON.stringify(settings)} WHERE id = ${id}`,
	sql`UPDATE record SET dirty = 1, version = '' WHERE connection_id = ${id}`,
];

export const raiseFence = (id: string, fence: number): Statement => sql`UPDATE connection SET fence = ${fence} WHERE id = ${id}`;

/** Put in front of what a holder of the lease commits: a holder that was overtaken commits nothing (law 10). */
export const fenceHeld = (id: string, fence: number): SQL => sql`(SELECT fence FROM connection WHERE id = ${id}) = ${fence}`;

export const holdsFence = (id: string, fence: number): Statement => guard(fenceHeld(id, fence));

export async function readFence(db: Database, id: string): Promise<number> {
	const [row] = await db.all<{ fence: number }>(sql`SELECT fence FROM connection WHERE id = ${id}`);
	return row?.fence ?? 0;
}
