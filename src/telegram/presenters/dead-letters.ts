import { SIDES, type Side } from "../../domain/model.ts";
import type { KeptLetter } from "../../store/deadletters.ts";
import { UNREADABLE, webhookQueue } from "../../sync/inbox/dead-letters.ts";
import { type Html, html, lines } from "../html.ts";
import type { ButtonSpec } from "../keyboard.ts";
import type { Texts } from "../texts.ts";
import { clipped } from "./words.ts";

/** The newest open letters of `count`. `notice` says what a press has just done. */
export function lettersText(
	letters: readonly KeptLetter[],
	{ count, now, notice }: { readonly count: number; readonly now: number; readonly notice: Html | string | null },
	texts: Texts,
): Html {
	if (letters.length === 0) return lines([notice, `✅ ${texts.letters.none}`]);
	return lines([
		notice,
		"",
		html`<b>${texts.letters.title(count)}</b>`,
		letters.length < count ? texts.letters.firstOnly(letters.length) : null,
		...letters.flatMap((letter, index) => [
			"",
			html`${index + 1}. <b>${originOf(letter, texts)}</b> · ${ageOf(now - letter.at, texts)}`,
			// What is wrong with it is of use to its sender's developers, who have the API.
			causeInWords(sideOf(letter) ? UNREADABLE : letter.cause, texts),
		]),
	]);
}

export const letterButtons = (letters: readonly KeptLetter[], texts: Texts): readonly (readonly ButtonSpec[])[] => [
	...letters.map(({ id }, index) => [{ text: `${index + 1}. ${texts.letters.replay}`, action: "redo", subject: id } as const]),
	letters.length > 1 ? [{ text: texts.letters.replayAll, action: "redos", subject: "all" }] : [],
];

/** The question before many messages are processed once more. */
export const replayQuestion = (count: number, texts: Texts): Html =>
	lines([html`<b>${texts.letters.question(count)}</b>`, texts.letters.meaning, texts.button.fiveMinutes]);

export const replayAnswers = (texts: Texts): readonly (readonly ButtonSpec[])[] => [
	[
		{ text: texts.letters.yes, action: "redok", subject: "all" },
		{ text: texts.button.cancel, action: "no", subject: "redok" },
	],
];

/** Why a message was kept. What a system or a person said is passed on; what a program says is not for a chat. */
export function causeInWords(cause: string, texts: Texts): string {
	if (cause === "out of retries") return texts.letters.outOfRetries;
	const engine = texts.outcome.engineReasons[cause];
	if (engine !== undefined) return engine;
	return cause === UNREADABLE || /^\s*[[{]/.test(cause) ? texts.letters.unreadable : clipped(cause, 160);
}

const sideOf = ({ queue }: KeptLetter): Side | undefined => SIDES.find((side) => webhookQueue(side) === queue);

function originOf(letter: KeptLetter, texts: Texts): string {
	const side = sideOf(letter);
	return side ? texts.letters.webhook(texts.side[side]) : texts.letters.job;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

function ageOf(ms: number, { letters: { ago } }: Texts): string {
	if (ms < HOUR_MS) return ago.minute(Math.max(1, Math.floor(ms / MINUTE_MS)));
	return ms < DAY_MS ? ago.hour(Math.floor(ms / HOUR_MS)) : ago.day(Math.floor(ms / DAY_MS));
}
