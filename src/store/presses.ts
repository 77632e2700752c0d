import { and, eq } from "drizzle-orm";
import { commit, type Database } from "./database.ts";
import { press } from "./schema.ts";

/** Takes the press of a button that may count once: true for the press that counts. */
export async function takePress(db: Database, connection: string, button: string, now: number): Promise<boolean> {
	const taken = await db
		.insert(press)
		.values({ connectionId: connection, button, at: now })
		.onConflictDoNothing()
		.returning({ button: press.button });
	return taken.length > 0;
}

/** What the press asked for was not done: the button may be pressed again. */
export const releasePress = (db: Database, connection: string, button: string): Promise<void> =>
	commit(db, [db.delete(press).where(and(eq(press.connectionId, connection), eq(press.button, button)))]);
