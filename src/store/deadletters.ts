import { sql } from "drizzle-orm";
import { type Database, rows, type Statement } from "./database.ts";

export interface DeadLetter {
	readonly connection: string;
	readonly queue: string;
	readonly body: unknown;
	readonly cause: string;
	readonly at: number;
	/** Names a body that its sender brings again and again: it is kept once. */
	readonly digest?: string;
}

/** Law 11: a message that nobody could make use of is kept where people can see it. */
export const keepDeadLetter = (
	letter: DeadLetter,
): Statement => sql`INSERT INTO dead_letter (id, connection_id, queue, body, cause, at, digest)
	VALUES (${crypto.randomUUID()}, ${letter.connection}, ${letter.queue}, ${JSON.stringify(letter.body)}, ${letter.cause}, ${letter.at}, ${letter.digest ?? null})
	ON CONFLICT DO NOTHING`;

/** A dead letter as it lies there. It is open until somebody has replayed it. */
export interface KeptLetter {
	readonly id: string;
	/** The queue it came from, or `webhooks/…`. */
	readonly queue: string;
	/** JSON text of the message. */
	readonly body: string;
	readonly cause: string;
	readonly at: number;
	readonly replayedAt: number | null;
}

export interface LetterQuery {
	readonly open?: boolean | undefined;
	readonly limit: number;
	readonly after?: Pick<KeptLetter, "at" | "id"> | undefined;
}

const COLUMNS = sql`id, queue, body, cause, at, replayed_at AS replayedAt`;

/** The latest first. */
export function listDeadLetters(db: Database, connection: string, query: LetterQuery): Promise<readonly KeptLetter[]> {
	const { open, after } = query;
	const conditions = [
		sql`connection_id = ${connection}`,
		...(open === undefined ? [] : [open ? sql`replayed_at IS NULL` : sql`replayed_at IS NOT NULL`]),
		...(after ? [sql`(at, id) < (${after.at}, ${after.id})`] : []),
	];
	return db.all<KeptLetter>(sql`SELECT ${COLUMNS} FROM dead_letter WHERE ${sql.join(conditions, sql` AND `)}
		ORDER BY at DESC, id DESC LIMIT ${query.limit}`);
}

export async function countOpenLetters(db: Database, connection: string): Promise<number> {
	const [found] = await db.all<{ count: number }>(
		sql`SELECT count(*) AS count FROM dead_letter WHERE connection_id = ${connection} AND replayed_at IS NULL`,
	);
	return found?.count ?? 0;
}

export async function getDeadLetter(db: Database, connection: string, id: string): Promise<KeptLetter | null> {
	const [found] = await db.all<KeptLetter>(
		sql`SELECT ${COLUMNS} FROM dead_letter WHERE connection_id = ${connection} AND id = ${id}`,
	);
	return found ?? null;
}

/** Marks letters as replayed; answers those that nobody else had marked. */
export async function takeLetters(
	db: Database,
	connection: string,
	ids: readonly string[],
	now: number,
): Promise<ReadonlySet<string>> {
	const taken = await db.all<{ id: string }>(sql`UPDATE dead_letter SET replayed_at = ${now}
		WHERE connection_id = ${connection} AND replayed_at IS NULL AND id IN (SELECT value FROM json_each(${rows(ids)})) RETURNING id`);
	return new Set(taken.map(({ id }) => id));
}

/** They could not be replayed after all. */
export const reopenLetters = (connection: string, ids: readonly string[]): Statement =>
	sql`UPDATE dead_letter SET replayed_at = NULL WHERE connection_id = ${connection}
		AND id IN (SELECT value FROM json_each(${rows(ids)}))`;
