import { fieldsOf } from "./entities.ts";
import type { Entity, FieldValue, Projection } from "./model.ts";

/** Equality of normalised values; undefined (unknown) equals nothing, not even itself. */
export function sameValue(a: FieldValue | undefined, b: FieldValue | undefined): boolean {
	if (a === undefined || b === undefined) return false;
	if (typeof a === "object" && typeof b === "object") return JSON.stringify(a) === JSON.stringify(b);
	return a === b;
}

/** The projection with its keys in canonical order and nothing but shared fields, so that equal records give equal JSON. */
export function canonical(entity: Entity, projection: Projection): Projection {
	const ordered: Record<string, FieldValue> = {};
	for (const field of Object.keys(fieldsOf(entity))) {
		const value = projection[field];
		if (value !== undefined) ordered[field] = value;
	}
	return ordered;
}

export const textOf = (projection: Projection, field: string): string | null => {
	const value = projection[field];
	return typeof value === "string" ? value : null;
};

/** Unknown counts as active: a record is only inactive when its side says so. */
export const isActive = (projection: Projection): boolean => projection.active !== false;
