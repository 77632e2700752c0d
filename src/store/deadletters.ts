import { and, desc, eq, inArray, isNotNull, isNull, sql } from "drizzle-orm";
import { type Database, type Statement, valuesOf } from "./database.ts";
import { deadLetter } from "./schema.ts";

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
	VALUES (${crypto.randomUUID()}, ${letter.connection}, ${letter.queue}, ${JSON.stringify(letter.body)}, ${letter.cause}, ${letter.at},
		${letter.digest ?? null})
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

const LETTER = {
	id: deadLetter.id,
	queue: deadLetter.queue,
	body: deadLetter.body,
	cause: deadLetter.cause,
	at: deadLetter.at,
	replayedAt: deadLetter.replayedAt,
};

/** The latest first. */
export async function listDeadLetters(db: Database, connection: string, query: LetterQuery): Promise<readonly KeptLetter[]> {
	const { open, after } = query;
	const state = open === undefined ? undefined : open ? isNull(deadLetter.replayedAt) : isNotNull(deadLetter.replayedAt);
	const older = after ? sql`(${deadLetter.at}, ${deadLetter.id}) < (${after.at}, ${after.id})` : undefined;
	return await db
		.select(LETTER)
		.from(deadLetter)
		.where(and(eq(deadLetter.connectionId, connection), state, older))
		.orderBy(desc(deadLetter.at), desc(deadLetter.id))
		.limit(query.limit);
}

export async function countOpenLetters(db: Database, connection: string): Promise<number> {
	return await db.$count(deadLetter, and(eq(deadLetter.connectionId, connection), isNull(deadLetter.replayedAt)));
}

export async function getDeadLetter(db: Database, connection: string, id: string): Promise<KeptLetter | null> {
	const [found] = await db
		.select(LETTER)
		.from(deadLetter)
		.where(and(eq(deadLetter.connectionId, connection), eq(deadLetter.id, id)));
	return found ?? null;
}

/** Marks letters as replayed; answers those that nobody else had marked. */
export async function takeLetters(
	db: Database,
	connection: string,
	ids: readonly string[],
	now: number,
): Promise<ReadonlySet<string>> {
	const taken = await db
		.update(deadLetter)
		.set({ replayedAt: now })
		.where(and(eq(deadLetter.connectionId, connection), isNull(deadLetter.replayedAt), inArray(deadLetter.id, valuesOf(ids))))
		.returning({ id: deadLetter.id });
	return new Set(taken.map(({ id }) => id));
}

/** They could not be replayed after all. */
export const reopenLetters = (connection: string, ids: readonly string[]): Statement =>
	sql`UPDATE dead_letter SET replayed_at = NULL WHERE connection_id = ${connection} AND id IN ${valuesOf(ids)}`;
