import { z } from "zod";
import type { FIELDS } from "../domain/entities.ts";
import { SystemError } from "../domain/errors.ts";
import type { Entity, FieldValue, Projection } from "../domain/model.ts";

/** A record as a system answers it. Whatever no field map reads never leaves the adapter. */
export type Native = Readonly<Record<string, unknown>>;

const native = z.record(z.string(), z.unknown());
/** A row of a list. What is no record at all is one without anything: whoever reads the rows says so of this one alone. */
export const nativeRow = (row: unknown): Native => native.safeParse(row).data ?? {};

/** How one shared field is read from a native record, and which native values write it. */
export interface FieldMap<Written> {
	/** Native keys that `read` looks at. */
	readonly keys: readonly string[];
	/** undefined: the answer does not carry the field (unknown), which is not null (empty). */
	readonly read: (native: Native) => FieldValue | undefined;
	/** Absent: this system shows the field but does not let us write it. `known`: the record as last known. */
	readonly write?: (value: FieldValue, known: Projection) => Readonly<Record<string, Written>>;
}

/** One row per shared field of the entity; forgetting one does not compile. */
export type FieldTable<E extends Entity, Written> = Readonly<Record<keyof (typeof FIELDS)[E], FieldMap<Written>>>;
export type AnyFieldTable<Written> = Readonly<Record<string, FieldMap<Written>>>;

/** The shared fields of a native record. `only` names those its kind of answer can be trusted with. */
export function project(table: AnyFieldTable<unknown>, native: Native, only?: readonly string[]): Projection {
	const projection: Record<string, FieldValue> = {};
	for (const [field, map] of Object.entries(table)) {
		if (only && !only.includes(field)) continue;
		const value = map.read(native);
		if (value !== undefined) projection[field] = value;
	}
	return projection;
}

/** Native values of a new record: empty, unknown and unwritable fields are left to the system's own defaults. */
export function nativeOfNew<Written>(table: AnyFieldTable<Written>, projection: Projection): Record<string, Written> {
	const native: Record<string, Written> = {};
	for (const [field, { write }] of Object.entries(table)) {
		const value = projection[field];
		if (write && value !== undefined && value !== null) Object.assign(native, write(value, {}));
	}
	return native;
}

/** Native values of the changed fields alone. Throws SystemError `invalid` for a field that cannot be written: nothing is dropped. */
export function nativeOfChanges<Written>(
	table: AnyFieldTable<Written>,
	changes: Projection,
	known: Projection,
): Record<string, Written> {
	const native: Record<string, Written> = {};
	for (const [field, value] of Object.entries(changes)) {
		const written = table[field]?.write?.(value, known) ?? {};
		if (Object.keys(written).length === 0) {
			throw new SystemError("invalid", `Isian "${field}" tidak dapat diubah lewat API`, { field });
		}
		Object.assign(native, written);
	}
	return native;
}

/** The shared field that a native key belongs to. */
export function fieldOfKey(table: AnyFieldTable<unknown>, key: string): string | undefined {
	return Object.entries(table).find(([, map]) => map.keys.includes(key))?.[0];
}
