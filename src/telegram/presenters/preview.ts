import type { CountedChange, Estimate } from "../../domain/estimate.ts";
import { fieldKind, fieldName, formatValue } from "../../domain/fields.ts";
import { ENTITIES, SIDES } from "../../domain/model.ts";
import { reasonText } from "../../domain/reasons.ts";
import type { PreviewedChange, ReasonCount } from "../../store/preview.ts";
import { type Html, html, lines } from "../html.ts";
import type { ButtonSpec } from "../keyboard.ts";
import { duration } from "../moments.ts";
import { MESSAGE_LIMIT } from "../split.ts";
import { pageSubject } from "../subjects.ts";
import type { Texts } from "../texts.ts";
import { clipped } from "./words.ts";

/** What a preview found, as its last message shows it. */
export interface Preview {
	readonly counts: readonly CountedChange[];
	/** Why the other records would stay as they are. */
	readonly remaining: readonly ReasonCount[];
	readonly first: readonly PreviewedChange[];
	/** null: it could not be estimated. */
	readonly estimate: Estimate | null;
}

type Part = Html | string | null;

export const changesIn = ({ counts }: Preview): number => counts.reduce((sum, { count }) => sum + count, 0);

/** Fields shown per change: fewer when the message would become too long to edit. */
const FIELDS = [8, 4, 2, 0] as const;

/** The body of the message: counts, reasons for the rest, the first changes field by field, what it would cost. */
export function previewText(heading: readonly Part[], preview: Preview, texts: Texts): Html {
	const texted = FIELDS.map((fields) => lines([...heading, ...body(preview, fields, texts)]));
	const [longest] = texted;
	return texted.find(({ markup }) => markup.length <= MESSAGE_LIMIT) ?? longest ?? lines([]);
}

function body(preview: Preview, fields: number, texts: Texts): readonly Part[] {
	const { counts, remaining, first, estimate } = preview;
	const words = texts.preview;
	const left = remaining.reduce((sum, { count }) => sum + count, 0);
	const all = changesIn(preview);
	return [
		...(all === 0 ? [left > 0 ? texts.outcome.nothingToDo : texts.outcome.nothingPlanned] : countLines(counts, texts)),
		...(left > 0
			? [
					"",
					html`<b>${words.remaining(left)}</b>`,
					...remaining.map(({ reason, count }) => `• ${texts.number(count)} – ${reasonText(reason, texts.language).sentence}`),
				]
			: []),
		...(first.length > 0
			? [
					"",
					html`<b>${words.first(first.length, all)}</b>`,
					...first.flatMap((change, index) => changeLines(change, index + 1, fields, texts)),
				]
			: []),
		"",
		all > 0 && estimate ? estimateLine(estimate, texts) : null,
		all > 0 ? texts.outcome.previewOnly : null,
	];
}

/** "SMH: 131 pelanggan baru, 56 produk baru", a line for each side with changes. */
function countLines(counts: readonly CountedChange[], texts: Texts): readonly string[] {
	const amounts = (matches: (change: CountedChange) => boolean): readonly string[] =>
		ENTITIES.flatMap((entity) =>
			(["create", "update", "remove", "link"] as const).flatMap((operation) => {
				const count = counts
					.filter((change) => change.entity === entity && change.operation === operation && matches(change))
					.reduce((sum, change) => sum + change.count, 0);
				return count > 0 ? [texts.preview.kind[operation](texts.amount[entity](count))] : [];
			}),
		);
	const written = SIDES.flatMap((side) => {
		const parts = amounts((change) => change.side === side && change.operation !== "link");
		return parts.length > 0 ? [`${texts.side[side]}: ${parts.join(", ")}`] : [];
	});
	// A link writes to no side of its own.
	const linked = amounts(({ operation }) => operation === "link");
	return linked.length > 0 ? [...written, linked.join(", ")] : written;
}

function estimateLine({ calls, ms }: Estimate, texts: Texts): string {
	return `⏱ ${texts.preview.estimate(calls.smh + calls.accurate, duration(ms, texts.unit))}`;
}

/** One change: what happens to which record, then its fields before → after. */
function changeLines(change: PreviewedChange, place: number, fields: number, texts: Texts): readonly Part[] {
	const { entity, side, operation, before, after } = change;
	const what = texts.preview.deed[operation](texts.side[side]);
	const label = change.label === "" ? texts.record.nameless : clipped(change.label);
	// A new record has nothing before; what it leaves empty is not worth a line.
	const names = Object.keys(after ?? {}).filter((field) => operation !== "create" || (after?.[field] ?? null) !== null);
	const shown = (values: typeof after, field: string): string =>
		clipped(formatValue(values?.[field], texts.language, fieldKind(entity, field)), 40);
	return [
		html`${place}. <b>${label}</b> · ${texts.record.one[entity]}, ${what}`,
		...names.slice(0, fields).map((field) => {
			const name = fieldName(entity, field, texts.language);
			return operation === "create"
				? `   ${name}: – → ${shown(after, field)}`
				: `   ${name}: ${shown(before, field)} → ${shown(after, field)}`;
		}),
		names.length > fields && fields > 0 ? `   ${texts.preview.moreFields(names.length - fields)}` : null,
	];
}

/** A further page of the changes; `from` is the place of its first one. */
export function changesPageText(changes: readonly PreviewedChange[], from: number, all: number, texts: Texts): Html {
	if (changes.length === 0) return lines([texts.preview.noMore]);
	return lines([
		html`<b>${texts.preview.page(from, from + changes.length - 1, all)}</b>`,
		...changes.flatMap((change, index) => changeLines(change, from + index, FIELDS[0], texts)),
	]);
}

export const moreButton = (runId: string, page: number, texts: Texts): ButtonSpec => ({
	text: texts.preview.more,
	action: "see",
	subject: pageSubject({ runId, page }),
});

/** Below a preview's last message. */
export function previewButtons(runId: string, preview: Preview, texts: Texts): readonly (readonly ButtonSpec[])[] {
	const all = changesIn(preview);
	if (all === 0) return [];
	const more = all > preview.first.length ? [moreButton(runId, 1, texts)] : [];
	return [more, [{ text: texts.preview.carryOut, action: "go", subject: runId }]];
}

/** The question before a run that deletes, with what it deletes. */
export function deletesQuestion(counts: readonly CountedChange[], texts: Texts): Html {
	const removals = counts.filter(({ operation }) => operation === "remove");
	return lines([
		html`⚠️ <b>${texts.preview.deletesTitle}</b>`,
		...removals.map(({ entity, side, count }) => `• ${texts.preview.deletes(texts.amount[entity](count), texts.side[side])}`),
		texts.button.fiveMinutes,
	]);
}

export const deletesAnswers = (runId: string, texts: Texts): readonly (readonly ButtonSpec[])[] => [
	[
		{ text: texts.preview.yes, action: "goyes", subject: runId },
		{ text: texts.button.cancel, action: "no", subject: runId },
	],
];
