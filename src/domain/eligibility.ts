import type { Entity, Facts, Projection, RemoteRecord, Side } from "./model.ts";
import { codeKey } from "./normalise.ts";
import { NOTHING, type ProblemDetail } from "./problem-detail.ts";
import type { Reason } from "./reasons.ts";
import { type ConnectionSettings, dummyIdLimit, dummyRulesOf } from "./settings.ts";
import { textOf } from "./values.ts";

/** Sample data of a side: marked by the system itself, or met by one of the connection's dummy rules. */
export function isDummy(entity: Entity, side: Side, record: RemoteRecord, settings: ConnectionSettings): boolean {
	if (record.facts.sample) return true;
	const rules = dummyRulesOf(settings, side);
	if (Number(record.id) <= dummyIdLimit(rules, entity)) return true;
	const code = textOf(record.projection, "code")?.toLowerCase() ?? "";
	const name = textOf(record.projection, "name")?.toLowerCase() ?? "";
	const category = (textOf(record.projection, "group") ?? textOf(record.projection, "category"))?.toLowerCase();
	return (
		rules.codePrefixes.some((prefix) => code.startsWith(prefix.toLowerCase())) ||
		rules.nameContains.some((part) => name.includes(part.toLowerCase())) ||
		rules.categories.some((excluded) => excluded.toLowerCase() === category)
	);
}

export interface Exclusion {
	readonly reason: Reason;
	readonly field?: string;
	readonly detail: ProblemDetail;
}

/** Why its system or the settings keep a real record out of the sync, linked or not; null: it takes part. */
export function exclusion(facts: Facts, settings: ConnectionSettings): Exclusion | null {
	// A person typed the setting: a capital too many must not keep a whole branch out.
	if (settings.branch !== null && facts.branch !== null && codeKey(facts.branch) !== codeKey(settings.branch)) {
		return { reason: "OTHER_BRANCH", detail: { kind: "excluded", by: facts.branch } };
	}
	if (facts.type !== null && settings.excludedItemTypes.some((type) => type === facts.type)) {
		return { reason: "TYPE_NOT_SUPPORTED", detail: { kind: "excluded", by: facts.type } };
	}
	if (facts.unapproved) return { reason: "AWAITING_APPROVAL", detail: { kind: "unapproved" } };
	return null;
}

/** Why an unlinked record cannot be created on the other side as far as its own fields tell; null: nothing speaks against it. */
export function creationObstacle(
	projection: Projection,
	requiredFields: readonly string[],
	refuse: (projection: Projection) => Exclusion | null,
): Exclusion | null {
	if (projection.active === false) return { reason: "INACTIVE", detail: NOTHING };
	if (textOf(projection, "code") === null) return { reason: "MISSING_CODE", field: "code", detail: NOTHING };
	const missing = requiredFields.find((field) => projection[field] === undefined || projection[field] === null);
	if (missing) return { reason: "MISSING_FIELD", field: missing, detail: { kind: "field" } };
	return refuse(projection);
}
