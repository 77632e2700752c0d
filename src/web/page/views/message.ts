import { html } from "hono/html";
import type { Frame, Html } from "../frame.ts";
import { layout } from "./layout.ts";

export interface Message {
	readonly title: string;
	readonly text: string;
	readonly details?: readonly string[];
	/** Where to go from here; the Sync Information page unless said otherwise. */
	readonly link?: { readonly href: string; readonly label: string };
}

/** A page that says one thing. */
export function messagePage(frame: Frame, { title, text, details, link }: Message, signedIn: boolean): Html {
	const onward = link ?? { href: "/sync-information", label: frame.texts.trouble.back };
	return layout(
		frame,
		{ title, signedIn },
		html`<section class="panel message">
<h1>${title}</h1>
<p>${text}</p>
${details && details.length > 0 ? html`<ul class="plain">${details.map((detail) => html`<li>${detail}</li>`)}</ul>` : ""}
<p><a class="button" href="${onward.href}">${onward.label}</a></p>
</section>`,
	);
}
