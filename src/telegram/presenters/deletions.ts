import { fieldName } from "../../domain/fields.ts";
import type { EditedAndDeleted } from "../../store/review.ts";
import { type Html, html, lines } from "../html.ts";
import type { ButtonSpec } from "../keyboard.ts";
import { day } from "../moments.ts";
import { recordSubject } from "../subjects.ts";
import type { Texts } from "../texts.ts";
import { clipped, labelOf } from "./words.ts";

/** Records that were edited on one side while they were deleted on the other. */
export function deletionsText(records: readonly EditedAndDeleted[], notice: Html | string | null, texts: Texts): Html {
	if (records.length === 0) return lines([notice, `✅ ${texts.deletions.none}`]);
	return lines([
		notice,
		"",
		html`<b>${texts.deletions.title(records.length)}</b>`,
		...records.flatMap((record, index) => ["", ...card(record, index + 1, texts)]),
	]);
}

function card(record: EditedAndDeleted, place: number, texts: Texts): readonly (Html | string | null)[] {
	const fields = record.fields.map((field) => fieldName(record.entity, field, texts.language)).join(", ");
	const { side, deletedOn } = record;
	return [
		html`${place}. <b>${labelOf(record, texts)}</b> (${texts.record.one[record.entity]})`,
		texts.deletions.what(texts.side[deletedOn], texts.side[side], day(record.since, texts.locale)),
		fields === "" ? null : texts.deletions.edited(clipped(fields, 160)),
	];
}

export const deletionButtons = (records: readonly EditedAndDeleted[], texts: Texts): readonly (readonly ButtonSpec[])[] =>
	records.map((record, index) => {
		const subject = recordSubject(record);
		return [
			{ text: `${index + 1}. ${texts.deletions.restore(texts.side[record.deletedOn])}`, action: "back", subject },
			{ text: `${index + 1}. ${texts.deletions.delete}`, action: "del", subject },
		];
	});

/** The question before a record goes on the side that still has it. */
export function deletionQuestion(record: EditedAndDeleted, texts: Texts): Html {
	return lines([
		html`⚠️ <b>${texts.deletions.question(texts.amount[record.entity](1), texts.side[record.side])}</b>`,
		labelOf(record, texts),
		texts.deletions.meaning,
		texts.button.fiveMinutes,
	]);
}

export const deletionAnswers = (record: EditedAndDeleted, texts: Texts): readonly (readonly ButtonSpec[])[] => [
	[
		{ text: texts.deletions.yes, action: "delok", subject: recordSubject(record) },
		{ text: texts.button.cancel, action: "no", subject: "delok" },
	],
];
