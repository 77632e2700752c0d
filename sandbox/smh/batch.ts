import { z } from "zod";
import type { EntityName, World } from "../world.ts";
import { invalidFrom, SmhError, type SmhErrorBody } from "./error.ts";
import { createRecord, deleteRecord, updateRecord } from "./records.ts";
import type { SmhRecord } from "./state.ts";

const MAX_OPERATIONS = 100;
const envelope = z.strictObject({ operations: z.array(z.unknown()) });

const id = z.int().positive();
// A list of fields at least; the record's own form says what may be in it.
const record = z.record(z.string(), z.unknown());
const operation = z.discriminatedUnion("op", [
	z.strictObject({ op: z.literal("create"), record }),
	z.strictObject({ op: z.literal("update"), id, record }),
	z.strictObject({ op: z.literal("delete"), id }),
]);

export interface BatchResult {
	readonly status: number;
	readonly record?: SmhRecord;
	readonly error?: SmhErrorBody;
}

/** The operations of a body, each still unchecked. Throws SmhError 413 above 100, 422 on another shape. */
export function readBatch(body: unknown): readonly unknown[] {
	const parsed = envelope.safeParse(body);
	if (!parsed.success) throw invalidFrom(parsed.error);
	const { operations } = parsed.data;
	if (operations.length > MAX_OPERATIONS) {
		throw new SmhError(413, { code: "too_large", message: `More than ${MAX_OPERATIONS} operations` });
	}
	return operations;
}

/** Carries the operations out one after the other, not atomic: each has its own result, in order. */
export function runBatch(world: World, entity: EntityName, operations: readonly unknown[]): readonly BatchResult[] {
	return operations.map((input) => {
		try {
			return runOne(world, entity, input);
		} catch (error) {
			if (!(error instanceof SmhError)) throw error;
			return { status: error.status, error: error.body };
		}
	});
}

function runOne(world: World, entity: EntityName, input: unknown): BatchResult {
	const parsed = operation.safeParse(input);
	if (!parsed.success) throw invalidFrom(parsed.error);
	const asked = parsed.data;
	switch (asked.op) {
		case "create":
			return { status: 201, record: createRecord(world, entity, asked.record, "api") };
		case "update":
			return { status: 200, record: updateRecord(world, entity, asked.id, asked.record, "api") };
		case "delete":
			deleteRecord(world, entity, asked.id);
			return { status: 204 };
	}
}
