import { sql } from "drizzle-orm";
import { commit, type Database } from "./database.ts";

/** Takes a subject's turn for so long: true when nobody has taken it within that time. Of two at once one gets it. */
export async function takeTurn(
	db: Database,
	connection: string,
	subject: string,
	now: number,
	periodMs: number,
): Promise<boolean> {
	const taken = await db.all(sql`INSERT INTO alert (connection_id, subject, told_at) VALUES (${connection}, ${subject}, ${now})
		ON CONFLICT (connection_id, subject) DO UPDATE SET told_at = excluded.told_at WHERE alert.told_at <= ${now - periodMs}
		RETURNING subject`);
	return taken.length > 0;
}

/** What the turn was taken for did not come about: the next one may try at once. */
export const giveTurnBack = (db: Database, connection: string, subject: string, takenAt: number): Promise<void> =>
	commit(db, [sql`DELETE FROM alert WHERE connection_id = ${connection} AND subject = ${subject} AND told_at = ${takenAt}`]);

/** Whether somebody has taken the subject's turn since then. */
export async function turnTakenSince(db: Database, connection: string, subject: string, since: number): Promise<boolean> {
	const found = await db.all(
		sql`SELECT 1 FROM alert WHERE connection_id = ${connection} AND subject = ${subject} AND told_at > ${since}`,
	);
	return found.length > 0;
}
