import { ENTITIES, type Entity, SIDES } from "../../domain/model.ts";
import type { RecordChangeCount } from "../../store/run-sums.ts";
import type { Run } from "../../store/runs.ts";
import { type Html, html, lines } from "../html.ts";
import { dateAndTime, duration } from "../moments.ts";
import type { Texts } from "../texts.ts";
import { commandFor } from "./people.ts";
import { type Preview, previewText } from "./preview.ts";

/** How a run ended, with everything a person is told of it. */
export interface Outcome {
	readonly run: Run;
	readonly changes: readonly RecordChangeCount[];
	/** Records that are not in step now. */
	readonly notSynced: number;
	/** Of a preview that came to its end: what it found. */
	readonly preview: Preview | null;
}

/** The last words about a run. `heading` goes first, where the message was not asked for. */
export function outcomeText(outcome: Outcome, texts: Texts, heading: string | null = null): Html {
	const top = heading === null ? null : html`<b>${heading}</b>`;
	if (outcome.preview) return previewText([top, doneLine(outcome.run, texts)], outcome.preview, texts);
	return lines([top, ...body(outcome, texts)]);
}

export const nightlyHeading = ({ startedAt }: Run, texts: Texts): string =>
	`🌙 ${texts.outcome.nightly(dateAndTime(startedAt, texts.locale))}`;

function body({ run, changes, notSynced }: Outcome, texts: Texts): readonly (Html | string | null)[] {
	const name = texts.run.name[run.mode];
	const took = lasted(run, texts);
	const did = changeLines(run, changes, texts);
	const gap = notSynced > 0 ? texts.outcome.notSynced(notSynced) : null;
	const { outcome } = texts;
	const again = commandFor(run.mode);
	switch (run.state) {
		case "failed":
			return [
				html`❌ <b>${outcome.failed(name, took)}</b>`,
				outcome.reason(reasonOf(run, texts)),
				...did,
				"",
				outcome.failedNext(again),
			];
		case "cancelled":
			return [
				html`🚫 <b>${outcome.cancelled(name, took)}</b>`,
				run.error ? outcome.reason(reasonOf(run, texts)) : null,
				...did,
				"",
				outcome.cancelledNext(again),
			];
		default:
			return [
				doneLine(run, texts),
				leftOut(run, texts),
				...(did.length === 0 ? [notSynced > 0 ? outcome.nothingDone : outcome.nothing] : did),
				"",
				gap,
			];
	}
}

/** A run that ended well although some data could not be read says so: silence would look like "all is the same". */
function leftOut(run: Run, texts: Texts): Html | null {
	const missing = ENTITIES.filter((entity) => !run.entities.includes(entity)).map((entity) => texts.entity[entity]);
	return run.error === null || missing.length === 0 ? null : html`⚠️ ${texts.outcome.leftOut(missing.join(", "), run.error)}`;
}

const doneLine = (run: Run, texts: Texts): Html =>
	html`✅ <b>${texts.outcome.done(texts.run.name[run.mode], lasted(run, texts))}</b>`;

const lasted = ({ startedAt, finishedAt }: Run, texts: Texts): string =>
	duration((finishedAt ?? startedAt) - startedAt, texts.unit);

/** "Pelanggan: 131 dibuat di SMH, 2 diubah di Accurate", a line for each entity with changes. */
function changeLines(run: Run, changes: readonly RecordChangeCount[], texts: Texts): readonly string[] {
	return ENTITIES.flatMap((entity) => {
		const parts = partsOf(run, changes, entity, texts);
		return parts.length === 0 ? [] : [`${texts.entity[entity]}: ${parts.join(", ")}`];
	});
}

function partsOf(run: Run, changes: readonly RecordChangeCount[], entity: Entity, texts: Texts): readonly string[] {
	const words = run.mode === "preview" ? texts.outcome.would : texts.outcome.did;
	const count = (operation: RecordChangeCount["operation"], side?: string): number =>
		changes
			.filter((change) => change.entity === entity && change.operation === operation && (!side || change.side === side))
			.reduce((sum, change) => sum + change.count, 0);
	const perSide = (["create", "update", "remove"] as const).flatMap((operation) =>
		SIDES.flatMap((side) => {
			const n = count(operation, side);
			return n > 0 ? [words[operation](n, texts.side[side])] : [];
		}),
	);
	const linked = count("link");
	return linked > 0 ? [...perSide, words.link(linked)] : perSide;
}

function reasonOf({ error }: Run, texts: Texts): string {
	if (error === null || error === "") return texts.outcome.noReason;
	return texts.outcome.engineReasons[error] ?? error;
}
