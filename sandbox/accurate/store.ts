import type { AccurateState, ModuleName, StoredRecord, Values } from "./state.ts";

type Index = Map<unknown, StoredRecord[]>;

/** Derived from the records on first use, so that the state stays plain JSON; a restored state has new arrays, so new indexes. */
const indexes = new WeakMap<readonly StoredRecord[], Map<string, Index>>();

/** Position of the first record whose id is not below `id`. */
function lowerBound(records: readonly StoredRecord[], id: number): number {
	let low = 0;
	let high = records.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((records[middle]?.id ?? 0) < id) low = middle + 1;
		else high = middle;
	}
	return low;
}

export function findById(state: AccurateState, module: ModuleName, id: unknown): StoredRecord | undefined {
	if (typeof id !== "number") return undefined;
	const records = state.records[module];
	const record = records[lowerBound(records, id)];
	return record?.id === id ? record : undefined;
}

function enter(index: Index, value: unknown, record: StoredRecord): void {
	if (value === undefined) return;
	const group = index.get(value);
	if (group) group.push(record);
	else index.set(value, [record]);
}

function leave(index: Index, value: unknown, record: StoredRecord): void {
	const group = index.get(value);
	if (!group) return;
	if (group.length === 1) index.delete(value);
	else group.splice(group.indexOf(record), 1);
}

/** Records whose stored field has exactly this value. */
export function findAll(state: AccurateState, module: ModuleName, field: string, value: unknown): readonly StoredRecord[] {
	const records = state.records[module];
	const known = indexes.get(records) ?? new Map<string, Index>();
	indexes.set(records, known);
	let index = known.get(field);
	if (!index) {
		index = new Map();
		for (const record of records) enter(index, record.values[field], record);
		known.set(field, index);
	}
	return index.get(value) ?? [];
}

export const findOne = (state: AccurateState, module: ModuleName, field: string, value: unknown): StoredRecord | undefined =>
	findAll(state, module, field, value)[0];

export function insertRecord(state: AccurateState, module: ModuleName, record: StoredRecord): void {
	const records = state.records[module];
	records.splice(lowerBound(records, record.id), 0, record);
	state.nextId = Math.max(state.nextId, record.id + 1);
	for (const [field, index] of indexes.get(records) ?? []) enter(index, record.values[field], record);
}

/** Replaces the record's values; an edit, so optLock grows (facts 2.4: the increment rule is a guess). */
export function updateRecord(state: AccurateState, module: ModuleName, record: StoredRecord, values: Values, now: number): void {
	for (const [field, index] of indexes.get(state.records[module]) ?? []) {
		if (record.values[field] === values[field]) continue;
		leave(index, record.values[field], record);
		enter(index, values[field], record);
	}
	record.values = values;
	record.optLock++;
	record.lastUpdate = now;
}

export function deleteRecord(state: AccurateState, module: ModuleName, record: StoredRecord): void {
	const records = state.records[module];
	records.splice(lowerBound(records, record.id), 1);
	for (const [field, index] of indexes.get(records) ?? []) leave(index, record.values[field], record);
}
