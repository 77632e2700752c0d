import type { Language } from "../domain/reasons.ts";
import { english } from "./texts.en.ts";
import { indonesian, type Texts } from "./texts.id.ts";

export type { Texts };

const TEXTS: Readonly<Record<Language, Texts>> = { id: indonesian, en: english };

/** Indonesian for everybody but those whose Telegram is in English. */
export const languageOf = (code: string | undefined): Language => (code?.toLowerCase().startsWith("en") ? "en" : "id");

/** The dictionary of a language; of what a stored row calls its language, too. */
export const textsIn = (language: string): Texts => TEXTS[languageOf(language)];
