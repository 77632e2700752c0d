import { html } from "hono/html";
import type { Frame, Html } from "../frame.ts";

/** Links to the first and to the next page; null: there is none, or one is on it. */
export const pager = ({ texts }: Frame, first: string | null, next: string | null): Html | string =>
	first === null && next === null
		? ""
		: html`<p class="pager">
${first === null ? "" : html`<a class="button" href="${first}">${texts.problems.first}</a>`}
${next === null ? "" : html`<a class="button" rel="next" href="${next}">${texts.problems.next} →</a>`}
</p>`;

export const chip = (href: string, label: string, current: boolean, count?: string): Html =>
	html`<a class="chip" href="${href}"${current ? html` aria-current="true"` : ""}>${label}${count ? html` <b>${count}</b>` : ""}</a>`;

/** An address with those of the parameters that are set. */
export function addressOf(path: string, parameters: Readonly<Record<string, string | undefined>>): string {
	const query = new URLSearchParams(Object.entries(parameters).flatMap(([key, value]) => (value ? [[key, value]] : [])));
	return query.size > 0 ? `${path}?${query}` : path;
}
