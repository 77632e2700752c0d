import { html } from "hono/html";
import { otherSide, SIDES, type Side } from "../../../domain/model.ts";
import type { ConflictView } from "../../../store/conflict-pages.ts";
import { day } from "../format.ts";
import type { Frame, Html } from "../frame.ts";
import type { Texts } from "../texts.ts";
import { layout } from "./layout.ts";
import { addressOf, chip, pager } from "./pager.ts";
import { actorName } from "./people.ts";
import { named, shown } from "./value.ts";

/** Where a card's buttons lead back to. */
export type ConflictPlace = "information" | "conflicts";

export interface Conflicts {
	readonly open: readonly ConflictView[];
	/** Decided a while ago at most, by the policy or by a person. */
	readonly recent: readonly ConflictView[];
}

/** The part of Sync Information about values: what a person has to choose, and what could be put back. */
export function conflictsPart(frame: Frame, { open, recent }: Conflicts): Html {
	const { conflicts } = frame.texts;
	const cards = (list: readonly ConflictView[]): Html =>
		html`<div class="clashes">${list.map((conflict) => conflictCard(frame, conflict, "information"))}</div>`;
	return html`${open.length > 0 ? html`<div class="heading"><h2 class="big">${conflicts.open}</h2><p class="lead">${conflicts.openLead}</p></div>${cards(open)}` : ""}
${recent.length > 0 ? html`<div class="heading"><h2 class="big">${conflicts.recent}</h2><p class="lead">${conflicts.recentLead}</p></div>${cards(recent)}` : ""}
${open.length + recent.length > 0 ? html`<p class="foot"><a href="/conflicts">${conflicts.all} →</a></p>` : ""}`;
}

export interface ConflictList {
	readonly filter: "all" | "open" | "settled";
	readonly rows: readonly ConflictView[];
	readonly next: string | null;
	readonly continued: boolean;
}

export function conflictsPage(frame: Frame, { filter, rows, next, continued }: ConflictList): Html {
	const { conflicts } = frame.texts;
	const href = (show: ConflictList["filter"], cursor?: string) =>
		addressOf("/conflicts", { show: show === "all" ? undefined : show, cursor });
	return layout(
		frame,
		{ title: conflicts.title, signedIn: true },
		html`<div class="heading"><h1>${conflicts.title}</h1><p class="lead">${conflicts.allLead}</p></div>
<nav class="chips" aria-label="${conflicts.title}">${(["all", "open", "settled"] as const).map((show) => chip(href(show), conflicts.filter[show], show === filter))}</nav>
${
	rows.length > 0
		? html`<div class="clashes">${rows.map((row) => conflictCard(frame, row, "conflicts"))}</div>`
		: html`<section class="panel empty"><p>${conflicts.none}</p></section>`
}
${pager(frame, continued ? href(filter) : null, next === null ? null : href(filter, next))}`,
	);
}

function conflictCard(frame: Frame, conflict: ConflictView, place: ConflictPlace): Html {
	const { texts } = frame;
	const { id, entity, field, label, winner, open } = conflict;
	return html`<section class="panel clash">
<header><h3>${label || texts.changes.unnamed}</h3><p class="soft">${texts.entity[entity]} · ${named(frame, entity, field)} · ${day(conflict.at, texts)}</p></header>
<dl class="versus">${SIDES.map(
		(side) =>
			html`<div class="${side === winner ? "stands" : ""}"><dt><span class="dot ${side}"></span>${texts.side[side]}${
				side === winner ? html` <small>${texts.conflicts.stands}, ${decider(texts, conflict)}</small>` : ""
			}</dt><dd>${shown(frame, entity, field, conflict[side])}</dd></div>`,
	)}</dl>
${
	winner === null && !open
		? html`<p class="hint">${texts.conflicts.moved}</p>`
		: html`<form class="actions" method="post" action="/conflicts/choose">
<input type="hidden" name="conflict" value="${id}"><input type="hidden" name="place" value="${place}">
${buttons(texts, winner)}
</form>`
}
</section>`;
}

const buttons = (texts: Texts, winner: Side | null): readonly Html[] =>
	winner === null
		? SIDES.map(
				(side) => html`<button class="button" name="side" value="${side}">${texts.conflicts.use(texts.side[side])}</button>`,
			)
		: [
				html`<button class="button" name="side" value="${otherSide(winner)}">${texts.conflicts.putBack(texts.side[otherSide(winner)])}</button>`,
			];

const decider = (texts: Texts, { decidedBy }: ConflictView): string =>
	decidedBy === null ? texts.conflicts.byPolicy : texts.conflicts.by(actorName(texts, decidedBy));
