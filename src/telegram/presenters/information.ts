import type { EntityInformation } from "../../domain/figures.ts";
import { type Language, type Reason, reasonText } from "../../domain/reasons.ts";
import type { Run } from "../../store/runs.ts";
import { type Html, html, lines } from "../html.ts";
import { dateAndTime } from "../moments.ts";
import { type Texts, textsIn } from "../texts.ts";
import { starterOf } from "./people.ts";

/** Widths of the table's columns: 31 characters fit a phone held upright. */
const COLUMNS = [11, 9, 11] as const;
const FIGURES = ["dummy", "data", "synced", "total"] as const;

const row = (label: string, smh: string, accurate: string): string =>
	label.padEnd(COLUMNS[0]) + smh.padStart(COLUMNS[1]) + accurate.padStart(COLUMNS[2]);

function table({ entity, smh, accurate }: EntityInformation, texts: Texts): string {
	return [
		row(texts.entity[entity], texts.side.smh, texts.side.accurate),
		...FIGURES.map((figure) => row(texts.figure[figure], texts.number(smh[figure]), texts.number(accurate[figure]))),
	].join("\n");
}

/** Open problems, most frequent first. */
export const byCount = (problems: EntityInformation["problems"]): readonly [Reason, number][] =>
	// Object.entries forgets the keys' type; the record has no others.
	(Object.entries(problems) as [Reason, number][]).sort(([, a], [, b]) => b - a);

export const problemCount = (information: readonly EntityInformation[]): number =>
	information.flatMap(({ problems }) => Object.values(problems)).reduce((sum, count) => sum + count, 0);

/** Sync Information in a chat: the guide's figures, what is in step, why the rest is not, and the last run. */
export function informationText(information: readonly EntityInformation[], lastRun: Run | null, language: Language): Html {
	const texts = textsIn(language);
	const known = information.some(({ smh, accurate }) => smh.total + accurate.total > 0);
	return lines([
		html`<b>${texts.information.title}</b>`,
		html`<pre>${information.map((entity) => table(entity, texts)).join("\n\n")}</pre>`,
		...(known ? [...inStep(information, texts), "", ...notSynced(information, language)] : [texts.information.neverRead]),
		"",
		lastRun ? lastRunLine(lastRun, texts) : texts.information.noRun,
	]);
}

function inStep(information: readonly EntityInformation[], texts: Texts): readonly (Html | string)[] {
	const amounts = information.map(({ entity, linked }) => texts.amount[entity](linked));
	return [html`<b>${texts.information.inStep}</b>`, amounts.join(", ")];
}

function notSynced(information: readonly EntityInformation[], language: Language): readonly (Html | string)[] {
	const texts = textsIn(language);
	const count = problemCount(information);
	if (count === 0) return [`✅ ${texts.information.allSynced}`];
	return [
		html`<b>${texts.information.notSynced(count)}</b>`,
		...information.flatMap(({ entity, problems }) => {
			const reasons = byCount(problems);
			const sum = reasons.reduce((total, [, each]) => total + each, 0);
			return reasons.length === 0
				? []
				: [
						html`<i>${texts.entity[entity]} (${texts.number(sum)})</i>`,
						...reasons.map(([reason, each]) => `• ${texts.number(each)} – ${reasonText(reason, language).sentence}`),
					];
		}),
	];
}

function lastRunLine(run: Run, texts: Texts): string {
	const at = dateAndTime(run.finishedAt ?? run.startedAt, texts.locale);
	return texts.information.lastRun(texts.run.name[run.mode], at, texts.run.state[run.state], starterOf(run, texts));
}
