import type { Language } from "../reasons.ts";
import { type FaultText, faultText } from "./fault-text.ts";
import { faultsOf } from "./faults.ts";
import { moment } from "./moments.ts";
import { connectionLines, freshnessLines, hookLines, type Line, runLines, validityLines } from "./sheet-lines.ts";
import type { Status } from "./status.ts";
import { statusEnglish } from "./words.en.ts";
import { type StatusWords, statusIndonesian } from "./words.id.ts";

export interface Section {
	readonly title: string;
	readonly lines: readonly Line[];
	/** What the figures mean; "": they speak for themselves. */
	readonly note: string;
}

/** The status as people read it, in the chat and on the page. */
export interface Sheet {
	readonly title: string;
	readonly at: string;
	readonly verdict: string;
	readonly faults: readonly FaultText[];
	readonly sections: readonly Section[];
}

const WORDS: Readonly<Record<Language, StatusWords>> = { id: statusIndonesian, en: statusEnglish };
export const statusWords = (language: Language): StatusWords => WORDS[language];

export function sheetOf(status: Status, language: Language): Sheet {
	const words = statusWords(language);
	const faults = faultsOf(status).map((fault) => faultText(fault, words));
	const section = (title: string, lines: readonly Line[], note = ""): Section => ({ title, lines, note });
	const sections = [
		section(words.connections.title, connectionLines(status, words)),
		section(words.hooks.title, hookLines(status, words)),
		section(words.validity.title, validityLines(status, words)),
		section(words.runs.title, runLines(status, words)),
		section(words.freshness.title, freshnessLines(status, words), words.freshness.meaning),
	];
	return {
		title: words.title,
		at: words.at(moment(status.at, words.locale)),
		verdict: words.verdict(faults.length),
		faults,
		sections: sections.filter(({ lines }) => lines.length > 0),
	};
}
