import { html } from "hono/html";
import type { Frame, Html } from "../frame.ts";

const PLACES = [
	{ key: "information", href: "/sync-information", also: [] },
	{ key: "problems", href: "/problems", also: [] },
	{ key: "conflicts", href: "/conflicts", also: [] },
	{ key: "history", href: "/history", also: ["/runs"] },
	{ key: "status", href: "/status", also: [] },
	{ key: "settings", href: "/settings", also: [] },
] as const;

/** The way around, the same on every page. */
export const menu = ({ texts, path }: Frame): Html => html`<nav class="menu" aria-label="${texts.menu.label}"><ul>
${PLACES.map(({ key, href, also }) => {
	const here = [href, ...also].some((place) => path === place || path.startsWith(`${place}/`));
	return html`<li><a href="${href}"${here ? html` aria-current="page"` : ""}>${texts.menu[key]}</a></li>`;
})}
</ul></nav>`;
