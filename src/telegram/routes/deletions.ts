import { editedAndDeleted } from "../../store/review.ts";
import { type DeletionChoice, settleDeletion } from "../../sync/verbs/settle-deletion.ts";
import type { Ask, Press } from "../ask.ts";
import { QUESTION_LIFETIME_MS } from "../buttons.ts";
import { type Html, lines } from "../html.ts";
import { keyboardFor } from "../keyboard.ts";
import { deletionAnswers, deletionButtons, deletionQuestion, deletionsText } from "../presenters/deletions.ts";
import { replaceMessage } from "../replace.ts";
import { readRecordSubject } from "../subjects.ts";
import type { ButtonRoute, Pressed } from "./button-route.ts";
import { carry } from "./verb.ts";

const SHOWN = 5;

/** Lists the records that were edited here and deleted there, if there are any. Answers how many are listed. */
export async function sayDeletions(ask: Ask): Promise<number> {
	const { text, buttons, count } = await list(ask, null);
	if (count > 0) await ask.say(text, buttons);
	return count;
}

async function list({ options, actor, texts }: Ask, notice: Html | string | null) {
	const records = await editedAndDeleted(options.db, options.connection, { limit: SHOWN });
	return {
		text: deletionsText(records, notice, texts),
		buttons: await keyboardFor(options, actor.userId, deletionButtons(records, texts)),
		count: records.length,
	};
}

/** Creates the record anew on the side that deleted it. */
export const restore: ButtonRoute = async (press, subject) => {
	await press.answer(press.texts.verb.working);
	const { said, pressed } = await settle(press, subject, "restore");
	const { text, buttons } = await list(press, said);
	await replaceMessage(press, text, buttons);
	return pressed;
};

/** Asks before the edited record goes, too. */
export const askDelete: ButtonRoute = async (press, subject) => {
	const { options, actor, texts } = press;
	const only = readRecordSubject(subject);
	const [record] = only ? await editedAndDeleted(options.db, options.connection, { limit: 1, only }) : [];
	if (!record) {
		await press.answer(texts.verb.notFound);
		return "open";
	}
	await press.answer("");
	const answers = await keyboardFor(options, actor.userId, deletionAnswers(record, texts), QUESTION_LIFETIME_MS);
	await press.say(deletionQuestion(record, texts), answers);
	return "open";
};

export const deleteToo: ButtonRoute = async (press, subject) => {
	await press.answer(press.texts.verb.working);
	const { said, pressed } = await settle(press, subject, "delete");
	await replaceMessage(press, lines([said]));
	return pressed;
};

async function settle(
	press: Press,
	subject: string,
	choice: DeletionChoice,
): Promise<{ readonly said: Html | string; readonly pressed: Pressed }> {
	const { options, texts, actor } = press;
	const at = readRecordSubject(subject);
	// Only what still waits for a word may be settled: another admin may have been quicker, or a run.
	const [record] = at ? await editedAndDeleted(options.db, options.connection, { limit: 1, only: at }) : [];
	if (!at || !record) return { said: `⚠️ ${texts.verb.notFound}`, pressed: "open" };
	const carried = await carry(press, (ctx) => settleDeletion(ctx, at, choice, actor));
	if (!carried.done) return { said: carried.said, pressed: "open" };
	return { said: `✅ ${texts.deletions.settled[choice]} ${texts.verb.next}`, pressed: "done" };
}
