import { type Entity, type FieldValue, type Projection, SIDES, type Side } from "../../src/domain/model.ts";
import { type ConflictPolicy, type Half, type MergeRules, type Reconciliation, reconcile } from "../../src/domain/reconcile.ts";

/** The mission's defaults; what a test is about overrides them. */
export const RULES: MergeRules = {
	conflictPolicy: "accurate",
	firstMeeting: "accurate",
	authoritative: {},
	readOnly: { smh: [], accurate: [] },
};

export const rules = (changes: Partial<MergeRules>): MergeRules => ({ ...RULES, ...changes });
export const CODE_RULE = { authoritative: { code: "accurate" } } as const;

export const GONE: Half = { state: "gone" };
export const present = (projection: Projection): Half => ({ state: "present", projection });

type Merge = Extract<Reconciliation, { kind: "merge" }>;

/** The merge of two records that are both there. */
export function merge(entity: Entity, base: Projection, smh: Projection, accurate: Projection, by: MergeRules = RULES): Merge {
	const outcome = reconcile(entity, base, present(smh), present(accurate), by);
	if (outcome.kind !== "merge") throw new Error(`not a merge but ${outcome.kind}`);
	return outcome;
}

/** What happened to one field, as one sign; "x" is nothing that may happen. */
export function sign(outcome: Merge, field: string, values: Readonly<Record<Side, Projection>>): string {
	const written = SIDES.flatMap((side) => (field in outcome.writes[side] ? [[side, outcome.writes[side][field]]] : []));
	const is = (...expected: readonly (readonly [Side, FieldValue | undefined])[]) =>
		JSON.stringify(written) === JSON.stringify(expected);
	const toAccurate = is(["accurate", values.smh[field]]);
	const toSmh = is(["smh", values.accurate[field]]);

	const agreed = outcome.agreed[field];
	if (agreed !== undefined) return is() && agreed === values.smh[field] ? "=" : "x";
	const conflict = outcome.conflicts.find((entry) => entry.field === field);
	if (!conflict) return toSmh ? "<" : toAccurate ? ">" : "x";
	if (conflict.smh !== values.smh[field] || conflict.accurate !== values.accurate[field]) return "x";
	if (conflict.winner === null) return is() ? "?" : "x";
	if (conflict.winner === "accurate") return toSmh ? "A" : "x";
	return toAccurate ? "S" : "x";
}

/** The sign of a conflict under each policy: who wins, or that a person has to choose. */
export const CONFLICT_SIGN: Readonly<Record<ConflictPolicy, string>> = { accurate: "A", smh: "S", ask: "?" };
