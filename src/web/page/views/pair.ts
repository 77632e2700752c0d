import { html } from "hono/html";
import { fieldsOf } from "../../../domain/entities.ts";
import { SIDES } from "../../../domain/model.ts";
import { sameValue } from "../../../domain/values.ts";
import type { Comparison, RecordPair } from "../../../store/comparisons.ts";
import type { OpenProblem } from "../../../store/problem-pages.ts";
import type { Frame, Html } from "../frame.ts";
import { named, shown } from "./value.ts";

/** The records of the other side that a POSSIBLE_DUPLICATE names, each as a pair with its own; none for other reasons. */
export function pairsOf({ entity, side, id, reason, detail }: OpenProblem): readonly RecordPair[] {
	if (reason !== "POSSIBLE_DUPLICATE" || detail.kind !== "records") return [];
	return detail.ids.map((other) =>
		side === "smh" ? { entity, smhId: id, accurateId: other } : { entity, smhId: other, accurateId: id },
	);
}

export const keyOf = ({ entity, smhId, accurateId }: RecordPair): string => `${entity}-${smhId}-${accurateId}`;

/** Both records field by field, and the two answers. `action`: where they are sent. */
export function pairQuestion(frame: Frame, pair: Comparison, problem: OpenProblem, action: string): Html {
	const { texts } = frame;
	const { entity } = pair;
	const fields = Object.keys(fieldsOf(entity)).filter((field) => SIDES.some((side) => (pair[side][field] ?? null) !== null));
	return html`<section class="question" id="${keyOf(pair)}">
<h3>${texts.pair.title}</h3>
<div class="scroll"><table class="compare">
<thead><tr><th scope="col">${texts.pair.field}</th>${SIDES.map((side) => html`<th scope="col"><span class="dot ${side}"></span>${texts.side[side]} <small>${side === "smh" ? pair.smhId : pair.accurateId}</small></th>`)}</tr></thead>
<tbody>${fields.map(
		(field) => html`<tr class="${sameValue(field, pair.smh[field], pair.accurate[field]) ? "alike" : "apart"}">
<th scope="row">${named(frame, entity, field)}</th>${SIDES.map((side) => html`<td>${shown(frame, entity, field, pair[side][field])}</td>`)}
</tr>`,
	)}</tbody>
</table></div>
${answers(frame, pair, problem, action)}
</section>`;
}

/** Only answers that change something: a record that has a partner cannot get another, and one code cannot be two records'. */
function answers({ texts }: Frame, pair: Comparison, problem: OpenProblem, action: string): Html {
	const sameCode = problem.field === "code" && !pair.taken;
	const hint = pair.taken ? texts.pair.taken : sameCode ? texts.pair.sameCode : null;
	return html`${hint === null ? "" : html`<p class="hint">${hint}</p>`}
<form class="actions" method="post" action="${action}">
<input type="hidden" name="entity" value="${pair.entity}"><input type="hidden" name="smhId" value="${pair.smhId}"><input type="hidden" name="accurateId" value="${pair.accurateId}">
${pair.taken ? "" : html`<button class="button" name="verdict" value="same">${texts.pair.same}</button>`}
${sameCode ? "" : html`<button class="button" name="verdict" value="different">${texts.pair.different}</button>`}
</form>`;
}
