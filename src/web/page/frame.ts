import type { Context, MiddlewareHandler } from "hono";
import type { html } from "hono/html";
import { languageDetector } from "hono/language";
import type { Language } from "../../domain/reasons.ts";
import type { WebEnv } from "../dependencies.ts";
import { type Texts, textsIn } from "./texts.ts";

/** A piece of HTML in which everything that came from data is escaped. */
export type Html = ReturnType<typeof html>;

/** What every view needs to know of its request. */
export interface Frame {
	readonly language: Language;
	readonly texts: Texts;
	/** This page in the other language. */
	readonly otherLanguage: string;
}

/** Indonesian, unless the reader asks for English: by `?lang=en`, which is remembered, or by the browser's languages. */
export const detectLanguage: MiddlewareHandler = languageDetector({
	order: ["querystring", "cookie", "header"],
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
	url.searchParams.set("lang", texts.otherLanguage.code);
	return { language, texts, otherLanguage: `${c.req.method === "GET" ? url.pathname : "/sync-information"}${url.search}` };
}
