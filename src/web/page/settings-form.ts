import type { z } from "zod";
import { ENTITIES, SIDES } from "../../domain/model.ts";
import { CONFLICT_POLICIES } from "../../domain/reconcile.ts";
import { DAYS, ZONES } from "../../domain/schedule.ts";
import { type ConnectionSettings, ITEM_TYPES, ON_DELETE } from "../../domain/settings.ts";
import type { Texts } from "./texts.ts";

/** How a setting is typed; `clock`: a time of day, `days`: a number of days; `lines`: one entry a line, `checks`: any of the options, `choice`: one of them. */
export type SettingKind = "text" | "number" | "days" | "clock" | "lines" | "checks" | "choice";

export interface SettingField {
	/** Path in the settings, and the name in the form. */
	readonly path: string;
	readonly kind: SettingKind;
	readonly options: readonly string[];
	label(texts: Texts): string;
}

const field = (
	path: string,
	kind: SettingKind,
	label: (texts: Texts) => string,
	options: readonly string[] = [],
): SettingField => ({
	path,
	kind,
	options,
	label,
});

/** Every setting there is, in the order of the form. */
export const SETTING_FIELDS: readonly SettingField[] = [
	field("branch", "text", ({ settings }) => settings.branch),
	field("excludedItemTypes", "checks", ({ settings }) => settings.itemTypes, ITEM_TYPES),
	field("conflictPolicy", "choice", ({ settings }) => settings.policy, CONFLICT_POLICIES),
	...SIDES.map((side) => field(`onDelete.${side}`, "choice", ({ settings }) => settings.onDelete[side], ON_DELETE)),
	...SIDES.flatMap((side) => [
		...ENTITIES.map((entity) =>
			field(`dummy.${side}.idUpTo.${entity}`, "number", ({ settings, entity: names }) => settings.idUpTo(names[entity])),
		),
		...(["codePrefixes", "nameContains", "categories"] as const).map((rule) =>
			field(`dummy.${side}.${rule}`, "lines", ({ settings }) => settings[rule]),
		),
	]),
	field("schedule.time", "clock", ({ settings }) => settings.nightAt),
	field("schedule.zone", "choice", ({ settings }) => settings.zone, ZONES),
	field("schedule.days", "checks", ({ settings }) => settings.nightDays, DAYS),
	...(["from", "to"] as const).map((end) =>
		field(`schedule.noFullRuns.${end}`, "clock", ({ settings }) => settings.noFullRuns[end]),
	),
	...(["changes", "runs", "audit", "inbox"] as const).map((what) =>
		field(`retention.${what}`, "days", ({ settings }) => settings.kept[what]),
	),
];

/** A form as it is typed, right or wrong: texts by path; of checks, those that are set. */
export type Draft = ReadonlyMap<string, string | readonly string[]>;

export const draftOf = (settings: ConnectionSettings): Draft =>
	new Map(SETTING_FIELDS.map(({ path, kind }) => [path, typed(kind, valueAt(settings, path))]));

/** What a form says; null: it is not one of ours, fields are missing. */
export function readDraft(form: Readonly<Record<string, unknown>>): Draft | null {
	const draft = new Map<string, string | readonly string[]>();
	for (const { path, kind } of SETTING_FIELDS) {
		const value = form[path];
		if (kind === "checks")
			draft.set(
				path,
				[value].flat().filter((one) => typeof one === "string"),
			);
		else if (typeof value === "string") draft.set(path, value);
		else return null;
	}
	return draft;
}

/** The settings that a draft means, not yet judged. */
export function settingsIn(draft: Draft): unknown {
	const settings: Record<string, unknown> = {};
	for (const { path, kind } of SETTING_FIELDS) putAt(settings, path.split("."), meant(kind, draft.get(path) ?? ""));
	return settings;
}

function meant(kind: SettingKind, typedValue: string | readonly string[]): unknown {
	if (typeof typedValue !== "string") return typedValue;
	const text = typedValue.trim();
	if (kind === "text") return text === "" ? null : text;
	if (kind === "clock") return text === "" ? null : text;
	if (kind === "number" || kind === "days") return text === "" ? 0 : /^\d+$/.test(text) ? Number(text) : text;
	if (kind === "choice") return text;
	return text.split(/\r?\n/).flatMap((line) => (line.trim() === "" ? [] : [line.trim()]));
}

function typed(kind: SettingKind, value: unknown): string | readonly string[] {
	if (Array.isArray(value)) return kind === "checks" ? value.map(String) : value.join("\n");
	return value === null ? "" : String(value);
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

const valueAt = (settings: unknown, path: string): unknown =>
	path.split(".").reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), settings);

function putAt(target: Record<string, unknown>, [key = "", ...rest]: readonly string[], value: unknown): void {
	if (rest.length === 0) {
		target[key] = value;
		return;
	}
	const inner = isObject(target[key]) ? target[key] : {};
	target[key] = inner;
	putAt(inner, rest, value);
}

/** What is wrong with which field, in the reader's words. */
export function complaints({ settings }: Texts, error: z.ZodError): ReadonlyMap<string, string> {
	const found = new Map<string, string>();
	for (const issue of error.issues) {
		const path = issue.path.join(".");
		const wrong = SETTING_FIELDS.find((one) => path === one.path || path.startsWith(`${one.path}.`));
		if (!wrong || found.has(wrong.path)) continue;
		if (wrong.kind === "number") found.set(wrong.path, settings.wrong.number);
		else if (wrong.kind === "days") found.set(wrong.path, settings.wrong.days);
		else if (wrong.kind === "clock")
			found.set(wrong.path, wrong.path === "schedule.time" ? settings.wrong.night : settings.wrong.hours);
		else if (wrong.options.length > 0) found.set(wrong.path, settings.wrong.choice(wrong.options.join(", ")));
		else found.set(wrong.path, issue.message);
	}
	return found;
}

/** What an option of a choice is called. */
export function optionName({ settings }: Texts, { path }: SettingField, option: string): string {
	const sets = { conflictPolicy: settings.policyOption, excludedItemTypes: settings.itemType, "schedule.days": settings.day };
	const names: Readonly<Record<string, string>> = Object.hasOwn(sets, path)
		? sets[path as keyof typeof sets]
		: settings.onDeleteOption;
	return Object.hasOwn(names, option) ? (names[option] ?? option) : option;
}

/** The settings that differ, each with its name and both values as the form shows them. */
export function changedSettings(
	texts: Texts,
	before: ConnectionSettings,
	after: ConnectionSettings,
): readonly { readonly label: string; readonly from: string; readonly to: string }[] {
	const [old, now] = [draftOf(before), draftOf(after)];
	const said = (draft: Draft, field: SettingField): string => {
		const values = [draft.get(field.path) ?? ""].flat().flatMap((value) => value.split("\n"));
		const named = field.options.length > 0 ? values.map((value) => optionName(texts, field, value)) : values;
		return named.join(", ") || texts.settings.empty;
	};
	return SETTING_FIELDS.map((field) => {
		const side = SIDES.find((one) => field.path.startsWith(`dummy.${one}.`));
		const about = side ? `${texts.settings.dummy(texts.side[side])}, ` : "";
		return { label: `${about}${field.label(texts)}`, from: said(old, field), to: said(now, field) };
	}).filter(({ from, to }) => from !== to);
}
