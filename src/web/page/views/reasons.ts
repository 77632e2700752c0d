import { html } from "hono/html";
import type { Account, EntityInformation } from "../../../domain/figures.ts";
import { SIDES } from "../../../domain/model.ts";
import { REASONS, type Reason, reasonText } from "../../../domain/reasons.ts";
import type { Frame, Html } from "../frame.ts";
import type { Texts } from "../texts.ts";
import { bar } from "./bar.ts";

/** Reasons of one entity, the most frequent first. */
export const reasonCounts = ({ problems }: EntityInformation): readonly { reason: Reason; count: number }[] =>
	REASONS.map((reason) => ({ reason, count: problems[reason] ?? 0 }))
		.filter(({ count }) => count > 0)
		.sort((a, b) => b.count - a.count);

/** Why records of one entity are not in step, and the sums that show that none is missing (law 6). */
export function reasonsPanel(frame: Frame, information: EntityInformation): Html {
	const { texts } = frame;
	const { entity, accounts } = information;
	const counts = reasonCounts(information);
	const sum = counts.reduce((total, { count }) => total + count, 0);
	return html`<section class="panel reasons${sum > 0 ? "" : " quiet-one"}" aria-labelledby="reasons-${entity}">
<header><h3 id="reasons-${entity}">${texts.entity[entity]}</h3>${sum > 0 ? html`<p>${texts.reasons.count(sum)}</p>` : ""}</header>
${sum > 0 ? list(frame, information, counts, sum) : html`<p class="calm">${calm(texts, information)}</p>`}
${sum > 0 ? sums(texts, accounts, counts, sum) : ""}
</section>`;
}

const calm = (texts: Texts, { smh, accurate }: EntityInformation): string =>
	smh.total + accurate.total === 0 ? texts.reasons.noRecords : texts.reasons.allInStep;

const list = (
	{ texts, language }: Frame,
	{ entity }: EntityInformation,
	counts: readonly { reason: Reason; count: number }[],
	sum: number,
): Html => html`<ul class="why">
${counts.map(({ reason, count }) => {
	const { sentence, nextStep } = reasonText(reason, language);
	return html`<li><a href="/problems?entity=${entity}&amp;reason=${reason}">
<span class="count">${texts.number(count)}</span>
<span class="what"><strong>${sentence}</strong><small>${nextStep}</small>${bar([{ amount: count, kind: "open" }], sum)}</span>
</a></li>`;
})}
</ul>`;

/** Per side: total − dummy − in step = open. A pair that is out of step counts on both sides, but has one reason. */
function sums(texts: Texts, accounts: EntityInformation["accounts"], counts: readonly { count: number }[], sum: number): Html {
	const shared = accounts.smh.openProblems + accounts.accurate.openProblems - sum;
	return html`<dl class="sums">
${SIDES.map((side) => html`<div><dt>${texts.side[side]}</dt><dd>${equation(texts, accounts[side])}</dd></div>`)}
<div class="sum"><dt>${texts.reasons.sum}</dt><dd>${counts.map(({ count }) => texts.number(count)).join(" + ")}${
		counts.length > 1 ? html` = <b>${texts.number(sum)}</b>` : ""
	}</dd></div>
</dl>${shared > 0 ? html`<p class="hint">${texts.reasons.pairs(shared)}</p>` : ""}`;
}

const equation = (texts: Texts, { total, dummy, inStep, openProblems }: Account): Html =>
	html`${texts.number(total)} − ${texts.number(dummy)} ${texts.reasons.dummy} − ${texts.number(inStep)} ${texts.reasons.inStep} = <b>${texts.number(openProblems)}</b>`;
