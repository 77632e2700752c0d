import { sql } from "drizzle-orm";
import type { Side } from "../domain/model.ts";
import type { Database } from "./database.ts";

/** Who brought it. What came later, by a history or once more by hand, is told from what a webhook brought: it was not heard. */
export type DeliverySource = "telegram" | Side | `${Side}-later`;

/** Takes a delivery in once: true the first time, false for every repetition. */
export async function firstDelivery(
	db: Database,
	connection: string,
	source: DeliverySource,
	id: string,
	now: number,
): Promise<boolean> {
	const taken =
		await db.all(sql`INSERT INTO delivery (connection_id, source, delivery_id, at) VALUES (${connection}, ${source}, ${id}, ${now})
		ON CONFLICT DO NOTHING RETURNING delivery_id`);
	return taken.length > 0;
}

/** Drops what is older than this (epoch ms): nobody repeats it any more. */
export async function forgetDeliveries(db: Database, before: number): Promise<void> {
	await db.run(sql`DELETE FROM delivery WHERE at < ${before}`);
}
