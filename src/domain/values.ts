import { CASELESS, fieldsOf } from "./entities.ts";
import type { Entity, FieldValue, Projection } from "./model.ts";

/** Letters as the database folds them (store/edited.ts): ASCII alone. */
const folded = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** Equality of a field's normalised values; undefined (unknown) equals nothing, not even itself. */
export function sameValue(field: string, a: FieldValue | undefined, b: FieldValue | undefined): boolean {
	if (a === undefined || b === undefined) return false;
	if (a === b) return true;
	const [one, other] = [JSON.stringify(a), JSON.stringify(b)];
	return one === other || (CASELESS.has(field) && folded(one) === folded(other));
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
