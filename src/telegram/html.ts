/** Text for parse_mode HTML. Made by the tag below only, so what is in it is escaped or meant as formatting. */
export class Html {
	readonly markup: string;

	constructor(markup: string) {
		this.markup = markup;
	}
}

type Value = string | number | Html;

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const markupOf = (value: Value): string => (value instanceof Html ? value.markup : escaped(String(value)));

/** html`<b>${name}</b>`: values are escaped, Html values are taken as they are. */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
	return new Html(strings.reduce((text, part, index) => text + markupOf(values[index - 1] ?? "") + part));
}

/** One line each; what is null is left out, "" is a blank line. */
export function lines(parts: readonly (Value | null)[]): Html {
	return new Html(
		parts
			.filter((part) => part !== null)
			.map(markupOf)
			.join("\n")
			.replace(/\n{3,}/g, "\n\n")
			.trim(),
	);
}
