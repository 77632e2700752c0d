import { html } from "hono/html";
import type { EntityInformation } from "../../../domain/figures.ts";
import { ENTITIES, type Entity } from "../../../domain/model.ts";
import { type Reason, reasonText } from "../../../domain/reasons.ts";
import type { OpenProblem } from "../../../store/problems.ts";
import { day } from "../format.ts";
import type { Frame, Html } from "../frame.ts";
import type { Texts } from "../texts.ts";
import { layout } from "./layout.ts";
import { reasonCounts } from "./reasons.ts";

export interface ProblemList {
	readonly entity: Entity | undefined;
	readonly reason: Reason | undefined;
	readonly rows: readonly OpenProblem[];
	/** Address part of the next page; null: this is the last. */
	readonly next: string | null;
	/** This is not the first page. */
	readonly continued: boolean;
	readonly entities: readonly EntityInformation[];
}

/** Address of a list; a filter that is not set is left out. */
function hrefOf(entity: Entity | undefined, reason: Reason | undefined, cursor?: string): string {
	const query = new URLSearchParams({ ...(entity && { entity }), ...(reason && { reason }), ...(cursor && { cursor }) });
	return `/problems${query.size > 0 ? `?${query}` : ""}`;
}

export function problemsPage(frame: Frame, list: ProblemList): Html {
	const { texts, language } = frame;
	const title = list.reason === "DUMMY" ? texts.problems.dummyTitle : texts.problems.title;
	const text = list.reason ? reasonText(list.reason, language) : null;
	return layout(
		frame,
		{ title, signedIn: true },
		html`<p class="back"><a href="/sync-information">← ${texts.home}</a></p>
<div class="heading"><h1>${title}</h1>${text ? html`<p class="lead"><strong>${text.sentence}.</strong> ${text.nextStep}</p>` : ""}</div>
<nav class="chips" aria-label="${texts.problems.title}">
${[undefined, ...ENTITIES].map((entity) => chip(hrefOf(entity, list.reason), entity ? texts.entity[entity] : texts.problems.all, entity === list.entity))}
</nav>
<nav class="chips small" aria-label="${texts.problems.column.reason}">
${chip(hrefOf(list.entity, undefined), texts.problems.allReasons, list.reason === undefined)}
${reasonsOf(list).map(({ reason, count }) => chip(hrefOf(list.entity, reason), reasonText(reason, language).sentence, reason === list.reason, texts.number(count)))}
</nav>
${list.rows.length > 0 ? table(frame, list) : html`<section class="panel empty"><p>${texts.problems.none}</p></section>`}
<p class="pager">
${list.continued ? html`<a class="button" href="${hrefOf(list.entity, list.reason)}">${texts.problems.first}</a>` : ""}
${list.next ? html`<a class="button" rel="next" href="${hrefOf(list.entity, list.reason, list.next)}">${texts.problems.next} →</a>` : ""}
</p>`,
	);
}

const chip = (href: string, label: string, current: boolean, count?: string): Html =>
	html`<a class="chip" href="${href}"${current ? html` aria-current="true"` : ""}>${label}${count ? html` <b>${count}</b>` : ""}</a>`;

/** The reasons there are for what the list is about, most frequent first. */
function reasonsOf({ entity, entities }: ProblemList): readonly { reason: Reason; count: number }[] {
	const sums = new Map<Reason, number>();
	for (const one of entities) {
		if (entity && one.entity !== entity) continue;
		for (const { reason, count } of reasonCounts(one)) sums.set(reason, (sums.get(reason) ?? 0) + count);
	}
	return [...sums].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count);
}

// On a phone the rows become cards, which takes the table's meaning away from screen readers: the roles give it back.
function table({ texts, language }: Frame, { rows, reason }: ProblemList): Html {
	const columns = [...(["code", "name", "side"] as const), ...(reason ? [] : (["reason"] as const)), "detail", "since"] as const;
	return html`<section class="panel"><table class="list" role="table">
<thead role="rowgroup"><tr role="row">${columns.map((column) => html`<th role="columnheader" scope="col">${texts.problems.column[column]}</th>`)}</tr></thead>
<tbody role="rowgroup">
${rows.map(
	(row) => html`<tr role="row">
<td role="cell" class="code">${row.code ?? html`<i>${texts.problems.noCode}</i>`}</td>
<td role="rowheader" class="name">${row.name ?? html`<i>${texts.problems.noName}</i>`}</td>
<td role="cell" class="side"><span class="dot ${row.side}"></span>${texts.side[row.side]}</td>
${reason ? "" : html`<td role="cell" class="reason">${reasonText(row.reason, language).sentence}</td>`}
<td role="cell" class="detail">${detailOf(texts, row)}</td>
<td role="cell" class="since">${row.firstSeen === null ? "" : day(row.firstSeen, texts)}</td>
</tr>`,
)}
</tbody></table></section>`;
}

/** The field in the reader's words, and what else is known. */
function detailOf(texts: Texts, { field, detail }: OpenProblem): string {
	const label = field && field in texts.field ? texts.field[field as keyof Texts["field"]] : field;
	if (!label) return detail;
	return detail === "" || detail === field ? label : `${label}: ${detail}`;
}
