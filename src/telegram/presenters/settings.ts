import { ENTITIES, SIDES, type Side } from "../../domain/model.ts";
import { CONFLICT_POLICIES } from "../../domain/reconcile.ts";
import { type ConnectionSettings, type DummyRules, ON_DELETE } from "../../domain/settings.ts";
import { type Html, html, lines } from "../html.ts";
import type { ButtonSpec } from "../keyboard.ts";
import type { Texts } from "../texts.ts";
import { clipped } from "./words.ts";

/** The connection's settings in plain words, and how to change them. `notice` says what has just been changed. */
export function settingsText(settings: ConnectionSettings, notice: Html | string | null, texts: Texts): Html {
	const words = texts.settings;
	return lines([
		notice,
		"",
		html`<b>${words.title}</b>`,
		...entry(words.branch, settings.branch ?? words.everyBranch),
		...entry(words.excludedTypes, settings.excludedItemTypes.join(", ") || words.none),
		...SIDES.flatMap((side) => entry(words.samplesIn(texts.side[side]), samples(settings.dummy[side], texts))),
		...entry(words.policy, words.policies[settings.conflictPolicy]),
		...SIDES.flatMap((side) => entry(onDelete(side, texts), words.onDeleteIs[settings.onDelete[side]](texts.side[side]))),
		"",
		html`<b>${words.howTo}</b>`,
		...words.examples.map((example) => html`<code>${example}</code>`),
		words.next,
	]);
}

const entry = (name: string, value: string): readonly Html[] => [html`<i>${name}</i>`, html`${clipped(value, 300)}`];

/** What becomes of a record on this side depends on what happened on the other one. */
const onDelete = (side: Side, texts: Texts): string => texts.settings.onDelete(texts.side[side === "smh" ? "accurate" : "smh"]);

function samples(rules: DummyRules, texts: Texts): string {
	const words = texts.settings;
	const upTo = ENTITIES.filter((entity) => rules.idUpTo[entity] > 0).map((entity) =>
		words.idUpTo(texts.record.one[entity], String(rules.idUpTo[entity])),
	);
	const parts = [
		...upTo,
		...(rules.codePrefixes.length > 0 ? [words.codePrefixes(rules.codePrefixes.join(", "))] : []),
		...(rules.nameContains.length > 0 ? [words.nameContains(rules.nameContains.join(", "))] : []),
		...(rules.categories.length > 0 ? [words.categories(rules.categories.join(", "))] : []),
	];
	return parts.length > 0 ? parts.join("; ") : words.none;
}

/** One row each for who wins a conflict, and for what becomes of a record in SMH that Accurate deleted. */
export const settingsButtons = (settings: ConnectionSettings, texts: Texts): readonly (readonly ButtonSpec[])[] => {
	const choice = <Value extends string>(name: string, value: Value, current: Value, text: string): ButtonSpec => ({
		text: value === current ? `✓ ${text}` : text,
		action: "set",
		subject: `${name}-${value}`,
	});
	return [
		CONFLICT_POLICIES.map((policy) => choice("policy", policy, settings.conflictPolicy, texts.settings.policyButton[policy])),
		ON_DELETE.map((value) => choice("ondelete", value, settings.onDelete.smh, texts.settings.onDeleteButton[value])),
	];
};

/** What a button of the settings changes; null: it is none of them. */
export function settingPicked(subject: string, current: ConnectionSettings): ConnectionSettings | null {
	const [name, value] = subject.split("-");
	const conflictPolicy = CONFLICT_POLICIES.find((policy) => policy === value);
	if (name === "policy" && conflictPolicy) return { ...current, conflictPolicy };
	const smh = ON_DELETE.find((known) => known === value);
	return name === "ondelete" && smh ? { ...current, onDelete: { ...current.onDelete, smh } } : null;
}
