import { html } from "hono/html";
import type { Estimate } from "../../../domain/estimate.ts";
import { ENTITIES, type Entity, SIDES } from "../../../domain/model.ts";
import { reasonText } from "../../../domain/reasons.ts";
import type { ReasonCount } from "../../../store/preview.ts";
import type { RecordChangeCount } from "../../../store/run-sums.ts";
import { duration } from "../format.ts";
import type { Frame, Html } from "../frame.ts";
import { changeItem, SHOWN_OPERATIONS, type ShownChange, type ShownOperation } from "./changes.ts";
import { layout } from "./layout.ts";
import { addressOf, chip, pager } from "./pager.ts";
import { type RunSight, runOutcome } from "./run.ts";

export interface RunDetails {
	readonly sight: RunSight;
	readonly counts: readonly RecordChangeCount[];
	/** Of a preview that has ended. */
	readonly estimate: Estimate | null;
	readonly remaining: readonly ReasonCount[];
	readonly entity: Entity | undefined;
	readonly operation: ShownOperation | undefined;
	readonly changes: readonly ShownChange[];
	readonly next: string | null;
	readonly continued: boolean;
}

/** What a run did, or what a preview would do: the counts, then each record field by field. */
export function runPage(frame: Frame, details: RunDetails): Html {
	const { texts, language } = frame;
	const { sight, entity, operation, counts, remaining } = details;
	const preview = sight.run.mode === "preview";
	const title = preview ? texts.changes.previewTitle : texts.changes.title;
	const href = (filter: { entity?: string | undefined; operation?: string | undefined; cursor?: string }) =>
		addressOf(`/runs/${sight.run.id}`, filter);
	return layout(
		frame,
		{ title, signedIn: true, live: sight.run.finishedAt === null },
		html`<div class="heading"><h1>${title}</h1></div>
<section class="panel run"><div class="told">${runOutcome(texts, sight)}
${details.estimate ? html`<p class="soft">${texts.changes.estimate(details.estimate.calls.smh, details.estimate.calls.accurate, duration(details.estimate.ms, texts))}</p>` : ""}</div>
${preview && sight.run.state === "done" ? html`<form class="actions" method="post" action="/sync-information/runs"><button class="button primary" name="mode" value="auto">${texts.run.start.auto}</button></form>` : ""}
</section>
${counts.length > 0 ? countsTable(frame, counts, preview) : ""}
${
	remaining.length > 0
		? html`<div class="heading"><h2 class="big">${texts.changes.remaining}</h2></div><div class="chips">${remaining.map(({ reason, count }) => chip(`/problems?reason=${reason}`, reasonText(reason, language).sentence, false, texts.number(count)))}</div>`
		: ""
}
<div class="heading"><h2 class="big">${texts.changes.list}</h2></div>
<nav class="chips" aria-label="${texts.changes.list}">${[undefined, ...ENTITIES].map((one) => chip(href({ entity: one, operation }), one ? texts.entity[one] : texts.changes.all, one === entity))}</nav>
<nav class="chips small" aria-label="${texts.changes.counts}">${[undefined, ...SHOWN_OPERATIONS].map((one) => chip(href({ entity, operation: one }), one ? texts.changes.operation[one] : texts.changes.all, one === operation))}</nav>
${
	details.changes.length > 0
		? html`<section class="panel"><ul class="changes">${details.changes.map((change) => changeItem(frame, change, preview))}</ul></section>`
		: html`<section class="panel empty"><p>${texts.changes.none}</p></section>`
}
${pager(frame, details.continued ? href({ entity, operation }) : null, details.next === null ? null : href({ entity, operation, cursor: details.next }))}`,
	);
}

/** Kinds and sides down, entities across; lines of nothing are left out. */
function countsTable({ texts }: Frame, counts: readonly RecordChangeCount[], preview: boolean): Html {
	const words = preview ? texts.changes.wouldDo : texts.changes.did;
	const lines = SHOWN_OPERATIONS.flatMap((operation) =>
		(operation === "link" ? [undefined] : SIDES).flatMap((side) => {
			const own = counts.filter((count) => count.operation === operation && (side === undefined || count.side === side));
			if (own.length === 0) return [];
			const of = (entity: Entity) => own.filter((count) => count.entity === entity).reduce((sum, { count }) => sum + count, 0);
			return [{ name: words[operation](side ? texts.side[side] : ""), of: ENTITIES.map(of) }];
		}),
	);
	return html`<section class="panel"><div class="scroll"><table class="figures counts">
<thead><tr><td></td>${ENTITIES.map((entity) => html`<th scope="col">${texts.entity[entity]}</th>`)}<th scope="col">${texts.figure.total}</th></tr></thead>
<tbody>${lines.map(
		({
			name,
			of,
		}) => html`<tr><th scope="row">${name}</th>${of.map((count) => html`<td class="${count === 0 ? "none" : ""}">${texts.number(count)}</td>`)}
<td class="total">${texts.number(of.reduce((sum, count) => sum + count, 0))}</td></tr>`,
	)}</tbody></table></div></section>`;
}
