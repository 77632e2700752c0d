import { previewedChanges } from "../../store/preview.ts";
import { changeCounts } from "../../store/run-sums.ts";
import { getRun } from "../../store/runs.ts";
import type { Press } from "../ask.ts";
import { QUESTION_LIFETIME_MS } from "../buttons.ts";
import { keyboardFor } from "../keyboard.ts";
import { changesPageText, deletesAnswers, deletesQuestion, moreButton } from "../presenters/preview.ts";
import { takeButtonsAway } from "../replace.ts";
import { readPageSubject } from "../subjects.ts";
import { FIRST_CHANGES } from "../telling.ts";
import type { ButtonRoute } from "./button-route.ts";
import { startSync } from "./sync.ts";

/** Changes of a further page: as many as one message holds with their fields. */
const PAGE = 10;

/** The next changes of a preview, field by field. */
export const seeMore: ButtonRoute = async (press, subject) => {
	const { options, texts, actor } = press;
	const wanted = readPageSubject(subject);
	const run = wanted && (await getRun(options.db, options.connection, wanted.runId));
	if (!wanted || !run) {
		await press.answer(texts.button.expired);
		return "open";
	}
	await press.answer("");
	const offset = FIRST_CHANGES + (wanted.page - 1) * PAGE;
	const [changes, counts] = await Promise.all([
		previewedChanges(options.db, run.id, { offset, limit: PAGE }),
		changeCounts(options.db, run.id),
	]);
	const all = counts.reduce((sum, { count }) => sum + count, 0);
	const more = offset + changes.length < all ? [[moreButton(run.id, wanted.page + 1, texts)]] : [];
	await press.say(changesPageText(changes, offset + 1, all, texts), await keyboardFor(options, actor.userId, more));
	return "done";
};

/** Starts the run a preview was made for; one that deletes asks first, with the counts. */
export const carryOut: ButtonRoute = async (press, runId) => {
	const { options, texts, actor } = press;
	const counts = await changeCounts(options.db, runId);
	if (!counts.some(({ operation }) => operation === "remove")) return await start(press);
	await press.answer("");
	const answers = await keyboardFor(options, actor.userId, deletesAnswers(runId, texts), QUESTION_LIFETIME_MS);
	await press.say(deletesQuestion(counts, texts), answers);
	return "open";
};

export const carryOutDeletes: ButtonRoute = (press) => start(press);

async function start(press: Press): Promise<"done"> {
	await press.answer(press.texts.run.starting.auto);
	await takeButtonsAway(press);
	await startSync("auto")(press);
	return "done";
}
