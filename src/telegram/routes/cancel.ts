import { InlineKeyboard } from "grammy";
import { runProgress } from "../../store/progress.ts";
import { activeRun } from "../../store/runs.ts";
import { cancelRun } from "../../sync/start.ts";
import { describe } from "../api.ts";
import type { Route } from "../ask.ts";
import { BUTTON_LIFETIME_MS, type ButtonAction, sealButton } from "../buttons.ts";
import { lines } from "../html.ts";
import { cancelQuestion } from "../presenters/cancel.ts";
import { troubleText } from "../trouble.ts";
import type { ButtonRoute } from "./press.ts";

/** Asks before stopping the run under way. */
export const askCancel: Route = async (ask) => {
	const { options, texts, actor } = ask;
	const run = await activeRun(options.db, options.connection);
	if (!run) {
		await ask.say(lines([texts.cancel.none]));
		return;
	}
	const expiresAt = options.now() + BUTTON_LIFETIME_MS;
	const data = (action: ButtonAction): Promise<string> =>
		sealButton(options.telegram.botToken, actor.userId, { action, runId: run.id, expiresAt });
	const buttons = new InlineKeyboard().text(texts.cancel.yes, await data("stop")).text(texts.cancel.no, await data("keep"));
	await ask.say(cancelQuestion(run, await runProgress(options.db, run.id), texts), buttons);
};

export const keep: ButtonRoute = async ({ answer, texts }) => {
	await answer(texts.cancel.kept);
	return lines([texts.cancel.kept]);
};

export const stop: ButtonRoute = async ({ answer, options, actor, texts }, { id }) => {
	await answer(texts.cancel.stopping);
	try {
		const run = await cancelRun(await options.sync(), id, actor);
		return lines([run?.state === "cancelled" ? texts.cancel.stopped : texts.cancel.over]);
	} catch (error) {
		options.log.error("telegram_cancel_failed", { runId: id, error: describe(error) });
		return troubleText(error, texts);
	}
};
