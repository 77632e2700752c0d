import { html } from "hono/html";
import { detailText } from "../../../domain/detail.ts";
import type { Side } from "../../../domain/model.ts";
import { type Reason, reasonText } from "../../../domain/reasons.ts";
import type { Comparison, RecordPair } from "../../../store/comparisons.ts";
import type { OpenProblem } from "../../../store/problem-pages.ts";
import { day } from "../format.ts";
import type { Frame, Html } from "../frame.ts";
import { keyOf, pairQuestion, pairsOf } from "./pair.ts";

export interface ProblemRows {
	/** All rows are of this reason; undefined: of any. */
	readonly reason: Reason | undefined;
	readonly rows: readonly OpenProblem[];
	readonly comparisons: readonly Comparison[];
	/** Address of what a row's button is sent to. */
	action(verb: "judge" | "settle" | "retry" | "unmark"): string;
}

// On a phone the rows become cards, which takes the table's meaning away from screen readers: the roles give it back.
export function problemTable(frame: Frame, list: ProblemRows): Html {
	const { texts } = frame;
	const { rows, reason } = list;
	const columns = [...(["code", "name", "side"] as const), ...(reason ? [] : (["reason"] as const)), "detail", "since"] as const;
	const asked = new Set<string>();
	return html`<section class="panel"><table class="list" role="table">
<thead role="rowgroup"><tr role="row">${columns.map((column) => html`<th role="columnheader" scope="col">${texts.problems.column[column]}</th>`)}<th role="columnheader" scope="col"><span class="unseen">${texts.action.column}</span></th></tr></thead>
<tbody role="rowgroup">
${rows.map((row) => html`${mainRow(frame, list, row)}${questions(frame, list, row, columns.length + 1, asked)}`)}
</tbody></table></section>`;
}

const mainRow = (frame: Frame, list: ProblemRows, row: OpenProblem): Html => {
	const { texts, language } = frame;
	return html`<tr role="row">
<td role="cell" class="code">${row.code ?? html`<i>${texts.problems.noCode}</i>`}</td>
<td role="rowheader" class="name">${row.name ?? html`<i>${texts.problems.noName}</i>`}</td>
<td role="cell" class="side"><span class="dot ${row.side}"></span>${texts.side[row.side]}</td>
${list.reason ? "" : html`<td role="cell" class="reason">${reasonText(row.reason, language).sentence}</td>`}
<td role="cell" class="detail">${detailText(row, language) ?? ""}</td>
<td role="cell" class="since">${row.firstSeen === null ? "" : day(row.firstSeen, texts)}</td>
<td role="cell" class="act">${button(frame, list, row)}</td>
</tr>`;
};

/** The one thing to do about most records. A record that only waits for its turn needs nobody. */
function button({ texts }: Frame, { action, comparisons }: ProblemRows, row: OpenProblem): Html | string {
	if (row.reason === "DUMMY") return post(action("unmark"), row, texts.action.unmark);
	const gone = deletedOn(row);
	if (row.reason === "CONFLICT" && gone === null) return html`<a href="/conflicts?show=open">${texts.action.choose}</a>`;
	// Trying again answers no question.
	const asked = gone !== null || pairsOf(row).some((pair) => comparisonOf(pair, comparisons) !== undefined);
	return asked || row.firstSeen === null ? "" : post(action("retry"), row, texts.action.retry);
}

const comparisonOf = (pair: RecordPair, comparisons: readonly Comparison[]): Comparison | undefined =>
	comparisons.find((comparison) => keyOf(comparison) === keyOf(pair));

const which = ({ entity, side, id }: OpenProblem): Html =>
	html`<input type="hidden" name="entity" value="${entity}"><input type="hidden" name="side" value="${side}"><input type="hidden" name="id" value="${id}">`;

const post = (action: string, row: OpenProblem, label: string): Html =>
	html`<form method="post" action="${action}">${which(row)}<button class="link">${label}</button></form>`;

/** What a person has to decide about the record, below it. Each pair is asked about once, though both its records have the problem. */
function questions(frame: Frame, list: ProblemRows, row: OpenProblem, width: number, asked: Set<string>): Html | string {
	const parts: Html[] = [];
	for (const named of pairsOf(row)) {
		const key = keyOf(named);
		const pair = comparisonOf(named, list.comparisons);
		if (!pair) continue;
		parts.push(
			asked.has(key)
				? html`<p class="hint"><a href="#${key}">↑ ${frame.texts.pair.above}</a></p>`
				: pairQuestion(frame, pair, row, list.action("judge")),
		);
		asked.add(key);
	}
	const gone = deletedOn(row);
	if (gone !== null) parts.push(deletion(frame, row, gone, list.action("settle")));
	return parts.length === 0 ? "" : html`<tr role="row" class="more"><td role="cell" colspan="${width}">${parts}</td></tr>`;
}

/** The side on which a record was deleted that was edited on this one; null: nobody has to settle that. */
const deletedOn = ({ reason, detail }: OpenProblem): Side | null =>
	reason === "CONFLICT" && detail.kind === "deleted" ? detail.on : null;

function deletion({ texts }: Frame, row: OpenProblem, gone: Side, action: string): Html {
	const [there, here] = [texts.side[gone], texts.side[row.side]];
	return html`<section class="question"><h3>${texts.deletion.title(there, here)}</h3>
<form class="actions" method="post" action="${action}">${which(row)}
<button class="button" name="choice" value="restore">${texts.deletion.restore(there)}</button>
<button class="button danger" name="choice" value="delete">${texts.deletion.delete(here)}</button>
</form></section>`;
}
