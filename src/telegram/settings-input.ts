import { codeKey } from "../domain/normalise.ts";
import { type ConnectionSettings, ITEM_TYPES } from "../domain/settings.ts";
import type { Texts } from "./texts.ts";
import { entityNamed, idWritten, sideNamed } from "./vocabulary.ts";

/** What was written behind /pengaturan, as settings, or which word of it is not right and what it could be. */
export type SettingsInput =
	| { readonly ok: true; readonly settings: ConnectionSettings }
	| { readonly ok: false; readonly field: string; readonly allowed: string };

type Reader = (words: readonly string[], current: ConnectionSettings, texts: Texts) => SettingsInput;

const READERS: ReadonlyMap<string, Reader> = new Map([
	["cabang", branch],
	["branch", branch],
	["contoh", samples],
	["sample", samples],
	["jenis", itemTypes],
	["types", itemTypes],
]);

export function readSettings(argument: string, current: ConnectionSettings, texts: Texts): SettingsInput {
	const [name = "", ...words] = argument.split(/\s+/);
	const reader = READERS.get(name.toLowerCase());
	if (!reader) return { ok: false, field: name, allowed: "cabang, contoh, jenis" };
	return reader(words, current, texts);
}

/** "cabang Kantor Pusat", "cabang semua" */
function branch(words: readonly string[], current: ConnectionSettings, texts: Texts): SettingsInput {
	const name = words.join(" ");
	if (name === "") return { ok: false, field: texts.settings.branch, allowed: texts.settings.allowedBranch };
	const all = ["SEMUA", "ALL"].includes(codeKey(name) ?? "");
	return { ok: true, settings: { ...current, branch: all ? null : name } };
}

/** "contoh pelanggan 2150": ids of that entity up to it are sample data; in Accurate, unless SMH is named. */
function samples(words: readonly string[], current: ConnectionSettings, texts: Texts): SettingsInput {
	const side = words.flatMap((word) => sideNamed(word) ?? [])[0] ?? "accurate";
	const [entityWord, idWord, ...others] = words.filter((word) => !sideNamed(word));
	const entity = entityNamed(entityWord);
	if (!entity) return { ok: false, field: texts.settings.sample, allowed: texts.mark.entities };
	const id = others.length > 0 ? undefined : idWritten(idWord);
	const field = `${texts.settings.sample} · ${texts.entity[entity]}`;
	if (id === undefined) return { ok: false, field, allowed: texts.settings.allowedId };
	const rules = current.dummy[side];
	const idUpTo = { ...rules.idUpTo, [entity]: Number(id) };
	return { ok: true, settings: { ...current, dummy: { ...current.dummy, [side]: { ...rules, idUpTo } } } };
}

/** "jenis -GROUP,+SERVICE": without groups, with services. */
function itemTypes(words: readonly string[], current: ConnectionSettings, texts: Texts): SettingsInput {
	const excluded = new Set(current.excludedItemTypes);
	const parts = words
		.join(",")
		.split(",")
		.filter((part) => part !== "");
	const wrong = {
		ok: false,
		field: texts.settings.itemTypes,
		allowed: texts.settings.allowedTypes(ITEM_TYPES.join(", ")),
	} as const;
	if (parts.length === 0) return wrong;
	for (const part of parts) {
		// Phones like to write a dash for a minus.
		const [, sign, name = ""] = /^([+\-–—−])(\w+)$/.exec(part) ?? [];
		const type = ITEM_TYPES.find((known) => known === name.toUpperCase());
		if (!sign || !type) return wrong;
		if (sign === "+") excluded.delete(type);
		else excluded.add(type);
	}
	return { ok: true, settings: { ...current, excludedItemTypes: ITEM_TYPES.filter((type) => excluded.has(type)) } };
}
