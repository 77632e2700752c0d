import { and, eq, notExists } from "drizzle-orm";
import type { Side } from "../domain/model.ts";
import { commitGuarded, type Database, GuardFailed, guard } from "./database.ts";
import { keepDeadLetter } from "./deadletters.ts";
import { delivery } from "./schema.ts";

export interface UnreadableBody {
	readonly connection: string;
	readonly source: Side;
	/** The body to the letter. */
	readonly text: string;
	readonly cause: string;
	readonly at: number;
}

/** A row holds 2 MB, and six bytes may stand for one character. */
const MAX_CHARACTERS = 256 * 1024;

/** Law 11: keeps what a webhook brought and nobody could read; once, however often its sender brings it. */
export async function quarantine(db: Database, { connection, source, text, cause, at }: UnreadableBody): Promise<void> {
	const mark = `unreadable:${await digest(text)}`;
	const brought = db
		.select({ id: delivery.deliveryId })
		.from(delivery)
		.where(and(eq(delivery.connectionId, connection), eq(delivery.source, source), eq(delivery.deliveryId, mark)));
	const isNew = guard(notExists(brought));
	const remember = db.insert(delivery).values({ connectionId: connection, source, deliveryId: mark, at });
	const whole = text.length <= MAX_CHARACTERS;
	const letter = keepDeadLetter({
		connection,
		queue: `webhooks/${source}`,
		body: text.slice(0, MAX_CHARACTERS),
		cause: whole ? cause : `${cause} (only the first ${MAX_CHARACTERS} characters are kept)`,
		at,
	});
	try {
		await commitGuarded(db, [isNew, letter, remember]);
	} catch (error) {
		if (!(error instanceof GuardFailed)) throw error;
	}
}

async function digest(text: string): Promise<string> {
	const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
