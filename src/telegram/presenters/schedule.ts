import { DAYS, nextNight, type Schedule } from "../../domain/schedule.ts";
import { type Html, html, lines } from "../html.ts";
import { dayAndTimeIn } from "../moments.ts";
import type { Texts } from "../texts.ts";

/** The schedule in plain words, when the next night is, and how to change it. `notice` says what has just been changed. */
export function scheduleText(schedule: Schedule, now: number, notice: string | null, texts: Texts): Html {
	const words = texts.schedule;
	const { time, days, zone, noFullRuns } = schedule;
	const next = nextNight(schedule, now);
	const entry = (name: string, value: string): readonly Html[] => [html`<i>${name}</i>`, html`${value}`];
	return lines([
		notice,
		"",
		html`<b>${words.title}</b>`,
		...entry(words.time, `${dotted(time)} ${zone}`),
		...entry(words.days, daysInWords(days, texts)),
		...entry(words.rest, noFullRuns.from === null || noFullRuns.to === null ? words.none : restWords(schedule, texts)),
		...(next === null ? [] : entry(words.next, dayAndTimeIn(zone, next, texts.locale))),
		"",
		html`<b>${words.howTo}</b>`,
		...words.examples.map((example) => html`<code>${example}</code>`),
	]);
}

/** A full run was asked for at an hour without: why not, and what there is instead. */
export function restingText({ noFullRuns: { from, to }, zone }: Schedule, texts: Texts): Html {
	return lines([`⏸ ${texts.schedule.resting(dotted(from ?? ""), dotted(to ?? ""), zone)}`, `→ ${texts.schedule.restingNext}`]);
}

const restWords = ({ noFullRuns: { from, to }, zone }: Schedule, texts: Texts): string =>
	`${texts.schedule.restIs(dotted(from ?? ""), dotted(to ?? ""))} ${zone}`;

/** As Indonesians write a time. */
const dotted = (clock: string): string => clock.replace(":", ".");

function daysInWords(days: Schedule["days"], { schedule: words }: Texts): string {
	const chosen = DAYS.filter((day) => days.includes(day));
	if (chosen.length === DAYS.length) return words.everyDay;
	return chosen.map((day) => words.day[day]).join(", ") || words.noDay;
}
