import { html } from "hono/html";
import type { EntityInformation, Figures } from "../../../domain/figures.ts";
import { type Entity, otherSide, type Side } from "../../../domain/model.ts";
import type { Frame, Html } from "../frame.ts";
import type { Texts } from "../texts.ts";
import { bar } from "./bar.ts";

const COLUMNS = ["dummy", "data", "synced", "total"] as const;

/** A system's card of Sync Information: the four figures of each entity. A colour says where records were born. */
export function figuresCard({ texts }: Frame, side: Side, entities: readonly EntityInformation[]): Html {
	return html`<section class="panel card ${side}" aria-labelledby="${side}">
<h2 id="${side}"><span class="dot ${side}"></span>${texts.side[side]}</h2>
<table class="figures">
<thead><tr><td></td>${COLUMNS.map((column) => html`<th scope="col">${texts.figure[column]}</th>`)}</tr></thead>
<tbody>
${entities.map((information) => rows(texts, side, information.entity, information[side]))}
</tbody>
</table>
</section>`;
}

const rows = (texts: Texts, side: Side, entity: Entity, figures: Figures): Html => html`<tr>
<th scope="row">${texts.entity[entity]}</th>
${COLUMNS.map((column) => html`<td class="${figures[column] === 0 ? "none" : column}">${cell(texts, entity, column, figures[column])}</td>`)}
</tr>
<tr class="bars" aria-hidden="true"><td colspan="5">${bar(
	[
		{ amount: figures.dummy, kind: "dummy" },
		{ amount: figures.data, kind: side },
		{ amount: figures.synced, kind: otherSide(side) },
	],
	figures.total,
)}</td></tr>`;

const cell = (texts: Texts, entity: Entity, column: keyof Figures, amount: number): Html | string =>
	column === "dummy" && amount > 0
		? html`<a href="/problems?entity=${entity}&amp;reason=DUMMY">${texts.number(amount)}</a>`
		: texts.number(amount);
