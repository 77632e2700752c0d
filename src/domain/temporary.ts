import type { Projection, RemoteRecord } from "./model.ts";

/**
 * Where unique values change places in a ring, one record holds a value of ours for a moment. It names its record, so whoever reads it
 * there knows what it is, whatever was lost in between, and nobody takes it for a value of a person's.
 */
export const temporaryValue = (id: string): string => `SINKRON-TMP-${id}`;

/** The record with every temporary value of ours unknown: what is unknown goes nowhere, and is no edit (reconcile). */
export function withoutTemporary(record: RemoteRecord): RemoteRecord {
	const temporary = temporaryValue(record.id);
	if (!Object.values(record.projection).includes(temporary)) return record;
	const known: Projection = Object.fromEntries(Object.entries(record.projection).filter(([, value]) => value !== temporary));
	return { ...record, projection: known };
}
