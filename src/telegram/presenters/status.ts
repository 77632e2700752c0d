import type { Action } from "../../domain/status/fault-text.ts";
import { type Sheet, statusWords } from "../../domain/status/sheet.ts";
import type { Mark } from "../../domain/status/sheet-lines.ts";
import { type Html, html, lines } from "../html.ts";
import type { Texts } from "../texts.ts";

const SIGN: Readonly<Record<Mark, string>> = { good: "✅", bad: "❌", off: "➖", plain: "•" };

/** What has to be put right and how, then everything else, part by part. */
export function statusText(sheet: Sheet, texts: Texts): Html {
	const { verdict, faults, sections, title, at } = sheet;
	return lines([
		html`🩺 <b>${title}</b>`,
		at,
		html`<b>${faults.length === 0 ? "✅" : "⚠️"} ${verdict}</b>`,
		...faults.flatMap(({ what, cure, action }, index) => [
			"",
			html`<b>${index + 1}. ${what}</b>`,
			`→ ${[cure, ...sent(action, texts)].join(" ")}`,
		]),
		...sections.flatMap(({ title: name, lines: of, note }) => [
			"",
			html`<b>${name}</b>`,
			...of.map(({ mark, text }) => `${SIGN[mark]} ${text}`),
			note === "" ? null : html`<i>${note}</i>`,
		]),
	]);
}

const sent = (action: Action | null, { language }: Texts): readonly string[] =>
	action?.command ? [statusWords(language).action.send(action.command)] : [];

/** Pages that the faults lead to, each once, with what their buttons say. */
export const pagesOf = ({ faults }: Sheet): readonly { readonly label: string; readonly to: string }[] => {
	const found = faults.flatMap(({ action }) =>
		action?.path && action.label !== null && action.command === null ? [[action.path, action.label] as const] : [],
	);
	return [...new Map(found)].map(([to, label]) => ({ label, to }));
};
