import type { RequestedMode } from "../../domain/model.ts";
import type { RunProgress } from "../../store/progress.ts";
import type { Run } from "../../store/runs.ts";
import { activityOf } from "../../sync/run/phases.ts";
import { type Html, html, lines } from "../html.ts";
import { duration, timeOfDay } from "../moments.ts";
import type { Texts } from "../texts.ts";
import { commandFor, starterOf } from "./people.ts";

/** The first words about a run, before it exists. `first`: the connection's first one, which could be looked at beforehand. */
export const startingText = (mode: RequestedMode, texts: Texts, first: boolean): Html =>
	lines([`⏳ ${texts.run.starting[mode]}`, first ? `💡 ${texts.run.firstEver}` : null]);

/** For somebody who asked for a run while another one was under way. */
export function joinedText(run: Run, asked: Run["mode"], texts: Texts): Html {
	const since = timeOfDay(run.startedAt, texts.locale);
	const sameKind = (run.mode === "preview") === (asked === "preview");
	return lines([
		`⏳ ${texts.run.joined(texts.run.name[run.mode], since, starterOf(run, texts))}`,
		sameKind ? null : texts.run.joinedOther(commandFor(asked)),
	]);
}

/** What a run under way is doing, for the message that is edited as it goes. */
export function progressText(run: Run, progress: RunProgress, now: number, texts: Texts): Html {
	const { read, changes, done } = progress;
	const elapsed = duration(now - run.startedAt, texts.unit);
	return lines([
		html`⏳ <b>${texts.run.running(texts.run.name[run.mode])}</b> · ${elapsed}`,
		doing(run, texts),
		read.smh + read.accurate > 0 ? texts.run.read(read.smh, read.accurate) : null,
		run.mode !== "preview" && changes > 0 ? texts.run.applied(done, changes) : null,
	]);
}

function doing(run: Run, texts: Texts): string {
	if (run.state === "needs_confirmation") return texts.run.needsConfirmation;
	if (run.phase < 0) return texts.run.waiting;
	if (activityOf(run.phase) === "reading") return texts.run.reading;
	return run.mode === "preview" ? texts.run.calculating : texts.run.working;
}
