import type { RequestedMode } from "../../domain/model.ts";
import { hasSynced } from "../../store/preview.ts";
import { getRun, type Run } from "../../store/runs.ts";
import { openWatchers, watchRun } from "../../store/watchers.ts";
import type { SyncContext } from "../../sync/context.ts";
import { FullRunsRest, startRun } from "../../sync/run/start.ts";
import { AS_HTML, attempt, describe, shownAs } from "../api.ts";
import type { Ask, Route } from "../ask.ts";
import { askApproval } from "../asking.ts";
import { type Html, lines } from "../html.ts";
import { joinedText, startingText } from "../presenters/progress.ts";
import { restingText } from "../presenters/schedule.ts";
import { loadOutcome, NO_MESSAGE, tellOutcome } from "../telling.ts";
import { troubleText } from "../trouble.ts";

/** Answers at once, then starts the run (or joins the one under way); the answer becomes the run's progress message (law 15). */
export const startSync =
	(wanted: RequestedMode): Route =>
	async (ask) => {
		const { options, texts } = ask;
		const mode = wanted === "auto" && isFull(ask.argument) ? "full" : wanted;
		const first = startingText(mode, texts, mode !== "preview" && (await isFirst(ask)));
		const messageId = await firstWords(ask, first);
		try {
			const ctx = await options.sync();
			const { run, joined } = await startRun(ctx, { mode, trigger: "telegram", actor: ask.actor });
			const shown = joined ? joinedText(run, mode, texts) : first;
			if (joined) await replace(ask, messageId, shown);
			await watch(ask, ctx, run, messageId, shown);
			if (run.state === "needs_confirmation") await askApproval(options, ask.api, run, ask.chatId, ask.language);
		} catch (error) {
			if (error instanceof FullRunsRest) return await replace(ask, messageId, restingText(error.schedule, texts));
			options.log.error("telegram_start_failed", { userId: ask.actor.userId, error: describe(error) });
			await replace(ask, messageId, troubleText(error, texts));
		}
	};

/** "/sinkron penuh": everything is listed and compared, not only what changed. */
const isFull = (argument: string): boolean => ["penuh", "full"].includes(argument.toLowerCase());

/** Nothing has ever been carried out on the connection: worth a word on looking first. */
const isFirst = async ({ options: { db, connection } }: Ask): Promise<boolean> => !(await hasSynced(db, connection));

/** A chat that cannot be written to right now must not keep the run from starting. */
async function firstWords(ask: Ask, text: Html): Promise<number> {
	try {
		return await ask.say(text);
	} catch (error) {
		ask.options.log.warn("telegram_reply_failed", { chatId: ask.chatId, error: describe(error) });
		return NO_MESSAGE;
	}
}

async function replace(ask: Ask, messageId: number, text: Html): Promise<void> {
	const edited = await attempt(() => ask.api.editMessageText(ask.chatId, messageId, text.markup, AS_HTML));
	if (edited.kind === "done") return;
	ask.options.log.warn("telegram_edit_failed", { chatId: ask.chatId, ...edited });
	await firstWords(ask, text);
}

async function watch(ask: Ask, ctx: SyncContext, run: Run, messageId: number, text: Html): Promise<void> {
	const { options, chatId, language } = ask;
	const { db, connection } = options;
	const watcher = { runId: run.id, chatId, messageId, language, shown: shownAs(text) };
	const { before, ended } = await watchRun(db, connection, watcher);
	if (before !== null) await leaveBehind(ask, before);

	// A short run may have ended, and told everybody, before it was watched.
	const now = ended ? await getRun(db, connection, run.id) : null;
	if (!now) return;
	const outcome = await loadOutcome(options, now);
	for (const watcher of (await openWatchers(db, run.id)).filter((one) => one.chatId === chatId)) {
		const { kind } = await tellOutcome(options, ask.api, outcome, watcher);
		// The queue has the patience that a webhook lacks.
		if (kind === "wait" || kind === "unreachable") await ctx.queue.send({ kind: "report", connection, run: run.id });
	}
}

/** An older message of the same chat that nobody edits any more says where to look. */
async function leaveBehind({ api, chatId, texts, options }: Ask, messageId: number): Promise<void> {
	if (messageId === NO_MESSAGE) return;
	const text = lines([texts.run.movedDown]).markup;
	const edited = await attempt(() => api.editMessageText(chatId, messageId, text, AS_HTML));
	if (edited.kind !== "done") options.log.warn("telegram_edit_failed", { chatId, ...edited });
}
