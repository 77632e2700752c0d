import { invalidField, Refused } from "./answers.ts";
import { MODULES } from "./definitions/modules.ts";
import { filterTest } from "./filters.ts";
import { first, type Input } from "./input.ts";
import { answerOf, type NativeRecord, renderKeys } from "./render.ts";
import type { AccurateState, ModuleName, StoredRecord } from "./state.ts";

const DEFAULT_PAGE_SIZE = 20;

export interface Listing {
	readonly d: readonly NativeRecord[];
	readonly sp: Readonly<Record<string, number | string | null>>;
}

function positive(input: Input, name: string, otherwise: number): number {
	const text = first(input, name);
	if (text === undefined || text === "") return otherwise;
	if (!/^[1-9]\d{0,8}$/.test(text)) throw new Refused(invalidField(name));
	return Number(text);
}

/** `name|asc;no|desc` or `name:asc` (facts 3). */
const sortKeys = (text: string): readonly { key: string; sign: 1 | -1 }[] =>
	text
		.split(";")
		.map((part) => part.split(/[|:]/))
		.map(([key = "", direction]) => ({ key: key.trim(), sign: direction?.trim().toLowerCase() === "desc" ? -1 : 1 }));

function compare(a: unknown, b: unknown): number {
	if (a === b) return 0;
	if (typeof a === "number" && typeof b === "number") return a - b;
	return String(a ?? "") < String(b ?? "") ? -1 : 1;
}

/** Puts rows (ascending ids) in order. Without a sort the order is unknown (facts 12.12), so the least handy one: newest first. */
function ordered(state: AccurateState, module: ModuleName, rows: readonly StoredRecord[], sort: string | undefined) {
	const chosen = sortKeys(sort ?? "").flatMap(({ key, sign }) => {
		const read =
			key === "lastUpdate" || key === "createDate" ? (r: StoredRecord) => r[key] : answerOf(state, MODULES[module], key);
		return read ? [{ key, sign, read: (record: StoredRecord) => read(record, state) }] : [];
	});
	const [only] = chosen;
	if (!only || (chosen.length === 1 && only.key === "id")) return { rows, reversed: only?.sign !== 1 };
	const keyed = rows.map((row) => ({ row, keys: chosen.map(({ read }) => read(row)) }));
	keyed.sort((a, b) => {
		const at = chosen.findIndex((_, index) => compare(a.keys[index], b.keys[index]) !== 0);
		return at < 0 ? b.row.id - a.row.id : compare(a.keys[at], b.keys[at]) * (chosen[at]?.sign ?? 1);
	});
	return { rows: keyed.map(({ row }) => row), reversed: false };
}

function filtered(state: AccurateState, module: ModuleName, input: Input): readonly StoredRecord[] {
	const { filters, poison } = MODULES[module];
	for (const name of input.values.keys()) {
		const complaint = poison?.[name.replace(/\.(op|val)$/, "")];
		if (complaint !== undefined) throw new Refused(complaint);
	}
	const tests = Object.entries(filters).flatMap(([name, filter]) => filterTest(state, name, filter, input) ?? []);
	const rows = state.records[module];
	return tests.length === 0 ? rows : rows.filter((record) => tests.every((test) => test(record)));
}

/**
 * list.do (facts 3). `shifted`: the first row of the order is gone from this call's listing, as if it had been deleted while
 * the pages were read, so that a later page skips a row.
 */
export function listRecords(state: AccurateState, module: ModuleName, input: Input, shifted = false): Listing {
	const { list } = MODULES[module];
	const sort = first(input, "sp.sort");
	const page = positive(input, "sp.page", 1);
	const asked = positive(input, "sp.pageSize", DEFAULT_PAGE_SIZE);
	const pageSize = Math.min(asked, state.switches.maxPageSize ?? asked);
	const { rows, reversed } = ordered(state, module, filtered(state, module, input), sort);

	const hidden = shifted ? 1 : 0;
	const rowCount = Math.max(0, rows.length - hidden);
	const start = (page - 1) * pageSize;
	const from = start + hidden;
	const to = Math.min(from + pageSize, rows.length);
	const slice = reversed
		? rows.slice(Math.max(0, rows.length - to), Math.max(0, rows.length - from)).reverse()
		: rows.slice(from, to);

	const fields = list.honoursFields
		? input.values.get("fields")?.flatMap((text) => text.split(",").map((name) => name.trim()))
		: undefined;
	const d = slice.map(renderKeys(state, module, fields?.some((name) => name !== "") ? fields : list.keys));
	return {
		d,
		sp: { page, pageSize, pageCount: Math.ceil(rowCount / pageSize), rowCount, start, sort: sort ?? null, limit: null },
	};
}
