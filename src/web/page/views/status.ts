import { html } from "hono/html";
import type { FaultText } from "../../../domain/status/fault-text.ts";
import { type Section, type Sheet, statusWords } from "../../../domain/status/sheet.ts";
import type { Mark } from "../../../domain/status/sheet-lines.ts";
import type { Frame, Html } from "../frame.ts";
import { layout } from "./layout.ts";

/** What has to be put right and how, then everything else, a panel for each part. */
export const statusPage = (frame: Frame, sheet: Sheet): Html =>
	layout(
		frame,
		{ title: sheet.title, signedIn: true },
		html`<div class="heading"><h1>${sheet.title}</h1><p class="lead">${sheet.at}</p></div>
<section class="panel${sheet.faults.length > 0 ? " notice" : ""}"><h2${sheet.faults.length > 0 ? "" : html` class="calm"`}>${sheet.verdict}</h2>
${sheet.faults.length > 0 ? html`<ol class="faults">${sheet.faults.map((fault) => faultItem(frame, fault))}</ol>` : ""}</section>
<div class="whys">${sheet.sections.map(panel)}</div>`,
	);

function faultItem({ language }: Frame, { what, cure, action }: FaultText): Html {
	const { sendBot } = statusWords(language).action;
	const link = action?.path ? html` <a href="${action.path}">${action.label ?? action.path}</a>` : "";
	// What has no page of its own is done in the chat.
	const command = action?.command && !action.path ? ` ${sendBot(action.command)}` : "";
	return html`<li><strong>${what}</strong><br>${cure}${command}${link}</li>`;
}

/** Decoration: what is wrong, the words say. */
const SIGN: Readonly<Record<Mark, string>> = { good: "✓", bad: "✗", off: "–", plain: "•" };

const panel = ({ title, lines, note }: Section): Html => html`<section class="panel state"><h2>${title}</h2>
<ul class="plain">${lines.map(({ mark, text }) => html`<li class="${mark}"><span aria-hidden="true">${SIGN[mark]}</span> ${text}</li>`)}</ul>
${note === "" ? "" : html`<p class="hint">${note}</p>`}</section>`;
