import type { Context, MiddlewareHandler } from "hono";
import type { html } from "hono/html";
import { languageDetector } from "hono/language";
import type { Language } from "../../domain/reasons.ts";
import type { WebEnv } from "../dependencies.ts";
import { type Texts, textsIn } from "./texts.ts";

/** A piece of HTML in which everything that came from data is escaped. */
export type Html = ReturnType<typeof html>;

/** Parts of an address that no link repeats: what a button has done, and what lets somebody in. */
const SAID_ONCE = ["told", "n", "code", "state", "token"];

/** What every view needs to know of its request. */
export interface Frame {
	readonly language: Language;
	readonly texts: Texts;
	/** This page in the other language. */
	readonly otherLanguage: string;
	/** Where the reader is. */
	readonly path: string;
	/** What the button that led here has done; null: no button did. */
	readonly told: string | null;
}

/** Indonesian, unless the reader asks for English by `?lang=en`, which is remembered: many a browser here speaks English. */
export const detectLanguage: MiddlewareHandler = languageDetector({
	order: ["querystring", "cookie"],
	lookupQueryString: "lang",
	lookupCookie: "sinkron_language",
	supportedLanguages: ["id", "en"],
	fallbackLanguage: "id",
	cookieOptions: { path: "/", sameSite: "Lax", secure: false, httpOnly: true },
});

export function frameOf(c: Context<WebEnv>): Frame {
	const language: Language = c.get("language") === "en" ? "en" : "id";
	const texts = textsIn(language);
	const url = new URL(c.req.url);
	const told = toldIn(texts, url.searchParams);
	for (const name of SAID_ONCE) url.searchParams.delete(name);
	url.searchParams.set("lang", texts.otherLanguage.code);
	// "//x" would be another site.
	const path = url.pathname.replace(/^\/+/, "/");
	const otherLanguage = `${c.req.method === "GET" ? path : "/sync-information"}${url.search}`;
	return { language, texts, otherLanguage, path: url.pathname, told };
}

/** What a page can be asked to say by its address: one of our own sentences, nothing else. */
function toldIn({ told }: Texts, query: URLSearchParams): string | null {
	const key = query.get("told");
	if (key === null || !Object.hasOwn(told, key)) return null;
	const count = Number(query.get("n"));
	return told[key as keyof Texts["told"]](Number.isSafeInteger(count) && count > 0 ? count : 0);
}
