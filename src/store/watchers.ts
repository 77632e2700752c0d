import { and, eq, sql } from "drizzle-orm";
import { commitReturning, type Database, type Statement } from "./database.ts";
import { watcher as watchers } from "./schema.ts";
import { flag, integer, rowsOf } from "./select.ts";

/** A chat message that shows how a run goes. */
export interface Watcher {
	readonly runId: string;
	readonly chatId: number;
	readonly messageId: number;
	readonly language: string;
	/** The text the message shows now. */
	readonly shown: string;
	/** Telegram wants no call for this message before then (epoch ms). */
	readonly notBefore: number;
	readonly finished: boolean;
}

/** A chat watches a run with one message: the newest one takes over. `before`: the message that did until now; `ended`: the run is over. */
export async function watchRun(
	db: Database,
	connection: string,
	{ runId, chatId, messageId, language, shown }: Omit<Watcher, "notBefore" | "finished">,
): Promise<{ readonly before: number | null; readonly ended: boolean }> {
	const [found, , over] = await commitReturning(db, [
		sql`SELECT message_id AS before FROM watcher WHERE run_id = ${runId} AND chat_id = ${chatId} AND finished = 0`,
		sql`INSERT INTO watcher (run_id, chat_id, message_id, language, shown) VALUES (${runId}, ${chatId}, ${messageId}, ${language}, ${shown})
			ON CONFLICT (run_id, chat_id) DO UPDATE SET message_id = excluded.message_id, shown = excluded.shown, finished = 0`,
		sql`SELECT finished_at IS NOT NULL AS ended FROM run WHERE connection_id = ${connection} AND id = ${runId}`,
	]);
	return {
		before: rowsOf({ before: integer }, found ?? [])[0]?.before ?? null,
		ended: rowsOf({ ended: flag }, over ?? [])[0]?.ended ?? false,
	};
}

export async function openWatchers(db: Database, runId: string): Promise<readonly Watcher[]> {
	return await db
		.select({
			runId: watchers.runId,
			chatId: watchers.chatId,
			messageId: watchers.messageId,
			language: watchers.language,
			shown: watchers.shown,
			notBefore: watchers.notBefore,
			finished: sql`${watchers.finished}`.mapWith(flag),
		})
		.from(watchers)
		.where(and(eq(watchers.runId, runId), eq(watchers.finished, 0)));
}

export const watcherShows = (watcher: Watcher, shown: string): Statement =>
	sql`UPDATE watcher SET shown = ${shown} WHERE run_id = ${watcher.runId} AND chat_id = ${watcher.chatId}`;

export const watcherWaits = (watcher: Watcher, notBefore: number): Statement =>
	sql`UPDATE watcher SET not_before = ${notBefore} WHERE run_id = ${watcher.runId} AND chat_id = ${watcher.chatId}`;

export const watcherFinished = (watcher: Watcher): Statement =>
	sql`UPDATE watcher SET finished = 1 WHERE run_id = ${watcher.runId} AND chat_id = ${watcher.chatId}`;
