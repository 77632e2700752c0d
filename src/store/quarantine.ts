import type { Side } from "../domain/model.ts";
import { commit, type Database } from "./database.ts";
import { keepDeadLetter } from "./deadletters.ts";

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
	const whole = text.length <= MAX_CHARACTERS;
	await commit(db, [
		keepDeadLetter({
			connection,
			queue: `webhooks/${source}`,
			body: text.slice(0, MAX_CHARACTERS),
			cause: whole ? cause : `${cause} (only the first ${MAX_CHARACTERS} characters are kept)`,
			at,
			digest: await digest(text),
		}),
	]);
}

async function digest(text: string): Promise<string> {
	const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
