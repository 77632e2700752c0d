import { html } from "hono/html";
import type { EntityInformation } from "../../../domain/figures.ts";
import { ENTITIES, type Entity } from "../../../domain/model.ts";
import { type Reason, reasonText } from "../../../domain/reasons.ts";
import type { Comparison } from "../../../store/comparisons.ts";
import type { OpenProblem } from "../../../store/problem-pages.ts";
import type { Frame, Html } from "../frame.ts";
import { layout } from "./layout.ts";
import { addressOf, chip, pager } from "./pager.ts";
import { problemTable } from "./problem-rows.ts";
import { reasonCounts } from "./reasons.ts";

/** Which records a list is about, as its address says it. */
export interface ProblemAddress {
	readonly entity: Entity | undefined;
	readonly reason: Reason | undefined;
	/** Where the page begins; undefined: at the start. */
	readonly cursor: string | undefined;
}

export interface ProblemList extends ProblemAddress {
	readonly rows: readonly OpenProblem[];
	/** Records that rows ask about, side by side. */
	readonly comparisons: readonly Comparison[];
	/** Cursor of the next page; null: this is the last. */
	readonly next: string | null;
	readonly entities: readonly EntityInformation[];
}

/** Address of a list, or of what is done to it; a filter that is not set is left out. */
export const problemsHref = ({ entity, reason, cursor }: Partial<ProblemAddress>, verb = ""): string =>
	addressOf(`/problems${verb}`, { entity, reason, cursor });

export function problemsPage(frame: Frame, list: ProblemList): Html {
	const { texts, language } = frame;
	const { entity, reason, cursor } = list;
	const title = reason === "DUMMY" ? texts.problems.dummyTitle : texts.problems.title;
	const text = reason ? reasonText(reason, language) : null;
	return layout(
		frame,
		{ title, signedIn: true },
		html`<div class="heading"><h1>${title}</h1>${text ? html`<p class="lead"><strong>${text.sentence}.</strong> ${text.nextStep}</p>` : ""}</div>
<nav class="chips" aria-label="${texts.problems.title}">
${[undefined, ...ENTITIES].map((one) => chip(problemsHref({ entity: one, reason }), one ? texts.entity[one] : texts.problems.all, one === entity))}
</nav>
<nav class="chips small" aria-label="${texts.problems.column.reason}">
${chip(problemsHref({ entity }), texts.problems.allReasons, reason === undefined)}
${reasonsOf(list).map((one) => chip(problemsHref({ entity, reason: one.reason }), reasonText(one.reason, language).sentence, one.reason === reason, texts.number(one.count)))}
</nav>
${list.rows.length > 0 ? tools(frame, list) : ""}
${
	list.rows.length > 0
		? problemTable(frame, {
				reason,
				rows: list.rows,
				comparisons: list.comparisons,
				action: (verb) => problemsHref(list, `/${verb}`),
			})
		: html`<section class="panel empty"><p>${texts.problems.none}</p></section>`
}
${pager(frame, cursor === undefined ? null : problemsHref({ entity, reason }), list.next === null ? null : problemsHref({ entity, reason, cursor: list.next }))}`,
	);
}

/** Nothing to try, or a person has to choose first. */
const NOT_TRIED_AGAIN: readonly Reason[] = ["DUMMY", "WAITING", "CONFLICT", "POSSIBLE_DUPLICATE"];

/** What can be done with the list as a whole. */
function tools({ texts }: Frame, list: ProblemList): Html {
	const { entity, reason } = list;
	const count = reasonsOf(list).find((one) => one.reason === reason)?.count;
	return html`<div class="tools">
${
	reason && count && !NOT_TRIED_AGAIN.includes(reason)
		? html`<form method="post" action="${problemsHref({ entity, reason }, "/retry")}">${entity ? html`<input type="hidden" name="entity" value="${entity}">` : ""}<input type="hidden" name="reason" value="${reason}">
<button class="button small">${texts.action.retryAll(count)}</button></form>`
		: ""
}
<a class="button small" href="${problemsHref({ entity, reason }, "/download")}" download>${texts.action.download}</a>
</div>`;
}

/** The reasons there are for what the list is about, most frequent first. */
function reasonsOf({ entity, entities }: ProblemList): readonly { reason: Reason; count: number }[] {
	const sums = new Map<Reason, number>();
	for (const one of entities) {
		if (entity && one.entity !== entity) continue;
		for (const { reason, count } of reasonCounts(one)) sums.set(reason, (sums.get(reason) ?? 0) + count);
	}
	return [...sums].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count);
}
