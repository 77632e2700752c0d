import type { Run } from "../../store/runs.ts";
import type { Question } from "../../sync/question.ts";
import { type Html, html, lines } from "../html.ts";
import { timeOfDay } from "../moments.ts";
import type { Texts } from "../texts.ts";

/** What a run wants to delete, with the counts in the question, before it does. */
export function approvalQuestion(run: Run, { removals, expiresAt }: Question, texts: Texts): Html {
	return lines([
		html`⚠️ <b>${texts.approval.title(texts.run.name[run.mode])}</b>`,
		texts.approval.reason,
		...removals.map(({ entity, side, count, links, names }) => {
			const what = texts.approval.removal(texts.amount[entity](count), texts.number(links), texts.side[side]);
			return `• ${what}: ${names.map(clipped).join(", ")}${count > names.length ? ", …" : ""}`;
		}),
		"",
		texts.approval.meaning,
		texts.approval.until(timeOfDay(expiresAt, texts.locale)),
	]);
}

const clipped = (name: string): string => (name.length > 60 ? `${name.slice(0, 59)}…` : name);
