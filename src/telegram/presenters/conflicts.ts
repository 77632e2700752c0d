import { fieldKind, fieldName, formatValue } from "../../domain/fields.ts";
import { otherSide, type Side } from "../../domain/model.ts";
import type { Conflict } from "../../store/conflicts.ts";
import { type Html, html, lines } from "../html.ts";
import type { ButtonSpec } from "../keyboard.ts";
import { dateAndTime } from "../moments.ts";
import type { Texts } from "../texts.ts";
import { actorName } from "./people.ts";
import { clipped } from "./words.ts";

/** Fields that both sides had changed: both values, whose stands, and why. `notice` says what a press has just done. */
export function conflictsText(conflicts: readonly Conflict[], notice: Html | string | null, texts: Texts): Html {
	if (conflicts.length === 0) return lines([notice, `✅ ${texts.conflicts.none}`]);
	return lines([
		notice,
		"",
		html`<b>${texts.conflicts.title(conflicts.length)}</b>`,
		...conflicts.flatMap((conflict, index) => ["", ...card(conflict, index + 1, texts)]),
	]);
}

function card(conflict: Conflict, place: number, texts: Texts): readonly (Html | string)[] {
	const field = fieldName(conflict.entity, conflict.field, texts.language);
	const kind = fieldKind(conflict.entity, conflict.field);
	const value = (side: Side): string => {
		const shown = clipped(formatValue(conflict[side], texts.language, kind), 80);
		return `${texts.side[side]}: ${shown}${conflict.winner === side ? " ✓" : ""}`;
	};
	return [
		html`${place}. <b>${clipped(conflict.label)}</b> (${texts.record.one[conflict.entity]})`,
		html`<i>${field}</i>`,
		value("smh"),
		value("accurate"),
		standing(conflict, texts),
	];
}

/** Whose value stands, and who said so: a person, or the connection's policy. */
function standing({ winner, decidedBy, decidedAt, at }: Conflict, texts: Texts): string {
	if (winner === null) return `❓ ${texts.conflicts.undecided}`;
	const side = texts.side[winner];
	if (decidedBy === null) return texts.conflicts.byPolicy(side, dateAndTime(at, texts.locale));
	return texts.conflicts.byPerson(side, actorName(decidedBy, texts), dateAndTime(decidedAt ?? at, texts.locale));
}

/** One button to put the other value back; two while nobody has chosen. */
export const conflictButtons = (conflicts: readonly Conflict[], texts: Texts): readonly (readonly ButtonSpec[])[] =>
	conflicts.map(({ id, winner }, index) => {
		const choices: readonly Side[] = winner === null ? ["smh", "accurate"] : [otherSide(winner)];
		return choices.map((side) => ({
			text: `${index + 1}. ${texts.conflicts.use(texts.side[side])}`,
			action: side === "smh" ? "smh" : "acc",
			subject: id,
		}));
	});

export function chosenText({ entity, field, label }: Conflict, side: Side, texts: Texts): string {
	return `✅ ${texts.conflicts.chosen(texts.side[side], fieldName(entity, field, texts.language), clipped(label))} ${texts.verb.next}`;
}
