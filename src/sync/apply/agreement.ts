import type { SystemError } from "../../domain/errors.ts";
import type { FieldValue, Projection, RemoteRecord } from "../../domain/model.ts";
import type { Reason } from "../../domain/reasons.ts";
import { sameValue } from "../../domain/values.ts";

/** The reason a refused write leaves behind; null: the record's next look will tell (it is gone, or another took its place). */
export function reasonOf(error: SystemError): Reason | null {
	switch (error.kind) {
		case "invalid":
			return "INVALID_FIELD";
		case "duplicate":
			return "DUPLICATE_CODE";
		case "missing_reference":
			return "MISSING_REFERENCE";
		case "in_use":
			return "DELETE_REFUSED";
		case "too_large":
			return "INVALID_FIELD";
		case "no_right":
			return "NO_RIGHT";
		case "not_understood":
			return "WAITING";
		case "not_found":
			return null;
		default:
			return "REJECTED";
	}
}

export interface Agreement {
	readonly base: Projection;
	/** Fields that were stored otherwise than sent. */
	readonly altered: readonly string[];
	/** Values the side put where nothing was sent (a default category …): they go back to where the record came from. */
	readonly defaults: Projection;
}

/**
 * What both sides agree on after `sent` was written and the side answered with `stored`. A field that was stored otherwise
 * than sent is named: better a visible problem than a value that silently travels back.
 */
export function agreedAfterWrite(sent: Projection, stored: Projection, readOnly: readonly string[]): Agreement {
	const agreed: Record<string, FieldValue> = {};
	const defaults: Record<string, FieldValue> = {};
	const altered: string[] = [];
	for (const [field, value] of Object.entries(sent)) {
		const answer = stored[field];
		if (answer === undefined || sameValue(field, answer, value)) agreed[field] = value;
		else {
			// Agreed is what the side holds: so the sent value still counts as the source's own edit, and never travels back.
			agreed[field] = value === null ? null : answer;
			if (value === null) defaults[field] = answer;
			else if (!readOnly.includes(field)) altered.push(field);
		}
	}
	return { base: agreed, altered, defaults };
}

/** Whether the stored record differs from what was known of it in a field that we did not write. */
export const editedMeanwhile = (
	change: { readonly known: Projection | null; readonly after: Projection },
	stored: RemoteRecord,
): boolean =>
	change.known !== null &&
	Object.entries(change.known).some(
		([field, value]) =>
			change.after[field] === undefined &&
			stored.projection[field] !== undefined &&
			!sameValue(field, stored.projection[field], value),
	);
