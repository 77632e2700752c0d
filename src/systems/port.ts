import type { SystemError } from "../domain/errors.ts";
import type { Entity, Projection, RemoteRecord, Side } from "../domain/model.ts";
import type { Reason } from "../domain/reasons.ts";

export type WriteOperation = "create" | "update" | "remove" | "partner_id";

/** What differs between systems is stated here, so that the engine needs no `if (side === …)`. */
export interface Capabilities {
	/** Rows that a list call is asked for at most; the side may answer fewer (Page.size). */
	pageSize(entity: Entity): number;
	/** Rows of one step of the engine; the adapter may need several calls for them, within the budget of an invocation. */
	batchSize(entity: Entity, operation: WriteOperation): number;
	/** List rows lack fields; `get` of new and changed rows completes them. */
	listIsPartial(entity: Entity): boolean;
	/** The side keeps the partner's id on its records and refuses a second record with the same one. */
	readonly storesPartnerId: boolean;
	/** A record's version is a number that grows by one with each change, whoever makes it. */
	readonly countsVersions: boolean;
	/** Fields in which this side always wins (the code rule). */
	authoritativeFields(entity: Entity): readonly string[];
	/** Shared fields of which no two records of this side may hold the same value. */
	uniqueFields(entity: Entity): readonly string[];
	/** Shared fields this side shows but does not let us write. */
	readOnlyFields(entity: Entity): readonly string[];
	/** Shared fields a create needs. */
	requiredFields(entity: Entity): readonly string[];
}

export interface ListQuery {
	/** From 1. */
	readonly page: number;
	/** Rows of a page. */
	readonly size: number;
	/** Only records changed at or after this moment (epoch ms, by the side's own clock). */
	readonly changedSince?: number;
}

/** A row of a list that cannot be made use of, and why. */
export interface UnreadableRow {
	/** null: nobody can say which record it is. */
	readonly id: string | null;
	readonly words: string;
}

export interface Page {
	readonly rows: readonly RemoteRecord[];
	readonly unreadable: readonly UnreadableRow[];
	/** Rows of the whole listing, as the side counts them at this moment. */
	readonly total: number;
	/** Rows of a page, as the side counts them: it may give fewer than were asked for. */
	readonly size: number;
}

export interface NewRecord {
	readonly projection: Projection;
	/** Id of the record on the other side; kept where `storesPartnerId`. */
	readonly partnerId: string;
}

export interface RecordPatch {
	readonly id: string;
	/** Only the fields that shall change. */
	readonly changes: Projection;
	/** The record as last known, for fields that can only be written together (address lines, units). */
	readonly known: Projection;
}

/** Outcome of one row of a batch: the record as the side stored it, or why not. */
export type RowResult =
	| { readonly ok: true; readonly record: RemoteRecord }
	| { readonly ok: false; readonly error: SystemError };

export interface Refusal {
	readonly reason: Reason;
	readonly field: string;
	readonly detail: string;
}

/**
 * A system of master data. Results of batches come in the order of the input, one per row. A method throws SystemError only
 * when the whole call failed; `unknown_outcome` then means that rows may have been stored.
 */
export interface SystemPort {
	readonly side: Side;
	readonly capabilities: Capabilities;
	/** All records in ascending order of id. */
	list(entity: Entity, query: ListQuery): Promise<Page>;
	/** How many records there are; costs one small call. */
	count(entity: Entity): Promise<number>;
	/** How far the side's clock is behind ours, at least (ms), as its latest answer told; 0 where it did not. */
	clockLagMs(): number;
	/**
	 * The record itself, complete; null when the side says that it does not exist (any more). Throws `no_word` where the side answers
	 * without it and without such a word: then it may be gone, or not.
	 */
	get(entity: Entity, id: string): Promise<RemoteRecord | null>;
	/** Every record with one of these codes (the natural key), at most `batchSize(entity, "create")` codes. */
	findByCode(entity: Entity, codes: readonly string[]): Promise<readonly RemoteRecord[]>;
	create(entity: Entity, rows: readonly NewRecord[]): Promise<readonly RowResult[]>;
	update(entity: Entity, rows: readonly RecordPatch[]): Promise<readonly RowResult[]>;
	/** null: removed, or was already gone. */
	remove(entity: Entity, ids: readonly string[]): Promise<readonly (SystemError | null)[]>;
	/** Writes Partner IDs; only called where `storesPartnerId`. */
	writePartnerIds(
		entity: Entity,
		rows: readonly { readonly id: string; readonly partnerId: string }[],
	): Promise<readonly RowResult[]>;
	/** Why this side could not hold such a record (too long, bad characters …); pure, makes no call. */
	refusal(entity: Entity, projection: Projection): Refusal | null;
}
