import type { RunProgress } from "../../store/progress.ts";
import type { Run } from "../../store/runs.ts";
import { type Html, html, lines } from "../html.ts";
import { timeOfDay } from "../moments.ts";
import type { Texts } from "../texts.ts";
import { starterOf } from "./people.ts";

/** The question before a run is stopped, with what stopping it means. */
export function cancelQuestion(run: Run, { changes, done }: RunProgress, texts: Texts): Html {
	const since = timeOfDay(run.startedAt, texts.locale);
	const name = texts.run.name[run.mode].toLocaleLowerCase(texts.locale);
	return lines([
		html`<b>${texts.cancel.question(name, since, starterOf(run, texts))}</b>`,
		run.mode !== "preview" && changes > 0 ? texts.cancel.counts(done, changes - done) : null,
		texts.cancel.expires,
	]);
}
