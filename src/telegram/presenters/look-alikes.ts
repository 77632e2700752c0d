import { fieldKind, fieldName, formatValue } from "../../domain/fields.ts";
import type { Side } from "../../domain/model.ts";
import type { LookAlikes } from "../../store/review.ts";
import { type Html, html, lines } from "../html.ts";
import type { ButtonSpec } from "../keyboard.ts";
import { pairSubject } from "../subjects.ts";
import type { Texts } from "../texts.ts";
import { clipped } from "./words.ts";

/** What tells two records apart, or shows that they are one. */
const COMPARED = ["code", "name", "mobile", "phone", "city", "npwp"] as const;

/** Records that may be the same, side by side. `notice` says what a press has just done. */
export function lookAlikesText(pairs: readonly LookAlikes[], notice: Html | string | null, texts: Texts): Html {
	if (pairs.length === 0) return lines([notice, `✅ ${texts.lookAlikes.none}`]);
	return lines([
		notice,
		"",
		html`<b>${texts.lookAlikes.title}</b>`,
		texts.lookAlikes.legend(texts.side.smh, texts.side.accurate),
		...pairs.flatMap((pair, index) => ["", ...card(pair, index + 1, texts)]),
	]);
}

function card(pair: LookAlikes, place: number, texts: Texts): readonly (Html | string | null)[] {
	const { entity, smhId, accurateId } = pair;
	const shown = (side: Side, field: string): string =>
		clipped(formatValue(pair[side][field] ?? null, texts.language, fieldKind(entity, field)), 50);
	const rows = COMPARED.filter((field) => (pair.smh[field] ?? null) !== null || (pair.accurate[field] ?? null) !== null);
	return [
		html`${place}. <b>${texts.record.one[entity]}</b> · ID ${smhId} ↔ ${accurateId}`,
		...rows.map((field) => `${fieldName(entity, field, texts.language)}: ${shown("smh", field)} ↔ ${shown("accurate", field)}`),
		pair.taken ? texts.lookAlikes.taken : null,
	];
}

export const lookAlikeButtons = (pairs: readonly LookAlikes[], texts: Texts): readonly (readonly ButtonSpec[])[] =>
	pairs.map((pair, index) => {
		const subject = pairSubject(pair);
		const different = { text: `${index + 1}. ${texts.lookAlikes.different}`, action: "diff", subject } as const;
		return pair.taken ? [different] : [{ text: `${index + 1}. ${texts.lookAlikes.same}`, action: "same", subject }, different];
	});
