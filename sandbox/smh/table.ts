import type { SmhRecord, SmhTable } from "./state.ts";

/** A prefix keeps "__proto__" and numbers from meaning something to the object that serves as index. */
const key = (value: string): string => `=${value}`;

export const idOfCode = (table: SmhTable, code: string): number | undefined => table.codes[key(code)];
export const idOfPartner = (table: SmhTable, partnerId: string): number | undefined => table.partnerIds[key(partnerId)];

/** Position of the record with this id, or of the first one above it. */
function position(rows: readonly SmhRecord[], id: number): number {
	let low = 0;
	let high = rows.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((rows[middle]?.id ?? 0) < id) low = middle + 1;
		else high = middle;
	}
	return low;
}

export function findRow(table: SmhTable, id: number): SmhRecord | null {
	const row = table.rows[position(table.rows, id)];
	return row?.id === id ? row : null;
}

/** Stores the record in place of the one with the same id, or as a new one, and keeps the indexes true. */
export function putRow(table: SmhTable, record: SmhRecord): void {
	const at = position(table.rows, record.id);
	const before = table.rows[at];
	const exists = before?.id === record.id;
	if (exists) forget(table, before);
	table.rows.splice(at, exists ? 1 : 0, record);
	table.codes[key(record.code)] = record.id;
	if (record.partner_id !== null) table.partnerIds[key(record.partner_id)] = record.id;
	table.nextId = Math.max(table.nextId, record.id + 1);
}

export function removeRow(table: SmhTable, record: SmhRecord): void {
	forget(table, record);
	table.rows.splice(position(table.rows, record.id), 1);
}

function forget(table: SmhTable, record: SmhRecord): void {
	delete table.codes[key(record.code)];
	if (record.partner_id !== null) delete table.partnerIds[key(record.partner_id)];
}

export interface RowQuery {
	readonly page: number;
	readonly pageSize: number;
	readonly ascending: boolean;
	/** ISO, as `updated_at`: comparable as text. */
	readonly updatedSince?: string | undefined;
	readonly code?: string | undefined;
	readonly partnerId?: string | undefined;
}

/** One page and the number of all matching records. Without a filter it costs a page, not a scan. */
export function listRows(table: SmhTable, query: RowQuery): { readonly rows: readonly SmhRecord[]; readonly total: number } {
	const matching = candidates(table, query);
	const total = matching.length;
	const from = (query.page - 1) * query.pageSize;
	if (query.ascending) return { rows: matching.slice(from, from + query.pageSize), total };
	return { rows: matching.slice(Math.max(0, total - from - query.pageSize), Math.max(0, total - from)).reverse(), total };
}

function candidates(table: SmhTable, { updatedSince, code, partnerId }: RowQuery): readonly SmhRecord[] {
	const ids = [
		...(code === undefined ? [] : [idOfCode(table, code)]),
		...(partnerId === undefined ? [] : [idOfPartner(table, partnerId)]),
	];
	const [first] = ids;
	const found = first === undefined ? null : findRow(table, first);
	const named = ids.length === 0 ? table.rows : found && ids.every((id) => id === first) ? [found] : [];
	return updatedSince === undefined ? named : named.filter((row) => row.updated_at >= updatedSince);
}
