import { and, eq, sql } from "drizzle-orm";
import type { Database, Statement } from "./database.ts";
import { watcher as watchers } from "./schema.ts";
import { flag } from "./select.ts";

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

/** A chat watches a run with one message: the newest one takes over. */
export const watchRun = (watcher: Omit<Watcher, "notBefore" | "finished">): Statement => sql`INSERT INTO watcher
	(run_id, chat_id, message_id, language, shown) VALUES (${watcher.runId}, ${watcher.chatId}, ${watcher.messageId}, ${watcher.language}, ${watcher.shown})
	ON CONFLICT (run_id, chat_id) DO UPDATE SET message_id = excluded.message_id, shown = excluded.shown, finished = 0`;

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
