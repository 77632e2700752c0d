import { and, eq } from "drizzle-orm";
import { commit, type Database } from "./database.ts";
import { firstDelivery } from "./deliveries.ts";
import { delivery } from "./schema.ts";

const idOf = (button: string): string => `press:${button}`;

/** Takes the press of a button that may count once: true for the press that counts. */
export const takePress = (db: Database, connection: string, button: string, now: number): Promise<boolean> =>
	firstDelivery(db, connection, "telegram", idOf(button), now);

/** What the press asked for was not done: the button may be pressed again. */
export const releasePress = (db: Database, connection: string, button: string): Promise<void> =>
	commit(db, [
		db
			.delete(delivery)
			.where(and(eq(delivery.connectionId, connection), eq(delivery.source, "telegram"), eq(delivery.deliveryId, idOf(button)))),
	]);
