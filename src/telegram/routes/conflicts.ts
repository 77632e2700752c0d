import type { InlineKeyboard } from "grammy";
import type { Side } from "../../domain/model.ts";
import { type Conflict, getConflict, listConflicts } from "../../store/conflicts.ts";
import { chooseValue } from "../../sync/verbs/choose-value.ts";
import type { Ask, Route } from "../ask.ts";
import { keyboardFor } from "../keyboard.ts";
import { chosenText, conflictButtons, conflictsText } from "../presenters/conflicts.ts";
import { replaceMessage } from "../replace.ts";
import type { ButtonRoute } from "./button-route.ts";
import { sayDeletions } from "./deletions.ts";
import { carry } from "./verb.ts";

const SHOWN = 10;

/** What both sides changed: the records deleted on one side first, then the fields. */
export const showConflicts: Route = async (ask) => {
	const deletions = await sayDeletions(ask);
	const conflicts = await newest(ask);
	if (conflicts.length === 0 && deletions > 0) return;
	await ask.say(conflictsText(conflicts, null, ask.texts), await buttonsOf(ask, conflicts));
};

/** Those nobody has decided come before the newest of the others. */
async function newest({ options: { db, connection } }: Ask): Promise<readonly Conflict[]> {
	const [open, all] = await Promise.all([
		listConflicts(db, connection, { open: true, limit: SHOWN }),
		listConflicts(db, connection, { open: false, limit: SHOWN }),
	]);
	return [...open, ...all.filter(({ winner }) => winner !== null)].slice(0, SHOWN);
}

const buttonsOf = (ask: Ask, conflicts: readonly Conflict[]): Promise<InlineKeyboard | undefined> =>
	keyboardFor(ask.options, ask.actor.userId, conflictButtons(conflicts, ask.texts));

const choose =
	(side: Side): ButtonRoute =>
	async (press, id) => {
		const { options, texts, actor } = press;
		await press.answer(texts.verb.working);
		const conflict = await getConflict(options.db, options.connection, id);
		// A button of an older list may say what has long been chosen.
		const chosen = conflict?.winner === side;
		const carried = chosen ? ({ done: true } as const) : await carry(press, (ctx) => chooseValue(ctx, id, side, actor));
		const notice = carried.done ? conflict && chosenText(conflict, side, texts) : carried.said;
		const conflicts = await newest(press);
		await replaceMessage(press, conflictsText(conflicts, notice, texts), await buttonsOf(press, conflicts));
		return carried.done || carried.accepted ? "done" : "open";
	};

export const chooseSmh = choose("smh");
export const chooseAccurate = choose("accurate");
