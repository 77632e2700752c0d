import { type Context, Hono } from "hono";
import type { WebEnv } from "../dependencies.ts";
import { SCRIPT } from "./script.ts";
import { STYLE } from "./style/style.ts";
import { ICON } from "./views/brand.ts";

/** FNV-1a: names a version of a text, nothing more. */
function versionOf(text: string): string {
	let hash = 0x811c9dc5;
	for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
	return (hash >>> 0).toString(36);
}

/** Addresses that change with the content, so that a browser may keep what it has for ever. */
export const STYLE_HREF = `/style.css?v=${versionOf(STYLE)}`;
export const SCRIPT_HREF = `/sync.js?v=${versionOf(SCRIPT)}`;

const asset = (text: string, type: string) => (c: Context<WebEnv>) =>
	c.body(text, 200, { "content-type": `${type}; charset=utf-8`, "cache-control": "public, max-age=31536000, immutable" });

export const assets = new Hono<WebEnv>()
	.get("/style.css", asset(STYLE, "text/css"))
	.get("/sync.js", asset(SCRIPT, "text/javascript"))
	.get("/icon.svg", asset(ICON, "image/svg+xml"));
