import { html } from "hono/html";
import { SCRIPT_HREF, STYLE_HREF } from "../assets.ts";
import type { Frame, Html } from "../frame.ts";
import { mark } from "./brand.ts";
import { menu } from "./menu.ts";

export interface Layout {
	readonly title: string;
	/** Shows the menu and the way out. */
	readonly signedIn: boolean;
	/** Something is under way: browsers without scripts look again by themselves. */
	readonly live?: boolean;
}

/** The whole document around a page's content. */
export const layout = (frame: Frame, { title, signedIn, live }: Layout, content: Html): Html => {
	const { texts, language } = frame;
	return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title} · Sinkron</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="${STYLE_HREF}">
${signedIn ? html`<script src="${SCRIPT_HREF}" defer></script>` : ""}
${live ? html`<noscript><meta http-equiv="refresh" content="4"></noscript>` : ""}
</head>
<body>
<a class="skip" href="#content">${texts.skip}</a>
<header class="top">
<a class="brand" href="/sync-information">${mark}<span>Sinkron</span></a>
<nav>
<a href="${frame.otherLanguage}" hreflang="${texts.otherLanguage.code}" lang="${texts.otherLanguage.code}">${texts.otherLanguage.name}</a>
${signedIn ? html`<form method="post" action="/sign-out"><button class="quiet">${texts.signOut}</button></form>` : ""}
</nav>
</header>
${signedIn ? menu(frame) : ""}
<main id="content">
${frame.told === null ? "" : html`<p class="told-so" role="status">${frame.told}</p>`}
${content}
</main>
</body>
</html>`;
};
