import { formatTimestamp } from "./clock.ts";
import type { Answer, Answers, ModuleDefinition } from "./definitions/definition.ts";
import { MODULES } from "./definitions/modules.ts";
import type { AccurateState, ModuleName, StoredRecord } from "./state.ts";

const CLOCK: Answers = {
	createDate: (record) => formatTimestamp(record.createDate),
	lastUpdate: (record) => formatTimestamp(record.lastUpdate),
};

/** Whether answers of items and employees carry the two times is unproven, hence the switch (facts 3, 11.5). */
export const answerOf = (state: AccurateState, { answers, showsClock }: ModuleDefinition, key: string): Answer | undefined => {
	if (Object.hasOwn(answers, key)) return answers[key];
	return (showsClock || state.switches.showLastUpdate) && Object.hasOwn(CLOCK, key) ? CLOCK[key] : undefined;
};

export type NativeRecord = Readonly<Record<string, unknown>>;

/** The chosen keys of a record; unknown ones are dropped without a word. */
export function renderKeys(
	state: AccurateState,
	module: ModuleName,
	keys: readonly string[],
): (record: StoredRecord) => NativeRecord {
	const chosen = keys.flatMap((key): [string, Answer][] => {
		const answer = answerOf(state, MODULES[module], key);
		return answer ? [[key, answer]] : [];
	});
	return (record) => {
		const row: Record<string, unknown> = {};
		for (const [key, answer] of chosen) row[key] = answer(record, state);
		return row;
	};
}

/** A record as detail.do and the `r` of save.do show it. */
export const renderRecord = (state: AccurateState, module: ModuleName): ((record: StoredRecord) => NativeRecord) =>
	renderKeys(state, module, [...Object.keys(MODULES[module].answers), ...Object.keys(CLOCK)]);
