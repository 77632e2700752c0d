import { sql } from "drizzle-orm";
import { type Database, guard, type Statement } from "./database.ts";
import { integer, nullable, select } from "./select.ts";

/** Up to when the nights are begun, or belong to a schedule that holds no longer; null: nothing is known. */
export async function nightsOver(db: Database, connection: string): Promise<number | null> {
	const [row] = await select(
		db,
		{ over: nullable(integer) },
		sql`SELECT nights_over AS over FROM connection WHERE id = ${connection}`,
	);
	return row?.over ?? null;
}

/** Put into the batch that begins a night's run: of two ticks that want the same one, the batch of the second fails. */
export const takeNight = (connection: string, night: number): readonly Statement[] => [
	guard(sql`(SELECT coalesce(nights_over, -1) FROM connection WHERE id = ${connection}) < ${night}`),
	endNights(connection, night),
];

/** Nights that were due up to then are none any more. */
export const endNights = (connection: string, until: number): Statement =>
	sql`UPDATE connection SET nights_over = max(coalesce(nights_over, 0), ${until}) WHERE id = ${connection}`;
