import type { Language } from "../../domain/reasons.ts";
import { english } from "./texts.en.ts";
import { indonesian } from "./texts.id.ts";

export type Texts = typeof indonesian;

const TEXTS: Readonly<Record<Language, Texts>> = { id: indonesian, en: english };

export const textsIn = (language: Language): Texts => TEXTS[language];
