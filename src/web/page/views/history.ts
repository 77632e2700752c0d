import { html } from "hono/html";
import type { AuditRow } from "../../../store/audit-pages.ts";
import type { PastRun } from "../../../store/run-pages.ts";
import { moment } from "../format.ts";
import type { Frame, Html } from "../frame.ts";
import type { Texts } from "../texts.ts";
import { auditDetail } from "./audit-detail.ts";
import { layout } from "./layout.ts";
import { actorName } from "./people.ts";
import { outcomeFacts } from "./run.ts";

export interface History {
	readonly runs: readonly PastRun[];
	readonly audit: readonly AuditRow[];
	/** Address of older actions; null: these are the oldest. */
	readonly older: string | null;
	/** These are not the latest actions. */
	readonly continued: boolean;
}

export function historyPage(frame: Frame, { runs, audit, older, continued }: History): Html {
	const { history } = frame.texts;
	return layout(
		frame,
		{ title: history.title, signedIn: true },
		html`<div class="heading"><h1>${history.title}</h1></div>
${continued ? "" : html`<div class="heading"><h2 class="big">${history.runs}</h2></div>${runs.length > 0 ? runList(frame, runs) : nothing(frame)}`}
<div class="heading"><h2 class="big">${history.audit}</h2></div>
${audit.length > 0 ? auditTable(frame, audit) : nothing(frame)}
<p class="pager">${continued ? html`<a class="button" href="/history">${history.latest}</a>` : ""}${older === null ? "" : html`<a class="button" rel="next" href="${older}">${history.older} →</a>`}</p>`,
	);
}

const nothing = ({ texts }: Frame): Html => html`<section class="panel empty"><p>${texts.history.none}</p></section>`;

const runList = ({ texts }: Frame, runs: readonly PastRun[]): Html =>
	html`<section class="panel"><ul class="past">${runs.map(
		({ run, counts }) => html`<li><a href="/runs/${run.id}">
<span class="when">${moment(run.startedAt, texts)}</span>
<span><strong>${texts.run.name[run.mode]}</strong> <span class="badge ${run.state}">${texts.run.state[run.state]}</span> <small>${texts.run.by(actorName(texts, run.actor))}</small></span>
<span class="facts">${outcomeFacts(texts, run, counts)}</span></a></li>`,
	)}</ul></section>`;

// On a phone the rows become cards: see problem-rows.ts.
function auditTable(frame: Frame, rows: readonly AuditRow[]): Html {
	const { texts } = frame;
	const columns = ["when", "who", "what", "detail"] as const;
	return html`<section class="panel"><table class="list audit" role="table">
<thead role="rowgroup"><tr role="row">${columns.map((column) => html`<th role="columnheader" scope="col">${texts.history.column[column]}</th>`)}</tr></thead>
<tbody role="rowgroup">${rows.map(
		(row) => html`<tr role="row">
<td role="cell" class="when">${moment(row.at, texts)}</td><td role="cell" class="who">${actorName(texts, row.actor)}</td>
<td role="rowheader" class="name">${actionName(texts, row.action)}</td><td role="cell" class="detail">${auditDetail(frame, row)}</td></tr>`,
	)}</tbody></table></section>`;
}

/** An action that nobody has named is shown as it is: better an odd word than a gap in the trail. */
function actionName({ history }: Texts, action: string): string {
	const names: Readonly<Record<string, string>> = history.action;
	return Object.hasOwn(names, action) ? (names[action] ?? action) : action;
}
