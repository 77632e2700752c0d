import { fieldsOf } from "./entities.ts";
import { type Entity, type FieldValue, otherSide, type Projection, type Side } from "./model.ts";
import { sameValue } from "./values.ts";

export const CONFLICT_POLICIES = ["accurate", "smh", "ask"] as const;
export type ConflictPolicy = (typeof CONFLICT_POLICIES)[number];

export interface MergeRules {
	readonly conflictPolicy: ConflictPolicy;
	/** Whose value stands where both have one and there is no base yet (the first meeting). */
	readonly firstMeeting: Side;
	/** Fields in which one side always wins, and which (the code rule). */
	readonly authoritative: { readonly [field: string]: Side };
	/** Fields a side shows but does not let us write. */
	readonly readOnly: Readonly<Record<Side, readonly string[]>>;
}

/** What is known of one side's half of a pair: its projection, or that reading it confirmed it gone. */
export type Half = { readonly state: "present"; readonly projection: Projection } | { readonly state: "gone" };

export interface FieldConflict {
	readonly field: string;
	readonly smh: FieldValue;
	readonly accurate: FieldValue;
	/** null: a person has to choose, nothing is written. */
	readonly winner: Side | null;
}

/** A value that ought to go to a side which does not take it. */
export interface Unwritable {
	readonly side: Side;
	readonly field: string;
	readonly value: FieldValue;
}

export type Reconciliation =
	| {
			readonly kind: "merge";
			/** Per side, only the fields that must change there. */
			readonly writes: Readonly<Record<Side, Projection>>;
			/** Fields on which both sides agree now: the base as far as no write is needed. */
			readonly agreed: Projection;
			readonly conflicts: readonly FieldConflict[];
			readonly unwritable: readonly Unwritable[];
	  }
	/** Gone on one side, untouched on the other since the base: delete it there. */
	| { readonly kind: "remove"; readonly side: Side }
	/** Gone on one side, edited on the other: never delete, a person settles it. */
	| { readonly kind: "edited_and_deleted"; readonly deletedOn: Side; readonly editedFields: readonly string[] }
	| { readonly kind: "both_gone" };

/**
 * Law 2: the whole two-way merge of one pair. `base` is the last agreed state; a field that it lacks has never been agreed
 * on (first meeting). Pure: the engine only carries the result out.
 */
export function reconcile(entity: Entity, base: Projection, smh: Half, accurate: Half, rules: MergeRules): Reconciliation {
	if (smh.state === "present" && accurate.state === "present") {
		return merge(entity, base, { smh: smh.projection, accurate: accurate.projection }, rules);
	}
	if (smh.state === "present") return removal(entity, base, "smh", smh.projection);
	if (accurate.state === "present") return removal(entity, base, "accurate", accurate.projection);
	return { kind: "both_gone" };
}

function removal(entity: Entity, base: Projection, remaining: Side, projection: Projection): Reconciliation {
	const fields = Object.keys(fieldsOf(entity));
	if (Object.keys(base).length === 0) {
		// Bound, but never compared: nothing says that what remains is untouched, so nothing allows to delete it.
		const filled = fields.filter((field) => (projection[field] ?? null) !== null);
		return { kind: "edited_and_deleted", deletedOn: otherSide(remaining), editedFields: filled };
	}
	const editedFields = fields.filter(
		(field) => base[field] !== undefined && projection[field] !== undefined && !sameValue(field, base[field], projection[field]),
	);
	if (editedFields.length === 0) return { kind: "remove", side: remaining };
	return { kind: "edited_and_deleted", deletedOn: otherSide(remaining), editedFields };
}

/**
 * Law 1: a base made by an older field map is believed only where one side still holds it. A field in which it equals neither
 * may just be written otherwise today, so it counts as never agreed on, and not as two edits.
 */
export function believable(base: Projection, smh: Projection, accurate: Projection): Projection {
	return Object.fromEntries(
		Object.entries(base).filter(
			([field, value]) => sameValue(field, value, smh[field]) || sameValue(field, value, accurate[field]),
		),
	);
}

type Verdict = { readonly winner: Side | null; readonly conflict: boolean };

function merge(entity: Entity, base: Projection, values: Readonly<Record<Side, Projection>>, rules: MergeRules): Reconciliation {
	const writes: Record<Side, Record<string, FieldValue>> = { smh: {}, accurate: {} };
	const agreed: Record<string, FieldValue> = {};
	const conflicts: FieldConflict[] = [];
	const unwritable: Unwritable[] = [];

	for (const field of Object.keys(fieldsOf(entity))) {
		const smh = values.smh[field];
		const accurate = values.accurate[field];
		if (smh !== undefined && sameValue(field, smh, accurate)) {
			agreed[field] = smh;
			continue;
		}
		const unseen = smh === undefined || accurate === undefined;
		const { winner, conflict } = unseen
			? judgeUnseen(field, base[field], values, rules)
			: judge(field, base[field], { smh, accurate }, rules);
		if (conflict && !unseen) conflicts.push({ field, smh, accurate, winner });
		const value = winner && values[winner][field];
		if (winner === null || value === undefined) continue;
		const side = otherSide(winner);
		if (rules.readOnly[side].includes(field)) unwritable.push({ side, field, value });
		else writes[side][field] = value;
	}
	return { kind: "merge", writes, agreed, conflicts, unwritable };
}

/** Whose value stands for a field in which both sides are known and differ. */
function judge(
	field: string,
	base: FieldValue | undefined,
	{ smh, accurate }: Readonly<Record<Side, FieldValue>>,
	rules: MergeRules,
): Verdict {
	const authority = rules.authoritative[field];
	// An authority without a value has nothing to win with: no code does not replace a code.
	if (authority && { smh, accurate }[authority] !== null) return { winner: authority, conflict: false };
	if (base === undefined) {
		if (smh === null) return { winner: "accurate", conflict: false };
		if (accurate === null) return { winner: "smh", conflict: false };
		return { winner: rules.firstMeeting, conflict: false };
	}
	if (sameValue(field, accurate, base)) return { winner: "smh", conflict: false };
	if (sameValue(field, smh, base)) return { winner: "accurate", conflict: false };
	return { winner: rules.conflictPolicy === "ask" ? null : rules.conflictPolicy, conflict: true };
}

/**
 * A side may take a field that its answers do not show (API facts 4.3). What it holds there is unknown and goes nowhere; what
 * the other side changed since both agreed still goes to it, else that edit would be lost without a word.
 */
function judgeUnseen(
	field: string,
	base: FieldValue | undefined,
	values: Readonly<Record<Side, Projection>>,
	rules: MergeRules,
): Verdict {
	const seen: Side = values.smh[field] === undefined ? "accurate" : "smh";
	const value = values[seen][field];
	const changed = base !== undefined && value !== undefined && !sameValue(field, value, base);
	const authority = rules.authoritative[field] ?? seen;
	return { winner: changed && authority === seen ? seen : null, conflict: false };
}
