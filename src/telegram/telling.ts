import type { Api } from "grammy";
import { commit, type Database } from "../store/database.ts";
import { syncInformation } from "../store/information.ts";
import { changeCounts } from "../store/progress.ts";
import type { Run } from "../store/runs.ts";
import { type Watcher, watcherFinished, watcherShows, watcherWaits } from "../store/watchers.ts";
import { AS_HTML, type Attempt, attempt, shownAs } from "./api.ts";
import type { ChatOptions } from "./options.ts";
import { problemCount } from "./presenters/information.ts";
import { type Outcome, outcomeText } from "./presenters/outcome.ts";
import { textsIn } from "./texts.ts";

/** Message id of a watcher whose chat could not be written to at the start: nothing to edit, so the end is a new message. */
export const NO_MESSAGE = 0;

export async function loadOutcome(db: Database, run: Run): Promise<Outcome> {
	const [changes, information] = await Promise.all([changeCounts(db, run.id), syncInformation(db, run.connection)]);
	return { run, changes, notSynced: problemCount(information) };
}

/**
 * Says in a watcher's chat how the run ended: in its message, or in a new one when that fails. `wait` and `unreachable` ask to
 * be called again; anything else ends the watch.
 */
export async function tellOutcome(options: ChatOptions, api: Api, outcome: Outcome, watcher: Watcher): Promise<Attempt> {
	const { chatId, messageId } = watcher;
	const text = shownAs(outcomeText(outcome, textsIn(watcher.language)));
	let told: Attempt =
		messageId === NO_MESSAGE
			? { kind: "refused", reason: "no message to edit" }
			: await attempt(() => api.editMessageText(chatId, messageId, text, AS_HTML));
	if (told.kind === "refused" || told.kind === "unreachable") {
		options.log.warn("telegram_edit_failed", { runId: watcher.runId, chatId, reason: told.reason });
		told = await attempt(() => api.sendMessage(chatId, text, AS_HTML));
	}
	if (told.kind === "wait") await commit(options.db, [watcherWaits(watcher, options.now() + told.ms)]);
	if (told.kind === "refused") {
		// The chat is closed to us (blocked, deleted): trying again cannot help.
		options.log.error("telegram_outcome_refused", { runId: watcher.runId, chatId, reason: told.reason });
		await commit(options.db, [watcherFinished(watcher)]);
	}
	if (told.kind === "done") await commit(options.db, [watcherShows(watcher, text), watcherFinished(watcher)]);
	return told;
}
