import { confirmRun } from "../../sync/run/start.ts";
import { describe } from "../api.ts";
import { lines } from "../html.ts";
import { troubleText } from "../trouble.ts";
import type { RunRoute } from "./button-route.ts";

/** The word a stopped run waits for. It counts once; whoever comes second hears that it was given. */
export const allow: RunRoute = async ({ answer, options, actor, texts }, { id }) => {
	await answer(texts.approval.passingOn);
	try {
		const confirmed = await confirmRun(await options.sync(), id, actor);
		switch (confirmed?.outcome) {
			case "confirmed":
				return lines([texts.approval.given]);
			case "not_waiting":
				return lines([texts.approval.alreadyGiven]);
			default:
				return lines([texts.button.expired]);
		}
	} catch (error) {
		options.log.error("telegram_approval_failed", { runId: id, error: describe(error) });
		return troubleText(error, texts);
	}
};
