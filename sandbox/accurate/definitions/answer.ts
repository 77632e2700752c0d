import type { ModuleName, Scalar } from "../state.ts";
import { findById } from "../store.ts";
import type { Answer, Answers, Filter } from "./definition.ts";

/** The stored value, or what an empty one reads as; "" or null differs per field (facts 2.4). */
export const value =
	(field: string, whenEmpty: Scalar | null = null): Answer =>
	(record) =>
		record.values[field] ?? whenEmpty;

export const fixed =
	(constant: Scalar | null): Answer =>
	() =>
		constant;

const perName = (names: string, make: (name: string) => Answer): Answers =>
	Object.fromEntries(names.split(" ").map((name) => [name, make(name)]));

export const values = (names: string, whenEmpty: Scalar | null = null): Answers =>
	perName(names, (name) => value(name, whenEmpty));
export const constants = (names: string, constant: Scalar | null): Answers => perName(names, () => fixed(constant));
export const emptyLists = (names: string): Answers => perName(names, () => () => []);
export const rows =
	(field: string): Answer =>
	(record) =>
		record.values[field] ?? [];

export const IDENTITY: Answers = { id: (record) => record.id, optLock: (record) => record.optLock };

/** Stored ids of a reference, one or many. */
export function idsIn(stored: unknown): readonly number[] {
	if (typeof stored === "number") return [stored];
	return Array.isArray(stored) ? stored.filter((id) => typeof id === "number") : [];
}

/** All records a field refers to, each as the answers given. */
export const nestedAll =
	(field: string, module: ModuleName, answers: Answers) =>
	(...[record, state]: Parameters<Answer>): Record<string, unknown>[] =>
		idsIn(record.values[field]).flatMap((id) => {
			const target = findById(state, module, id);
			return target ? [Object.fromEntries(Object.entries(answers).map(([key, answer]) => [key, answer(target, state)]))] : [];
		});

/** The record a field refers to, or null. */
export function nested(field: string, module: ModuleName, answers: Answers): Answer {
	const all = nestedAll(field, module, answers);
	return (record, state) => all(record, state)[0] ?? null;
}

/** One field of the record referred to. */
export const through =
	(field: string, module: ModuleName, target: string, whenEmpty: Scalar | null): Answer =>
	(record, state) =>
		findById(state, module, idsIn(record.values[field])[0])?.values[target] ?? whenEmpty;

export const LAST_UPDATE: Filter = { kind: "moment", of: (record) => record.lastUpdate };
export const SUSPENDED: Filter = { kind: "flag", of: value("suspended", false) };
export const keywords = (...fields: readonly string[]): Filter => ({
	kind: "keywords",
	of: (record) => fields.map((field) => record.values[field] ?? "").join("\n"),
});
