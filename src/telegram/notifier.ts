import { Api } from "grammy";
import { SystemError } from "../domain/errors.ts";
import { getConflict } from "../store/conflicts.ts";
import { commit } from "../store/database.ts";
import { runProgress } from "../store/progress.ts";
import { told, wasTold } from "../store/reports.ts";
import { getRun, type Run } from "../store/runs.ts";
import { openWatchers, type Watcher, watcherShows, watcherWaits } from "../store/watchers.ts";
import type { Notifier } from "../sync/context.ts";
import { modeOf } from "../sync/run/modes.ts";
import { subjectOf } from "../sync/run/subject.ts";
import { tellAlert } from "./alerting.ts";
import { AS_HTML, type Attempt, attempt, clientOptions, describe, shownAs } from "./api.ts";
import { askApproval } from "./asking.ts";
import type { ChatOptions } from "./options.ts";
import { nightlyHeading, type Outcome, outcomeText } from "./presenters/outcome.ts";
import { progressText } from "./presenters/progress.ts";
import { verbText } from "./presenters/verb.ts";
import { loadOutcome, NO_MESSAGE, tellOutcome } from "./telling.ts";
import { textsIn } from "./texts.ts";

/**
 * Tells the chats that watch a run how it goes and how it ended. Works in queue consumers, so a flood limit is never waited
 * for: progress skips its turn, the end comes back with the queue.
 */
export function createNotifier(options: ChatOptions): Notifier {
	const { telegram, db, connection, log } = options;
	const api = new Api(telegram.botToken, clientOptions(telegram, options.fetch));

	async function showProgress(run: Run, watcher: Watcher, text: string): Promise<void> {
		if (text === watcher.shown) return;
		const shown = await attempt(() => api.editMessageText(watcher.chatId, watcher.messageId, text, AS_HTML));
		if (shown.kind === "done") return await commit(db, [watcherShows(watcher, text)]);
		log.warn("telegram_progress_failed", { runId: run.id, chatId: watcher.chatId, ...shown });
		if (shown.kind === "wait") await commit(db, [watcherWaits(watcher, options.now() + shown.ms)]);
	}

	async function progress(run: Run): Promise<void> {
		const now = options.now();
		const watchers = (await openWatchers(db, run.id)).filter(
			({ messageId, notBefore }) => messageId !== NO_MESSAGE && notBefore <= now,
		);
		if (watchers.length === 0) return;
		const done = await runProgress(db, run.id);
		const textFor = (watcher: Watcher): string => shownAs(progressText(run, done, now, textsIn(watcher.language)));
		await Promise.all(watchers.map((watcher) => showProgress(run, watcher, textFor(watcher))));

		// The run may have ended while our edit was under way, which has then covered its last words.
		const latest = await getRun(db, connection, run.id);
		if (!latest || latest.finishedAt === null) return;
		const outcome = await loadOutcome(options, latest);
		await Promise.all(watchers.map((watcher) => tellOutcome(options, api, outcome, watcher)));
	}

	async function report(outcome: Outcome): Promise<Attempt> {
		const { run } = outcome;
		const texts = textsIn("id");
		const text = shownAs(outcomeText(outcome, texts, nightlyHeading(run, texts)));
		// Nobody has to wake up for good news.
		const quiet = { ...AS_HTML, disable_notification: run.state === "done" };
		const sent = await attempt(() => api.sendMessage(telegram.reportChatId, text, quiet));
		if (sent.kind === "refused") log.error("telegram_report_refused", { runId: run.id, reason: sent.reason });
		if (sent.kind === "done") await told(db, connection, "report", run.id, options.now());
		return sent;
	}

	/** Whoever asked the bot hears once what came of their word; it was only taken in when they gave it. */
	async function tellAsker(run: Run): Promise<readonly Attempt[]> {
		const { actor } = run;
		if (actor.kind !== "telegram" || (await wasTold(db, connection, "report", run.id))) return [];
		const about = subjectOf(run);
		const conflict = about?.kind === "choose" ? await getConflict(db, connection, about.conflict) : null;
		const text = verbText(run, conflict, textsIn("id"));
		if (!text) return [];
		const sent = await attempt(() => api.sendMessage(actor.userId, shownAs(text), AS_HTML));
		if (sent.kind === "done" || sent.kind === "refused") await told(db, connection, "report", run.id, options.now());
		return [sent];
	}

	async function progressAsFarAsItGoes(run: Run): Promise<void> {
		try {
			await progress(run);
		} catch (error) {
			log.warn("telegram_progress_failed", { runId: run.id, reason: describe(error) });
		}
	}

	return {
		progress: progressAsFarAsItGoes,

		async asks(run) {
			await progressAsFarAsItGoes(run);
			if (await wasTold(db, connection, "question", run.id)) return;
			const watchers = await openWatchers(db, run.id);
			// A run nobody watches, at night say, is every admin's business.
			const asked = watchers.length > 0 ? watchers : telegram.adminIds.map((chatId) => ({ chatId, language: "id" }));
			const attempts = await Promise.all(asked.map(({ chatId, language }) => askApproval(options, api, run, chatId, language)));
			for (const one of attempts) if (one.kind !== "done") log.warn("telegram_question_failed", { runId: run.id, ...one });
			if (attempts.some(({ kind }) => kind === "done")) await told(db, connection, "question", run.id, options.now());
			else comeBackIfNeeded(attempts);
		},

		async ended(run) {
			if (modeOf(run).tells === "asker") return comeBackIfNeeded(await tellAsker(run));
			const watchers = await openWatchers(db, run.id);
			const due = run.trigger === "cron" && !(await wasTold(db, connection, "report", run.id));
			if (watchers.length === 0 && !due) return;
			const outcome = await loadOutcome(options, run);
			const attempts = await Promise.all([
				...watchers.map((watcher) => tellOutcome(options, api, outcome, watcher)),
				...(due ? [report(outcome)] : []),
			]);
			comeBackIfNeeded(attempts);
		},

		alert: (alert) => tellAlert(options, api, alert),
	};
}

/** Throws when somebody has not heard it yet and may hear it later. */
function comeBackIfNeeded(attempts: readonly Attempt[]): void {
	const waits = attempts.flatMap((one) => (one.kind === "wait" ? [one.ms] : []));
	if (waits.length > 0) {
		throw new SystemError("rate_limited", "Telegram meminta jeda", { retryAfterMs: Math.max(...waits) });
	}
	if (attempts.some(({ kind }) => kind === "unreachable")) throw new SystemError("unavailable", "Telegram tidak dapat dihubungi");
}
