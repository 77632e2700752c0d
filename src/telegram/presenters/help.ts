import { type Html, html, lines } from "../html.ts";
import type { Texts } from "../texts.ts";

/** `first`: nothing has been carried out on the connection yet. */
export function helpText(name: string, first: boolean, texts: Texts): Html {
	return lines([
		html`<b>${texts.help.greeting(name)}</b>`,
		texts.help.purpose,
		"",
		...Object.entries(texts.commands).map(([command, words]) => html`/${command} – ${words}`),
		"",
		first ? `💡 ${texts.help.previewFirst}` : texts.help.previewNote,
		texts.help.employeeExample,
	]);
}
