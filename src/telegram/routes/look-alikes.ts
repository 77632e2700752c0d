import { lookAlikes } from "../../store/review.ts";
import type { Verdict } from "../../store/verdicts.ts";
import { judgePair } from "../../sync/verbs/judge-pair.ts";
import type { Ask } from "../ask.ts";
import type { Html } from "../html.ts";
import { keyboardFor } from "../keyboard.ts";
import { lookAlikeButtons, lookAlikesText } from "../presenters/look-alikes.ts";
import { reasonButtons } from "../presenters/problems.ts";
import { replaceMessage } from "../replace.ts";
import { readPairSubject } from "../subjects.ts";
import type { ButtonRoute } from "./button-route.ts";
import { carry } from "./verb.ts";

const SHOWN = 5;

/** The pairs that wait for a person's word, as a message with its buttons. */
export async function lookAlikeList({ options, actor, texts }: Ask, notice: Html | string | null) {
	const pairs = await lookAlikes(options.db, options.connection, SHOWN);
	const rows = [
		...lookAlikeButtons(pairs, texts),
		...reasonButtons({ reason: "POSSIBLE_DUPLICATE", page: 0, more: false }, texts),
	];
	return {
		text: lookAlikesText(pairs, notice, texts),
		buttons: await keyboardFor(options, actor.userId, rows),
		count: pairs.length,
	};
}

const judge =
	(verdict: Verdict): ButtonRoute =>
	async (press, subject) => {
		const { texts, actor } = press;
		const pair = readPairSubject(subject);
		if (!pair) {
			await press.answer(texts.verb.notFound);
			return "open";
		}
		await press.answer(texts.verb.working);
		const carried = await carry(press, (ctx) => judgePair(ctx, pair, verdict, actor));
		const said = `✅ ${texts.lookAlikes.judged[verdict](pair.smhId, pair.accurateId)} ${texts.verb.next}`;
		const { text, buttons } = await lookAlikeList(press, carried.done ? said : carried.said);
		await replaceMessage(press, text, buttons);
		return carried.done ? "done" : "open";
	};

export const same = judge("same");
export const different = judge("different");
