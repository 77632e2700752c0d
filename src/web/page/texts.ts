import type { Language } from "../../domain/reasons.ts";
import { english } from "./texts.en.ts";
import { indonesian, type Texts } from "./texts.id.ts";

export type { Texts };

const TEXTS: Readonly<Record<Language, Texts>> = { id: indonesian, en: english };

export const textsIn = (language: Language): Texts => TEXTS[language];
