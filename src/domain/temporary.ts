import type { Projection, RemoteRecord } from "./model.ts";

/**
 * Where unique values change places in a ring, one record holds a value of ours for a moment. It names its record, so whoever reads it
 * there knows what it is, whatever was lost in between, and nobody takes it for a value of a person's.
 */
export const temporaryValue = (id: string): string => `SINKRON-TMP-${id}`;

/**
 * The record with every temporary value of ours unknown: what is unknown goes nowhere, and is no edit (reconcile). Its facts say where it
 * stood, so that the field gets a value of people's again, whoever had put it there.
 */
export function withoutTemporary(record: RemoteRecord): RemoteRecord {
	const ours = temporaryValue(record.id);
	const temporary = Object.keys(record.projection).filter((field) => record.projection[field] === ours);
	if (temporary.length === 0) return record;
	const known: Projection = Object.fromEntries(Object.entries(record.projection).filter(([field]) => !temporary.includes(field)));
	return { ...record, projection: known, facts: { ...record.facts, temporary } };
}
