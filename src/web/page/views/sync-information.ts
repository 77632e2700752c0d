import { html } from "hono/html";
import type { EntityInformation } from "../../../domain/figures.ts";
import type { Frame, Html } from "../frame.ts";
import { type Conflicts, conflictsPart } from "./conflicts.ts";
import { figuresCard } from "./figures.ts";
import { layout } from "./layout.ts";
import { reasonsPanel } from "./reasons.ts";
import { type RunSight, runPanel } from "./run.ts";

export interface Information {
	readonly entities: readonly EntityInformation[];
	readonly lastRun: RunSight | null;
	/** A run other than a preview has come to its end before. */
	readonly hasSynced: boolean;
	readonly conflicts: Conflicts;
	/** Settings that are still missing, in words. */
	readonly unmetNeeds: readonly string[];
	/** The login to Accurate is by consent, so the page offers to give it. */
	readonly consents: boolean;
}

export function syncInformationPage(frame: Frame, information: Information): Html {
	const { texts } = frame;
	const { entities, lastRun, hasSynced, conflicts, unmetNeeds, consents } = information;
	const known = entities.some(({ smh, accurate }) => smh.total + accurate.total > 0);
	return layout(
		frame,
		{ title: "Sync Information", signedIn: true, live: lastRun !== null && lastRun.run.finishedAt === null },
		html`<div class="heading"><h1>Sync Information</h1><p class="lead">${texts.information.lead}</p></div>
${unmetNeeds.length > 0 ? unmet(frame, unmetNeeds) : ""}
${runPanel(frame, lastRun, hasSynced)}
${known ? "" : html`<section class="panel empty"><h2>${texts.information.nothingYet}</h2><p>${texts.information.nothingYetNext}</p></section>`}
<div class="cards">${figuresCard(frame, "smh", entities)}${figuresCard(frame, "accurate", entities)}</div>
<p class="legend">${(["smh", "accurate", "dummy"] as const).map((kind) => html`<span><span class="dot ${kind}"></span>${texts.information.legend[kind]}</span>`)}</p>
${conflictsPart(frame, conflicts)}
${known ? reasons(frame, entities) : ""}
${consents ? html`<p class="foot"><a href="/oauth/accurate/start">${texts.information.connectAccurate}</a></p>` : ""}`,
	);
}

const unmet = ({ texts }: Frame, needs: readonly string[]): Html => html`<section class="panel notice">
<h2>${texts.trouble.unmet}</h2><ul class="plain">${needs.map((need) => html`<li>${need}</li>`)}</ul>
</section>`;

const reasons = (frame: Frame, entities: readonly EntityInformation[]): Html => html`<div class="heading">
<h2 class="big">${frame.texts.reasons.title}</h2><p class="lead">${frame.texts.reasons.lead}</p></div>
<div class="whys">${entities.map((information) => reasonsPanel(frame, information))}</div>`;
