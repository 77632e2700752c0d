import { detailText } from "../../domain/detail.ts";
import type { EntityInformation } from "../../domain/figures.ts";
import type { Entity } from "../../domain/model.ts";
import { REASONS, type Reason, reasonText } from "../../domain/reasons.ts";
import type { OpenProblem } from "../../store/problem-pages.ts";
import { type Html, html, lines } from "../html.ts";
import type { ButtonSpec } from "../keyboard.ts";
import { day } from "../moments.ts";
import { reasonSubject } from "../subjects.ts";
import type { Texts } from "../texts.ts";
import { clipped, labelOf } from "./words.ts";

interface ReasonTotal {
	readonly reason: Reason;
	readonly count: number;
	readonly parts: readonly { readonly entity: Entity; readonly count: number }[];
}

/** Open problems over all entities, the most frequent reason first. */
export function reasonTotals(information: readonly EntityInformation[]): readonly ReasonTotal[] {
	return REASONS.map((reason) => {
		const parts = information.flatMap(({ entity, problems }) => {
			const count = problems[reason] ?? 0;
			return count > 0 ? [{ entity, count }] : [];
		});
		return { reason, parts, count: parts.reduce((sum, part) => sum + part.count, 0) };
	})
		.filter(({ count }) => count > 0)
		.sort((a, b) => b.count - a.count);
}

/** Why records are not in step, each reason with its counts and the admin's next step. */
export function problemsText(totals: readonly ReasonTotal[], texts: Texts): Html {
	if (totals.length === 0) return lines([`✅ ${texts.problems.none}`]);
	return lines([
		html`<b>${texts.problems.title(totals.reduce((sum, { count }) => sum + count, 0))}</b>`,
		...totals.flatMap((total) => {
			return ["", ...heading(total, texts)];
		}),
		"",
		texts.problems.pressForRecords,
	]);
}

export const problemButtons = (totals: readonly ReasonTotal[], texts: Texts): readonly (readonly ButtonSpec[])[] => [
	...totals.map(({ reason, count }): readonly ButtonSpec[] => {
		const text = `${texts.number(count)} · ${reasonText(reason, texts.language).sentence}`;
		return [{ text, action: "why", subject: reasonSubject(reason, 0) }];
	}),
	totals.length > 0 ? [{ text: texts.problems.download, action: "csv", subject: "all" }] : [],
];

function heading({ reason, count, parts }: ReasonTotal, texts: Texts): readonly (Html | string)[] {
	const { sentence, nextStep } = reasonText(reason, texts.language);
	return [
		html`<b>${texts.number(count)} · ${sentence}</b>`,
		parts.map((part) => texts.amount[part.entity](part.count)).join(", "),
		`→ ${nextStep}`,
	];
}

/** Some records of a reason; `before`: how many stand in front of them. */
export function reasonRecordsText(total: ReasonTotal, records: readonly OpenProblem[], before: number, texts: Texts): Html {
	const partly = records.length < total.count;
	return lines([
		...heading(total, texts),
		...records.flatMap((record, index) => ["", ...card(record, before + index + 1, texts)]),
		"",
		partly ? texts.problems.range(before + 1, before + records.length, total.count) : null,
		total.reason === "CONFLICT" ? texts.problems.conflictsNext : null,
	]);
}

function card(record: OpenProblem, place: number, texts: Texts): readonly (Html | string | null)[] {
	const detail = detailText(record, texts.language);
	const origin = texts.record.origin(texts.record.one[record.entity], texts.side[record.side], record.id);
	const since = record.firstSeen === null ? null : texts.problems.since(day(record.firstSeen, texts.locale));
	return [
		html`${place}. <b>${labelOf(record, texts)}</b>`,
		[origin, since].filter((part) => part !== null).join(" · "),
		detail === null ? null : clipped(detail, 160),
	];
}

export interface ReasonPage {
	readonly reason: Reason;
	/** From 0. */
	readonly page: number;
	readonly more: boolean;
}

export const reasonButtons = ({ reason, page, more }: ReasonPage, texts: Texts): readonly (readonly ButtonSpec[])[] => [
	[
		...(page > 0 ? [{ text: texts.problems.previous, action: "why", subject: reasonSubject(reason, page - 1) } as const] : []),
		...(more ? [{ text: texts.problems.next, action: "why", subject: reasonSubject(reason, page + 1) } as const] : []),
	],
	[
		{ text: texts.problems.retry, action: "retry", subject: reason },
		{ text: texts.problems.download, action: "csv", subject: reason },
	],
];
