import { sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { firstDelivery } from "./deliveries.ts";

const idOf = (what: Told, runId: string): string => `${what}:${runId}`;

/** What is told of a run unasked. */
export type Told = "report" | "question";

export async function wasTold(db: Database, connection: string, what: Told, runId: string): Promise<boolean> {
	const found = await db.all(sql`SELECT 1 FROM delivery
		WHERE connection_id = ${connection} AND source = 'telegram' AND delivery_id = ${idOf(what, runId)}`);
	return found.length > 0;
}

/** Remembers it, after the fact: told twice is the lesser evil than lost. */
export async function told(db: Database, connection: string, what: Told, runId: string, now: number): Promise<void> {
	await firstDelivery(db, connection, "telegram", idOf(what, runId), now);
}
