import { sql } from "drizzle-orm";
import type { Statement } from "./database.ts";

export interface DeadLetter {
	readonly connection: string;
	readonly queue: string;
	readonly body: unknown;
	readonly cause: string;
	readonly at: number;
}

/** Law 11: a message that nobody could make use of is kept where people can see it. */
export const keepDeadLetter = (
	letter: DeadLetter,
): Statement => sql`INSERT INTO dead_letter (id, connection_id, queue, body, cause, at)
	VALUES (${crypto.randomUUID()}, ${letter.connection}, ${letter.queue}, ${JSON.stringify(letter.body)}, ${letter.cause}, ${letter.at})`;
