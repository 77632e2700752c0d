import { html } from "hono/html";
import type { Side } from "../../../domain/model.ts";
import type { Frame, Html } from "../frame.ts";
import { type Draft, optionName, SETTING_FIELDS, type SettingField } from "../settings-form.ts";
import { layout } from "./layout.ts";

export interface SettingsForm {
	readonly draft: Draft;
	/** Why it has not been saved; null: nobody has tried. */
	readonly problem: string | null;
	/** What is wrong with which field; empty: nothing. */
	readonly complaints: ReadonlyMap<string, string>;
	/** Branches that records have been seen to belong to. */
	readonly branches: readonly string[];
}

export function settingsPage(frame: Frame, form: SettingsForm): Html {
	const { settings } = frame.texts;
	const fields = (belongs: (path: string) => boolean) => SETTING_FIELDS.filter(({ path }) => belongs(path));
	return layout(
		frame,
		{ title: settings.title, signedIn: true },
		html`<div class="heading"><h1>${settings.title}</h1><p class="lead">${settings.lead}</p></div>
${form.problem === null ? "" : html`<p class="problem" role="alert">${form.problem}</p>`}
<form class="settings" method="post" action="/settings">
<section class="panel"><h2>${settings.scope}</h2>${fields((path) => path === "branch" || path === "excludedItemTypes").map((field) => control(frame, form, field))}</section>
<section class="panel"><h2>${settings.merge}</h2>${fields((path) => path === "conflictPolicy" || path.startsWith("onDelete.")).map((field) => control(frame, form, field))}</section>
${(["accurate", "smh"] as const).map((side) => dummyPanel(frame, form, side))}
${panel(frame, form, "schedule.", { title: settings.schedule, lead: settings.scheduleLead })}
${panel(frame, form, "retention.", { title: settings.retention, lead: settings.retentionLead })}
<datalist id="branches">${form.branches.map((branch) => html`<option value="${branch}"></option>`)}</datalist>
<p class="save"><button class="button primary">${settings.save}</button></p>
</form>`,
	);
}

/** A panel of all fields below a path: what is short side by side, choices of several by themselves. */
function panel(frame: Frame, form: SettingsForm, path: string, { title, lead }: { title: string; lead: string }): Html {
	const own = SETTING_FIELDS.filter((field) => field.path.startsWith(path));
	const shown = (wanted: boolean) =>
		own.filter(({ kind }) => (kind === "checks") === wanted).map((field) => control(frame, form, field));
	return html`<section class="panel"><h2>${title}</h2><p class="hint">${lead}</p><div class="row">${shown(false)}</div>${shown(true)}</section>`;
}

function dummyPanel(frame: Frame, form: SettingsForm, side: Side): Html {
	const { settings, side: names } = frame.texts;
	const own = SETTING_FIELDS.filter(({ path }) => path.startsWith(`dummy.${side}.`));
	const row = (kind: SettingField["kind"]) =>
		html`<div class="row">${own.filter((field) => field.kind === kind).map((field) => control(frame, form, field))}</div>`;
	return html`<section class="panel"><h2><span class="dot ${side}"></span>${settings.dummy(names[side])}</h2><p class="hint">${settings.dummyLead}</p>${row("number")}${row("lines")}</section>`;
}

/** A field with its label, its hint, and what is wrong with it beside it. */
function control(frame: Frame, { draft, complaints }: SettingsForm, field: SettingField): Html {
	const { path, kind } = field;
	const label = field.label(frame.texts);
	const wrong = complaints.get(path);
	const hint = hintOf(frame, field);
	const notes = [...(hint === null ? [] : [`${path}-hint`]), ...(wrong === undefined ? [] : [`${path}-wrong`])].join(" ");
	const aria = html`${notes === "" ? "" : html` aria-describedby="${notes}"`}${wrong === undefined ? "" : html` aria-invalid="true"`}`;
	const below = html`${hint === null ? "" : html`<p class="hint" id="${path}-hint">${hint}</p>`}${wrong === undefined ? "" : html`<p class="problem" id="${path}-wrong">${wrong}</p>`}`;
	if (kind === "checks" || path === "conflictPolicy") {
		return html`<fieldset class="field"${aria}><legend>${label}</legend>${options(frame, draft, field)}${below}</fieldset>`;
	}
	return html`<div class="field"><label for="${path}">${label}</label>${input(frame, draft, field, aria)}${below}</div>`;
}

function options({ texts }: Frame, draft: Draft, field: SettingField): readonly Html[] {
	const { path, kind, options: all } = field;
	const set = [draft.get(path) ?? ""].flat();
	const type = kind === "checks" ? "checkbox" : "radio";
	return all.map(
		(option) =>
			html`<label class="option"><input type="${type}" name="${path}" value="${option}"${set.includes(option) ? html` checked` : ""}> <span>${optionName(texts, field, option)}</span></label>`,
	);
}

function input({ texts }: Frame, draft: Draft, field: SettingField, aria: Html): Html {
	const { path, kind, options: all } = field;
	const value = [draft.get(path) ?? ""].flat().join("\n");
	switch (kind) {
		case "lines":
			// The line break behind the tag is the one that browsers drop.
			return html`<textarea id="${path}" name="${path}" rows="3" spellcheck="false"${aria}>
${value}</textarea>`;
		case "choice":
			return html`<select id="${path}" name="${path}"${aria}>${all.map((option) => html`<option value="${option}"${option === value ? html` selected` : ""}>${optionName(texts, field, option)}</option>`)}</select>`;
		case "clock":
			return html`<input id="${path}" name="${path}" type="time" value="${value}"${aria}>`;
		case "number":
		case "days":
			return html`<input id="${path}" name="${path}" inputmode="numeric" autocomplete="off" value="${value}"${aria}>`;
		default:
			return html`<input id="${path}" name="${path}" list="branches" autocomplete="off" value="${value}"${aria}>`;
	}
}

function hintOf({ texts: { settings } }: Frame, { path, kind }: SettingField): string | null {
	if (path === "branch") return settings.branchHint;
	if (path === "conflictPolicy") return settings.policyHint;
	if (kind === "number") return settings.idHint;
	return kind === "lines" ? settings.linesHint : null;
}
