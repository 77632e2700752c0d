import { creationObstacle, type Exclusion, exclusion } from "../domain/eligibility.ts";
import { fieldsOf } from "../domain/entities.ts";
import { meet } from "../domain/meeting.ts";
import { type Entity, otherSide, type Projection, SIDES, type Side } from "../domain/model.ts";
import { codeKey } from "../domain/normalise.ts";
import { believable, type MergeRules, type Reconciliation, reconcile } from "../domain/reconcile.ts";
import type { Ending } from "../domain/removal.ts";
import type { ConnectionSettings } from "../domain/settings.ts";
import { sameValue, textOf } from "../domain/values.ts";
import type { Candidates } from "../store/candidates.ts";
import type { PlannedChange } from "../store/changes.ts";
import type { FoundConflict } from "../store/conflicts.ts";
import type { NewLink } from "../store/links.ts";
import type { PlanPair, PlanRow } from "../store/planning.ts";
import type { SystemPort } from "../systems/port.ts";

/** What the plan knows besides the record itself. Deciding is pure: it makes no call and asks no database. */
export interface Surroundings {
	readonly entity: Entity;
	readonly side: Side;
	readonly ports: Readonly<Record<Side, SystemPort>>;
	readonly settings: ConnectionSettings;
	/** Is there a live, active record of that entity and code on that side (or will this run create one)? */
	hasReference(side: Side, entity: Entity, code: string): boolean;
}

export interface Decision {
	readonly changes: readonly Omit<PlannedChange, "state">[];
	readonly link?: NewLink;
	/** Fields both sides agree on now, that the base lacks or has otherwise. */
	readonly agreed?: { readonly smhId: string; readonly agreed: Projection };
	/** At most one: the record it is about is `side`/`id`. */
	readonly problem?: { readonly side: Side; readonly id: string } & Exclusion;
	/** Fields both sides had changed. */
	readonly conflicts?: readonly FoundConflict[];
	/** The pair ends without a write. */
	readonly bury?: { readonly smhId: string; readonly accurateId: string; readonly ending: Ending };
	/** Nothing is left to do for the record as it is. */
	readonly settled: boolean;
}

const SETTLED: Decision = { changes: [], settled: true };

export function mergeRules(entity: Entity, ports: Readonly<Record<Side, SystemPort>>, settings: ConnectionSettings): MergeRules {
	const authoritative: Record<string, Side> = {};
	for (const side of SIDES) for (const field of ports[side].capabilities.authoritativeFields(entity)) authoritative[field] = side;
	return {
		conflictPolicy: settings.conflictPolicy,
		firstMeeting: "accurate",
		authoritative,
		readOnly: {
			smh: ports.smh.capabilities.readOnlyFields(entity),
			accurate: ports.accurate.capabilities.readOnlyFields(entity),
		},
	};
}

/** What to do about one record that changed, or whose problem may have passed. */
export function decide(row: PlanRow, candidates: Candidates | undefined, around: Surroundings): Decision {
	if (row.pair) return decidePair(row, row.pair, around);
	if (row.gone || row.dummy || !candidates) return SETTLED;

	if (candidates.ended) return { changes: [], problem: standsAlone(row, candidates.ended, around), settled: true };

	const target = otherSide(around.side);
	const port = around.ports[target];
	const decision = meet({
		excluded: exclusion(row.facts, around.settings),
		byPartnerId: candidates.byPartnerId,
		byIntent: onlyOne(candidates.byIntent),
		saidSame: candidates.saidSame,
		alike: candidates.alike,
		sameCode: candidates.sameCode,
		byCode: candidates.byCode.map((candidate) => ({
			...candidate,
			taken: candidate.taken || exclusion(candidate.facts, around.settings) !== null,
		})),
		obstacle: creationObstacle(row.projection, port.capabilities.requiredFields(around.entity), (projection) =>
			port.refusal(around.entity, projection),
		),
		missingReferences: missingReferences(row.projection, target, around),
		target,
	});
	if (decision.kind === "problem") {
		const { kind: _, ...problem } = decision;
		return { changes: [], problem: { side: around.side, id: row.id, ...problem }, settled: true };
	}
	if (decision.kind === "create") {
		const source = ids(around.side, row.id, null);
		const change = {
			entity: around.entity,
			side: target,
			operation: "create",
			...source,
			label: label(row),
			before: null,
		} as const;
		return { changes: [{ ...change, after: row.projection }], settled: false };
	}
	return decideLink(row, decision.partnerId, candidates, around);
}

/** First meeting of two records that belong together: bind them, then merge with no base. */
function decideLink(row: PlanRow, partnerId: string, candidates: Candidates, around: Surroundings): Decision {
	const intended = candidates.byIntent.find((candidate) => candidate.id === partnerId);
	const partner = [candidates.partner, intended, candidates.saidSame, ...candidates.byCode].find(
		(candidate) => candidate?.id === partnerId,
	);
	if (!partner) return SETTLED;
	const pair = { ...pairIds(around.side, row.id, partnerId) };
	const byPartnerId = candidates.partner?.id === partnerId;
	// A Partner ID on a record says that it once came from the side that does not keep one.
	const born = byPartnerId
		? SIDES.find((side) => !around.ports[side].capabilities.storesPartnerId)
		: intended && (intended.ours ? around.side : otherSide(around.side));
	const origin = born ?? "matched";
	// What our own attempt had sent and is still so was agreed on by both then, whatever was edited since.
	const made = intended?.ours ? intended.projection : row.projection;
	const base = Object.fromEntries(Object.entries(intended?.sent ?? {}).filter(([field, value]) => sameValue(made[field], value)));
	const { agreed, ...merged } = decidePair(
		row,
		{
			...pair,
			origin,
			base,
			outdated: false,
			partner: { projection: partner.projection, partnerId: partner.partnerId },
			hasProblem: false,
		},
		around,
	);
	return {
		...merged,
		changes: [
			{ entity: around.entity, side: SIDES[0], operation: "link", ...pair, label: label(row), before: null, after: null },
			...merged.changes,
		],
		link: { origin, ...pair, base: { ...base, ...agreed?.agreed } },
	};
}

function decidePair(row: PlanRow, pair: PlanPair, around: Surroundings): Decision {
	const own = row.gone ? ({ state: "gone" } as const) : ({ state: "present", projection: row.projection } as const);
	const other = pair.partner
		? ({ state: "present", projection: pair.partner.projection } as const)
		: ({ state: "gone" } as const);
	const [smh, accurate] = around.side === "smh" ? [own, other] : [other, own];
	const rules = mergeRules(around.entity, around.ports, around.settings);
	const bothPresent = smh.state === "present" && accurate.state === "present";
	const base = pair.outdated && bothPresent ? believable(pair.base, smh.projection, accurate.projection) : pair.base;
	const outcome = reconcile(around.entity, base, smh, accurate, rules);
	switch (outcome.kind) {
		case "merge":
			return decideMerge(row, pair, outcome, around);
		case "both_gone":
			return { changes: [], bury: { ...idsOf(pair), ending: "deleted" }, settled: true };
		case "remove":
			return decideRemoval(row, pair, outcome.side, around);
		case "edited_and_deleted":
			return {
				changes: [],
				problem: {
					side: otherSide(outcome.deletedOn),
					id: outcome.deletedOn === "smh" ? pair.accurateId : pair.smhId,
					reason: "CONFLICT",
					field: outcome.editedFields.join(", "),
					detail: `deleted: ${outcome.deletedOn}`,
				},
				settled: true,
			};
	}
}

/** Its partner was deleted, and it is as both sides knew it: what the settings say happens to it. */
function decideRemoval(row: PlanRow, pair: PlanPair, side: Side, around: Surroundings): Decision {
	if (around.settings.onDelete[side] === "unlink")
		return { changes: [], bury: { ...idsOf(pair), ending: "unlinked" }, settled: true };
	const before = side === around.side ? row.projection : (pair.partner?.projection ?? {});
	const change = {
		entity: around.entity,
		side,
		operation: "remove" as const,
		...idsOf(pair),
		label: label(row),
		before,
		after: null,
	};
	return { changes: [change], settled: false };
}

/** What is left of a pair that has ended is no new record: it has a reason of its own for standing alone. */
function standsAlone(row: PlanRow, ended: Ending, around: Surroundings): NonNullable<Decision["problem"]> {
	const about = { side: around.side, id: row.id };
	if (row.projection.active === false) return { ...about, reason: "INACTIVE", detail: "" };
	if (ended === "deleted") return { ...about, reason: "DELETE_REFUSED", detail: "" };
	return { ...about, reason: "MISSING_REFERENCE", field: "partnerId", detail: "Partner ID" };
}

const idsOf = ({ smhId, accurateId }: PlanPair) => ({ smhId, accurateId });

function decideMerge(
	row: PlanRow,
	pair: PlanPair,
	outcome: Extract<Reconciliation, { kind: "merge" }>,
	around: Surroundings,
): Decision {
	const values: Record<Side, Projection> =
		around.side === "smh"
			? { smh: row.projection, accurate: pair.partner?.projection ?? {} }
			: { smh: pair.partner?.projection ?? {}, accurate: row.projection };
	let problem: Decision["problem"];
	const report = (side: Side, exclusion: Exclusion) => {
		problem ??= { side, id: side === "smh" ? pair.smhId : pair.accurateId, ...exclusion };
	};

	for (const conflict of outcome.conflicts) {
		if (conflict.winner === null) report("smh", { reason: "CONFLICT", field: conflict.field, detail: conflict.field });
	}
	for (const { side, field } of outcome.unwritable) {
		report(otherSide(side), { reason: "REJECTED", field, detail: `${field}: ${side}` });
	}

	const writes = SIDES.flatMap((side) => {
		const allowed = { ...outcome.writes[side] };
		for (const missing of missingReferences(allowed, side, around)) {
			delete allowed[missing.field];
			report(otherSide(side), { reason: "MISSING_REFERENCE", field: missing.field, detail: missing.code });
		}
		return Object.keys(allowed).length === 0 ? [] : [{ side, after: allowed }];
	});

	const agreed = news(pair.base, outcome.agreed);
	const change = { entity: around.entity, smhId: pair.smhId, accurateId: pair.accurateId, label: label(row) };
	const leavesProblem = problem ? (1 as const) : (0 as const);
	const binds = bindChanges(row, pair, around);
	return {
		changes: [
			...writes.map(({ side, after }) => ({
				...change,
				side,
				operation: "update" as const,
				before: pick(values[side], Object.keys(after)),
				after,
				leavesProblem,
			})),
			...binds.map((side) => ({ ...change, side, operation: "bind" as const, before: null, after: null })),
		],
		...(Object.keys(agreed).length > 0 ? { agreed: { smhId: pair.smhId, agreed } } : {}),
		...(problem ? { problem } : {}),
		...(outcome.conflicts.length > 0
			? {
					conflicts: outcome.conflicts.map((conflict) => ({
						entity: around.entity,
						...idsOf(pair),
						label: label(row),
						...conflict,
					})),
				}
			: {}),
		settled: writes.length === 0 && binds.length === 0,
	};
}

/** Sides that ought to carry the partner's id on their record and do not. */
function bindChanges(row: PlanRow, pair: PlanPair, around: Surroundings): readonly Side[] {
	return SIDES.filter((side) => {
		if (!around.ports[side].capabilities.storesPartnerId) return false;
		const shown = side === around.side ? row.partnerId : (pair.partner?.partnerId ?? null);
		return shown !== (side === "smh" ? pair.accurateId : pair.smhId);
	});
}

/** What both sides agree on and the base does not say yet. */
const news = (base: Projection, agreed: Projection): Projection =>
	Object.fromEntries(Object.entries(agreed).filter(([field, value]) => !sameValue(base[field], value)));

function missingReferences(
	projection: Projection,
	target: Side,
	around: Surroundings,
): readonly { field: string; code: string }[] {
	return references(around.entity, projection).filter(({ entity, code }) => !around.hasReference(target, entity, code));
}

/** The records that a projection names by code. */
export function references(entity: Entity, projection: Projection): readonly { field: string; entity: Entity; code: string }[] {
	return Object.entries(fieldsOf(entity)).flatMap(([field, definition]) => {
		const code = codeKey(textOf(projection, field));
		return definition.refersTo && code !== null ? [{ field, entity: definition.refersTo, code }] : [];
	});
}

/** Several that fit are none: law 3 never picks. */
const onlyOne = <T>(found: readonly T[]): T | null => (found.length === 1 ? (found[0] ?? null) : null);

const pick = (projection: Projection, fields: readonly string[]): Projection =>
	Object.fromEntries(fields.flatMap((field) => (projection[field] === undefined ? [] : [[field, projection[field]]])));

const label = (row: PlanRow): string => [row.code, row.name].filter((part) => part !== null).join(" · ");

const ids = (side: Side, own: string, other: string | null) =>
	side === "smh" ? { smhId: own as string | null, accurateId: other } : { smhId: other, accurateId: own as string | null };

const pairIds = (side: Side, own: string, other: string) =>
	side === "smh" ? { smhId: own, accurateId: other } : { smhId: other, accurateId: own };
