import { runProgress } from "../../store/progress.ts";
import { activeRun } from "../../store/runs.ts";
import { cancelRun } from "../../sync/run/start.ts";
import { describe } from "../api.ts";
import type { Route } from "../ask.ts";
import { QUESTION_LIFETIME_MS } from "../buttons.ts";
import { lines } from "../html.ts";
import { keyboardFor } from "../keyboard.ts";
import { cancelQuestion } from "../presenters/cancel.ts";
import { troubleText } from "../trouble.ts";
import type { RunRoute } from "./button-route.ts";

/** Asks before stopping the run under way. */
export const askCancel: Route = async (ask) => {
	const { options, texts, actor } = ask;
	const run = await activeRun(options.db, options.connection);
	if (!run) {
		await ask.say(lines([texts.cancel.none]));
		return;
	}
	const answers = [
		{ text: texts.cancel.yes, action: "stop", subject: run.id },
		{ text: texts.cancel.no, action: "keep", subject: run.id },
	] as const;
	const buttons = await keyboardFor(options, actor.userId, [answers], QUESTION_LIFETIME_MS);
	await ask.say(cancelQuestion(run, await runProgress(options.db, run.id), texts), buttons);
};

export const keep: RunRoute = async ({ answer, texts }) => {
	await answer(texts.cancel.kept);
	return lines([texts.cancel.kept]);
};

export const stop: RunRoute = async ({ answer, options, actor, texts }, { id }) => {
	await answer(texts.cancel.stopping);
	try {
		const run = await cancelRun(await options.sync(), id, actor);
		return lines([run?.state === "cancelled" ? texts.cancel.stopped : texts.cancel.over]);
	} catch (error) {
		options.log.error("telegram_cancel_failed", { runId: id, error: describe(error) });
		return troubleText(error, texts);
	}
};
