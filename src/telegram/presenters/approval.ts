import type { Run } from "../../store/runs.ts";
import type { Question } from "../../sync/run/question.ts";
import { type Html, html, lines } from "../html.ts";
import { timeOfDay } from "../moments.ts";
import type { Texts } from "../texts.ts";

/** What a run wants to delete or to change on a large scale, with the counts in the question, before it does. */
export function approvalQuestion(run: Run, { removals, edits = [], expiresAt }: Question, texts: Texts): Html {
	const told = ({ entity, side, count, links, names }: Question["removals"][number]): string => {
		const what = texts.approval.removal(texts.amount[entity](count), texts.number(links), texts.side[side]);
		return `• ${what}: ${names.map(clipped).join(", ")}${count > names.length ? ", …" : ""}`;
	};
	return lines([
		html`⚠️ <b>${texts.approval.title(texts.run.name[run.mode])}</b>`,
		...(removals.length > 0 ? [texts.approval.reason, ...removals.map(told)] : []),
		...(edits.length > 0 ? [texts.approval.manyEdits, ...edits.map(told)] : []),
		"",
		removals.length > 0 ? texts.approval.meaning : texts.approval.editsMeaning,
		texts.approval.until(timeOfDay(expiresAt, texts.locale)),
	]);
}

const clipped = (name: string): string => (name.length > 60 ? `${name.slice(0, 59)}…` : name);
