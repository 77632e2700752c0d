import type { Exclusion } from "./eligibility.ts";
import type { Projection, Side } from "./model.ts";
import { records } from "./problem-detail.ts";

/** A record of the other side that could be the partner of an unlinked one. */
export interface Candidate {
	readonly id: string;
	/** Not free: linked already, sample data, kept out by the settings, or another record's by Partner ID. */
	readonly taken: boolean;
}

export interface FirstMeeting {
	/** The settings keep it out, or null. */
	readonly excluded: Exclusion | null;
	/** Partner by Partner ID, written on either record; "missing": it names a record that is not there. */
	readonly byPartnerId: Candidate | "missing" | null;
	/** What an earlier attempt to create one of the two may have made; null: no attempt is in the dark. */
	readonly byIntent: Candidate | null;
	/** A person said that this is its partner. */
	readonly saidSame: Candidate | null;
	/** Ids of records of the other side that look like it (name and phone or tax number), and nobody has said otherwise. */
	readonly alike: readonly string[];
	/** Other records of the same side with the same normalised code. */
	readonly sameCode: readonly string[];
	/** Records of the other side with the same normalised code. */
	readonly byCode: readonly Candidate[];
	/** Why it could not be created over there, or null. */
	readonly obstacle: Exclusion | null;
	/** Fields that name a record which the other side lacks. */
	readonly missingReferences: readonly { readonly field: string; readonly code: string }[];
	/** The other side, for the words of a reason. */
	readonly target: Side;
}

export type MeetingDecision =
	| { readonly kind: "link"; readonly partnerId: string }
	| { readonly kind: "create" }
	| ({ readonly kind: "problem" } & Exclusion);

/**
 * What becomes of a record without a link (mission, "First meeting"): Partner ID → link; a person said so → link; same code, one
 * to one → link; looks like another → ask; else create, unless a reason speaks against it. Dummy records never get here.
 */
export function meet(meeting: FirstMeeting): MeetingDecision {
	if (meeting.excluded) return { kind: "problem", ...meeting.excluded };

	if (meeting.byPartnerId === "missing") {
		return { kind: "problem", reason: "MISSING_REFERENCE", field: "partnerId", detail: { kind: "partner" } };
	}
	if (meeting.byPartnerId) {
		if (!meeting.byPartnerId.taken) return { kind: "link", partnerId: meeting.byPartnerId.id };
		return { kind: "problem", reason: "POSSIBLE_DUPLICATE", field: "partnerId", detail: records([meeting.byPartnerId.id]) };
	}

	if (meeting.byIntent && !meeting.byIntent.taken) return { kind: "link", partnerId: meeting.byIntent.id };
	if (meeting.saidSame && !meeting.saidSame.taken) return { kind: "link", partnerId: meeting.saidSame.id };

	if (meeting.sameCode.length > 0) {
		return { kind: "problem", reason: "DUPLICATE_CODE", field: "code", detail: records(meeting.sameCode) };
	}
	const [only, ...others] = meeting.byCode;
	if (only) {
		if (others.length > 0) {
			const ids = meeting.byCode.map((candidate) => candidate.id);
			return { kind: "problem", reason: "POSSIBLE_DUPLICATE", field: "code", detail: records(ids) };
		}
		if (only.taken) return { kind: "problem", reason: "DUPLICATE_CODE", field: "code", detail: records([only.id]) };
		return { kind: "link", partnerId: only.id };
	}

	if (meeting.alike.length > 0) {
		return { kind: "problem", reason: "POSSIBLE_DUPLICATE", field: "name", detail: records(meeting.alike) };
	}
	if (meeting.obstacle) return { kind: "problem", ...meeting.obstacle };
	const [missing] = meeting.missingReferences;
	if (missing) {
		return {
			kind: "problem",
			reason: "MISSING_REFERENCE",
			field: missing.field,
			detail: { kind: "reference", code: missing.code },
		};
	}
	return { kind: "create" };
}

/**
 * What both sides agreed on when an attempt of ours, whose answer was lost, made a record: what was sent, so that what either
 * side shows by now is told as an edit since. Where the record is empty nothing is agreed on: somebody else may have made it
 * under the same code, and an empty field of theirs empties nobody's. What had to be left out is agreed on as the side filled
 * it: so it still counts as the source's edit, as it does when the answer arrives.
 */
export const agreedWhenMade = (sent: Projection, made: Projection): Projection =>
	Object.fromEntries(Object.entries({ ...made, ...sent }).filter(([field, value]) => value === null || made[field] !== null));
