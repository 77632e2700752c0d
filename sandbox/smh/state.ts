import type { EntityName } from "../entities.ts";

export type SmhValue = string | number | boolean | null | readonly { readonly name: string; readonly ratio: number }[];

/** A record in the words of the contract. `in_use` says that transactions use it; the API never shows it. */
export interface SmhRecord {
	readonly id: number;
	readonly code: string;
	readonly name: string;
	readonly partner_id: string | null;
	readonly demo: boolean;
	readonly in_use: boolean;
	readonly version: number;
	readonly created_at: string;
	readonly updated_at: string;
	readonly [field: string]: SmhValue;
}

/** One kind of master data. The indexes are part of the state, so that 100,000 records cost no scan per write. */
export interface SmhTable {
	/** Ids are never reused, so the next one outlives deleted records. */
	nextId: number;
	/** Ascending by id. */
	rows: SmhRecord[];
	/** Index key of the value (see table.ts) → id of the record that holds it. */
	codes: Record<string, number>;
	partnerIds: Record<string, number>;
}

export interface SmhState {
	readonly tables: Readonly<Record<EntityName, SmhTable>>;
	readonly webhook: { url: string | null };
	/** Last number given to a customer without a code, per month (YYMM). */
	readonly customerNumbers: Record<string, number>;
	/** What the API key may not do, as `customer:read` or `customer:write`; people are not bound by it. */
	forbidden: string[];
}

const emptyTable = (): SmhTable => ({ nextId: 1, rows: [], codes: {}, partnerIds: {} });

export const emptySmh = (): SmhState => ({
	tables: { customer: emptyTable(), product: emptyTable(), employee: emptyTable() },
	webhook: { url: null },
	customerNumbers: {},
	forbidden: [],
});
