import { fieldName } from "../../domain/fields.ts";
import type { Conflict } from "../../store/conflicts.ts";
import type { Run } from "../../store/runs.ts";
import { subjectOf } from "../../sync/run/subject.ts";
import { type Html, lines } from "../html.ts";
import type { Texts } from "../texts.ts";
import { clipped } from "./words.ts";

/** What came of a person's word that was only taken in when it was given; null: the run is about no such word. */
export function verbText(run: Run, conflict: Conflict | null, texts: Texts): Html | null {
	const about = subjectOf(run);
	if (about?.kind !== "choose") return null;
	if (!conflict || about.outcome === "not_found") return lines([`⚠️ ${texts.verb.notFound}`]);
	const { entity, field, label } = conflict;
	const named = texts.conflicts.chosen(texts.side[about.side], fieldName(entity, field, texts.language), clipped(label));
	if (run.state === "done" && about.outcome === "done") return lines([`✅ ${named}`]);
	return lines([`⚠️ ${texts.verb.refused(about.detail ?? run.error ?? texts.outcome.noReason)}`, clipped(label)]);
}
