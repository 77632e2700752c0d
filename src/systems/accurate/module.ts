import { SystemError } from "../../domain/errors.ts";
import type { Entity, RemoteRecord } from "../../domain/model.ts";
import { type AnyFieldTable, fieldOfKey, type Native, project } from "../fields.ts";
import type { BranchNames } from "./branches.ts";
import type { Vocabulary } from "./messages.ts";
import { textAt } from "./readers.ts";

/** Everything by which one of Accurate's modules differs from the others. */
export interface Module {
	readonly entity: Entity;
	/** Path segment and code parameter of detail.do (facts 4). */
	readonly path: "customer" | "item" | "employee";
	readonly codeParameter: string;
	/** bulk-save.do and a filter on the code exist (facts 3, 5: not for employees). */
	readonly bulk: boolean;
	/** Rows that a list is asked for; nobody states a maximum, and some have been given 1,000 (facts 3, 13). */
	readonly pageSize: number;
	readonly table: AnyFieldTable<string>;
	/** Further names to ask a list for. */
	readonly extraKeys: readonly string[];
	/** Shared fields that a list row carries; null: all of them. */
	readonly listed: readonly string[] | null;
	/** Key of the branch's name; the name of "all branches" is no branch. */
	readonly branchName: (native: Native) => string | null | undefined;
	readonly type: (native: Native) => string | null;
	/** Parameter of a create that says which branch it belongs to (facts 4; of items it is the answers' word). */
	readonly branchParameter: "branchName" | "itemBranchName";
	/** Parameters of a create that are no shared fields. */
	readonly defaults: (today: string) => Readonly<Record<string, string>>;
	/** Parameters that name other records. */
	readonly references: readonly string[];
	readonly vocabulary: Vocabulary;
}

export function vocabularyOf(table: AnyFieldTable<string>, label: string, fields: Vocabulary["fields"]): Vocabulary {
	return { label, fields, fieldOfKey: (key) => fieldOfKey(table, key) };
}

/** All names a list must be asked for: without them rows carry an id and nothing else (facts 3). */
export function listFields(module: Module): string {
	const shared = Object.entries(module.table).filter(([field]) => module.listed?.includes(field) ?? true);
	return [...new Set(["id", "optLock", "branchId", ...module.extraKeys, ...shared.flatMap(([, map]) => map.keys)])].join(",");
}

/** Facts 4.1: "[Semua Cabang]". */
const ALL_BRANCHES = /^\[.*\]$/;

function branchOf(module: Module, native: Native, names: BranchNames | undefined): string | null {
	const id = textAt(native, "branchId") ?? null;
	// A branch that cannot be read is some branch, and not all of them.
	if (id === null) return (native.branchId ?? null) === null ? null : "?";
	const name = module.branchName(native)?.trim() || names?.get(id) || `#${id}`;
	return ALL_BRANCHES.test(name) ? null : name;
}

type Origin = "list" | "record" | "save";

/** `branches`: for rows that name their branch by id. Throws SystemError `bad_answer` for a row without an id. */
export function toRecord(module: Module, native: Native, from: Origin, branches?: BranchNames): RemoteRecord {
	const id = textAt(native, "id");
	if (!id || !/^\d+$/.test(id)) throw new SystemError("bad_answer", `Accurate menjawab data ${module.path} tanpa id`);
	const projection = project(module.table, native, from === "list" ? (module.listed ?? undefined) : undefined);
	const whole = Object.keys(module.table).every((field) => projection[field] !== undefined);
	return {
		id,
		version: textAt(native, "optLock") ?? "",
		partnerId: null,
		projection,
		facts: { branch: branchOf(module, native, branches), type: module.type(native), sample: false, unapproved: false },
		// The record itself is all there is to know, even where a key is missing; what a save echoes may be less.
		complete: from === "record" || (from === "list" ? module.listed === null : whole),
	};
}
