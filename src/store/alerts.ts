import { and, eq, gt, lte } from "drizzle-orm";
import { commit, type Database } from "./database.ts";
import { alert } from "./schema.ts";

const turnOf = (connection: string, subject: string) => and(eq(alert.connectionId, connection), eq(alert.subject, subject));

/** Takes a subject's turn for so long: true when nobody has taken it within that time. Of two at once one gets it. */
export async function takeTurn(
	db: Database,
	connection: string,
	subject: string,
	now: number,
	periodMs: number,
): Promise<boolean> {
	const taken = await db
		.insert(alert)
		.values({ connectionId: connection, subject, toldAt: now })
		.onConflictDoUpdate({
			target: [alert.connectionId, alert.subject],
			set: { toldAt: now },
			setWhere: lte(alert.toldAt, now - periodMs),
		})
		.returning({ subject: alert.subject });
	return taken.length > 0;
}

/** What the turn was taken for did not come about: the next one may try at once. */
export const giveTurnBack = (db: Database, connection: string, subject: string, takenAt: number): Promise<void> =>
	commit(db, [db.delete(alert).where(and(turnOf(connection, subject), eq(alert.toldAt, takenAt)))]);

/** Whether somebody has taken the subject's turn since then. */
export async function turnTakenSince(db: Database, connection: string, subject: string, since: number): Promise<boolean> {
	const found = await db
		.select({ toldAt: alert.toldAt })
		.from(alert)
		.where(and(turnOf(connection, subject), gt(alert.toldAt, since)));
	return found.length > 0;
}
