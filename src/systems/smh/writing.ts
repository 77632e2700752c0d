import { z } from "zod";
import { SystemError } from "../../domain/errors.ts";
import type { Entity } from "../../domain/model.ts";
import { nativeOfChanges, nativeOfNew } from "../fields.ts";
import type { NewRecord, RecordPatch, RowResult } from "../port.ts";
import { bad, inOrder, inPortions, ofTheirRows, orFailure, sendPrepared } from "../rows.ts";
import type { SmhClient } from "./client.ts";
import { COLLECTIONS, refused } from "./reading.ts";
import { toRecord } from "./records.ts";
import { NOT_FOUND, refusalOf, smhError } from "./refusals.ts";
import { TABLES } from "./tables.ts";

type Operation =
	| { readonly op: "create"; readonly record: object }
	| { readonly op: "update"; readonly id: number; readonly record: object }
	| { readonly op: "delete"; readonly id: number };

const result = z.object({ status: z.int(), record: z.unknown().optional(), error: smhError.optional() });
type Result = z.infer<typeof result>;
const results = z.object({ results: z.array(result) });

export interface Writer {
	create(entity: Entity, rows: readonly NewRecord[]): Promise<readonly RowResult[]>;
	update(entity: Entity, rows: readonly RecordPatch[]): Promise<readonly RowResult[]>;
	remove(entity: Entity, ids: readonly string[]): Promise<readonly (SystemError | null)[]>;
	writePartnerIds(
		entity: Entity,
		rows: readonly { readonly id: string; readonly partnerId: string }[],
	): Promise<readonly RowResult[]>;
}

const unknown = (why: string): SystemError => new SystemError("unknown_outcome", `SMH ${why}`);

function failureOf(entity: Entity, { status, error }: Result): SystemError {
	// It stumbled over the row: its words are no refusal.
	if (status >= 500) return unknown(`sedang bermasalah dengan satu baris (${status})`);
	return error ? refusalOf(error, TABLES[entity]) : unknown(`menjawab satu baris dengan status ${status} tanpa penjelasan`);
}

function outcome(entity: Entity, row: Result | SystemError): RowResult {
	if (row instanceof SystemError) return bad(row);
	if (row.status >= 300) return bad(failureOf(entity, row));
	try {
		return { ok: true, record: toRecord(entity, row.record) };
	} catch (error) {
		if (!(error instanceof SystemError)) throw error;
		// It was stored; only what it looks like now is not known.
		return bad(unknown("menyimpan tanpa menjawab datanya"));
	}
}

const ENCODER = new TextEncoder();

/** Everything goes through `/batch` (at most 100 operations, not atomic, results in order). */
export function createWriter(client: SmhClient): Writer {
	const batch = (entity: Entity, operations: readonly Operation[]): Promise<readonly (Result | SystemError)[]> =>
		inPortions(
			operations,
			(operation) => ENCODER.encode(JSON.stringify(operation)).length,
			(portion) => send(entity, portion),
		);

	async function send(entity: Entity, operations: readonly Operation[]): Promise<readonly Result[]> {
		const path = `${COLLECTIONS[entity]}/batch`;
		const answer = await client.call({ method: "POST", path, body: { operations }, writes: true });
		if (answer.status !== 200) throw refused(entity, answer);
		const parsed = results.safeParse(answer.json);
		if (!parsed.success || parsed.data.results.length !== operations.length) throw unknown("menjawab jumlah baris yang berbeda");
		return parsed.data.results;
	}

	async function create(entity: Entity, rows: readonly NewRecord[]): Promise<readonly RowResult[]> {
		const operations = rows.map(({ projection, partnerId }): Operation => {
			return { op: "create", record: { ...nativeOfNew(TABLES[entity], projection), partner_id: partnerId } };
		});
		return inOrder(
			(await batch(entity, operations)).map((row) => outcome(entity, row)),
			rows.map(({ partnerId }) => partnerId),
			(record) => record.partnerId,
		);
	}

	/** Updates and nothing else. */
	async function change(entity: Entity, operations: readonly (Operation & { op: "update" })[]): Promise<readonly RowResult[]> {
		return ofTheirRows(
			(await batch(entity, operations)).map((row) => outcome(entity, row)),
			operations.map(({ id }) => String(id)),
		);
	}

	async function update(entity: Entity, rows: readonly RecordPatch[]): Promise<readonly RowResult[]> {
		const prepared = rows.map(({ id, changes, known }) => {
			const record = orFailure(() => nativeOfChanges(TABLES[entity], changes, known));
			return record instanceof SystemError ? record : { op: "update" as const, id: Number(id), record };
		});
		return sendPrepared(prepared, (operations) => change(entity, operations));
	}

	async function writePartnerIds(
		entity: Entity,
		rows: readonly { id: string; partnerId: string }[],
	): Promise<readonly RowResult[]> {
		const operations = rows.map(({ id, partnerId }) => {
			return { op: "update" as const, id: Number(id), record: { partner_id: partnerId } };
		});
		return change(entity, operations);
	}

	/** A record that is not there any more has been removed. */
	async function remove(entity: Entity, ids: readonly string[]): Promise<readonly (SystemError | null)[]> {
		const rows = await batch(
			entity,
			ids.map((id): Operation => ({ op: "delete", id: Number(id) })),
		);
		return rows.map((row) =>
			row instanceof SystemError ? row : row.status < 300 || row.error?.code === NOT_FOUND ? null : failureOf(entity, row),
		);
	}

	return { create, update, remove, writePartnerIds };
}
