import type { Api } from "grammy";
import { type Batching, type CountedChange, type Estimate, estimate } from "../domain/estimate.ts";
import { commit } from "../store/database.ts";
import { syncInformation } from "../store/information.ts";
import { previewedChanges, remainingReasons } from "../store/preview.ts";
import { changeCounts } from "../store/run-sums.ts";
import type { Run } from "../store/runs.ts";
import { type Watcher, watcherFinished, watcherShows, watcherWaits } from "../store/watchers.ts";
import type { SyncContext } from "../sync/context.ts";
import { AS_HTML, type Attempt, attempt, describe, shownAs } from "./api.ts";
import { keyboardFor } from "./keyboard.ts";
import type { ChatOptions } from "./options.ts";
import { problemCount } from "./presenters/information.ts";
import { type Outcome, outcomeText } from "./presenters/outcome.ts";
import { type Preview, previewButtons } from "./presenters/preview.ts";
import { textsIn } from "./texts.ts";

/** Message id of a watcher whose chat could not be written to at the start: nothing to edit, so the end is a new message. */
export const NO_MESSAGE = 0;

/** Changes that a preview's own message shows field by field. */
export const FIRST_CHANGES = 5;

export async function loadOutcome(options: ChatOptions, run: Run): Promise<Outcome> {
	const { db } = options;
	const [changes, information] = await Promise.all([changeCounts(db, run.id), syncInformation(db, run.connection)]);
	const preview = run.mode === "preview" && run.state === "done" ? await loadPreview(options, run, changes) : null;
	return { run, changes, notSynced: problemCount(information), preview };
}

async function loadPreview(options: ChatOptions, run: Run, counts: readonly CountedChange[]): Promise<Preview> {
	const { db } = options;
	const [remaining, first, cost] = await Promise.all([
		remainingReasons(db, run),
		previewedChanges(db, run.id, { offset: 0, limit: FIRST_CHANGES }),
		estimateOf(options, counts),
	]);
	return { counts, remaining, first, estimate: cost };
}

/** What a preview has to say must not wait for what only adds to it. */
async function estimateOf(options: ChatOptions, counts: readonly CountedChange[]): Promise<Estimate | null> {
	try {
		return estimate(counts, batchingOf(await options.sync()));
	} catch (error) {
		options.log.warn("telegram_estimate_failed", { error: describe(error) });
		return null;
	}
}

const batchingOf = ({ ports }: SyncContext): Batching => ({
	batchSize: (side, entity, operation) => ports[side].capabilities.batchSize(entity, operation),
	storesPartnerId: (side) => ports[side].capabilities.storesPartnerId,
});

/**
 * Says in a watcher's chat how the run ended: in its message, or in a new one when that fails. `wait` and `unreachable` ask to
 * be called again; anything else ends the watch.
 */
export async function tellOutcome(options: ChatOptions, api: Api, outcome: Outcome, watcher: Watcher): Promise<Attempt> {
	const { chatId, messageId } = watcher;
	const texts = textsIn(watcher.language);
	const text = shownAs(outcomeText(outcome, texts));
	const { run, preview } = outcome;
	// A private chat has the id of the admin, so the buttons are theirs alone.
	const buttons = preview ? await keyboardFor(options, chatId, previewButtons(run.id, preview, texts)) : undefined;
	const extra = { ...AS_HTML, ...(buttons ? { reply_markup: buttons } : {}) };
	let told: Attempt =
		messageId === NO_MESSAGE
			? { kind: "refused", reason: "no message to edit" }
			: await attempt(() => api.editMessageText(chatId, messageId, text, extra));
	if (told.kind === "refused" || told.kind === "unreachable") {
		options.log.warn("telegram_edit_failed", { runId: watcher.runId, chatId, reason: told.reason });
		told = await attempt(() => api.sendMessage(chatId, text, extra));
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
