import { type Html, html, lines } from "../html.ts";
import type { Texts } from "../texts.ts";

export function helpText(name: string, texts: Texts): Html {
	return lines([
		html`<b>${texts.help.greeting(name)}</b>`,
		texts.help.purpose,
		"",
		...Object.entries(texts.commands).map(([command, words]) => html`/${command} – ${words}`),
		"",
		texts.help.previewNote,
		texts.help.employeeExample,
	]);
}
