import { html } from "hono/html";
import { SIDES } from "../../../domain/model.ts";
import type { RunProgress } from "../../../store/progress.ts";
import type { RunCounts } from "../../../store/run-sums.ts";
import type { Run } from "../../../store/runs.ts";
import { activityOf, PHASES } from "../../../sync/run/phases.ts";
import { type Question, questionOf } from "../../../sync/run/question.ts";
import { duration, moment } from "../format.ts";
import type { Frame, Html } from "../frame.ts";
import type { Texts } from "../texts.ts";
import { actorName } from "./people.ts";

/** A run, what it came to so far and, while it is under way, how far it is. */
export interface RunSight {
	readonly run: Run;
	readonly counts: RunCounts;
	readonly progress: RunProgress | null;
}

/** What it is doing at this moment, in words. */
export function activity(texts: Texts, { run, progress }: RunSight): string {
	const words = texts.run.activity;
	if (run.state === "queued" || run.state === "needs_confirmation") return words[run.state];
	if (activityOf(run.phase) === "reading") {
		return progress ? `${words.reading} ${words.read(progress.read.smh, progress.read.accurate)}` : words.reading;
	}
	if (run.mode === "preview") return words.calculating;
	return progress && progress.changes > 0 ? `${words.working} ${words.done(progress.done, progress.changes)}` : words.working;
}

/** How far it is, from 0 to 1; null: it has not begun. Phases are of unequal length, so this is a feeling, not a promise. */
export const fractionOf = (run: Run): number | null => (run.phase < 0 ? null : (run.phase + 1) / (PHASES.length + 1));

/** What it did, each as a phrase; nothing done is no phrase. */
function outcome(texts: Texts, counts: RunCounts): readonly string[] {
	const perSide = (["created", "updated", "deleted"] as const).flatMap((what) =>
		SIDES.filter((side) => counts[what][side] > 0).map((side) => texts.run[what](counts[what][side], texts.side[side])),
	);
	const others = (["linked", "conflicts"] as const).filter((what) => counts[what] > 0);
	return [...perSide, ...others.map((what) => texts.run[what](counts[what]))];
}

/** The strip under the title: a run under way, or the last one and the buttons to start the next. */
export function runPanel({ texts }: Frame, sight: RunSight | null, hasSynced: boolean): Html {
	if (sight && sight.run.finishedAt === null) return underWay(texts, sight);
	const [looks, works] = hasSynced ? ["", " primary"] : [" primary", ""];
	return html`<section class="panel run" data-run="${sight?.run.id ?? ""}" data-state="${sight?.run.state ?? ""}" data-active="false" aria-label="${texts.run.last}">
<div class="told">${sight ? runOutcome(texts, sight) : html`<h2>${texts.run.never}</h2>`}
${hasSynced ? "" : html`<p class="hint">${texts.run.previewFirstHint}</p>`}
${sight ? html`<p class="foot"><a href="/runs/${sight.run.id}">${texts.changes.see} →</a></p>` : ""}</div>
<form class="actions" method="post" action="/sync-information/runs">
<button class="button${looks}" name="mode" value="preview">${hasSynced ? texts.run.start.preview : texts.run.previewFirst}</button>
<button class="button${works}" name="mode" value="auto">${texts.run.start.auto}</button>
</form>
</section>`;
}

function underWay(texts: Texts, sight: RunSight): Html {
	const { run } = sight;
	const fraction = fractionOf(run);
	const asked = run.state === "needs_confirmation" ? questionOf(run) : null;
	return html`<section class="panel run" data-run="${run.id}" data-state="${run.state}" data-active="true">
<div class="told">
<h2>${texts.run.running[run.mode]}</h2>
<p class="soft">${startedWhenAndBy(texts, run)}</p>
${asked ? question(texts, asked) : html`<progress data-progress max="1"${fraction === null ? "" : html` value="${fraction}"`} aria-label="${texts.run.running[run.mode]}"></progress>`}
<p data-activity aria-live="polite">${activity(texts, sight)}</p>
</div>
<form class="actions" method="post" action="/sync-information/cancel">
<button class="button" name="run" value="${run.id}">${texts.run.cancel}</button>
${asked ? html`<button class="button danger" name="run" value="${run.id}" formaction="/sync-information/confirm">${asked.removals.length > 0 ? texts.run.confirm : texts.run.carryOn}</button>` : ""}
</form>
</section>`;
}

const NAMES_SHOWN = 5;

/** What is about to be deleted or changed, with enough names to see whether that can be right. */
const question = (texts: Texts, { removals, edits = [], expiresAt }: Question): Html => html`<div class="problem">
${removals.length > 0 ? html`<p>${texts.run.question(moment(expiresAt, texts))}</p>${countedList(texts, removals)}` : ""}
${edits.length > 0 ? html`<p>${texts.run.manyEdits(moment(expiresAt, texts))}</p>${countedList(texts, edits)}` : ""}
</div>`;

const countedList = (texts: Texts, list: Question["removals"]): Html =>
	html`<ul>${list.map(({ count, entity, side, links, names }) => {
		const shown = names.slice(0, NAMES_SHOWN);
		const rest = count > shown.length ? ` ${texts.run.more(count - shown.length)}` : "";
		return html`<li><strong>${texts.run.removal(count, texts.entity[entity], texts.side[side], links)}</strong><br>${shown.join(", ")}${rest}</li>`;
	})}</ul>`;

const startedWhenAndBy = (texts: Texts, run: Run): string =>
	`${moment(run.startedAt, texts)}, ${texts.run.by(actorName(texts, run.actor))}`;

/** A run and what it came to (of one under way: so far), without a frame around it. */
export function runOutcome(texts: Texts, { run, counts }: RunSight): Html {
	const took = run.finishedAt === null ? "" : `, ${texts.run.took(duration(run.finishedAt - run.startedAt, texts))}`;
	return html`<h2>${texts.run.name[run.mode]} <span class="badge ${run.state}">${texts.run.state[run.state]}</span></h2>
<p class="soft">${startedWhenAndBy(texts, run)}${took}</p>
${run.error === null ? "" : html`<p class="problem">${run.error}</p>`}
${whatItDid(texts, run, counts)}`;
}

function whatItDid(texts: Texts, run: Run, counts: RunCounts): Html | string {
	const facts = outcomeFacts(texts, run, counts);
	return facts === "" ? "" : html`<p class="outcome">${facts}</p>`;
}

/** What it did, as a row of facts; nothing to say is "". */
export function outcomeFacts(texts: Texts, run: Run, counts: RunCounts): Html | string {
	const phrases = outcome(texts, counts);
	if (phrases.length === 0) {
		if (run.state !== "done") return "";
		// Whether anything is still to be done, the figures say.
		return html`<span class="soft">${run.mode === "preview" ? texts.run.nothing : texts.run.nothingDone}</span>`;
	}
	const lead = run.mode === "preview" ? html`<span class="soft">${texts.run.wouldBe}</span>` : "";
	return html`${lead}${phrases.map((phrase) => html`<span class="fact">${phrase}</span>`)}`;
}
