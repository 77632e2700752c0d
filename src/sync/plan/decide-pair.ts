import { type Exclusion, exclusion } from "../../domain/eligibility.ts";
import { type Entity, otherSide, type Projection, SIDES, type Side } from "../../domain/model.ts";
import { bySide, idOf } from "../../domain/pair.ts";
import { NOTHING } from "../../domain/problem-detail.ts";
import { believable, type Half, type MergeRules, type Reconciliation, reconcile } from "../../domain/reconcile.ts";
import type { ConnectionSettings } from "../../domain/settings.ts";
import { sameValue } from "../../domain/values.ts";
import type { PlanPair, PlanRow } from "../../store/planning.ts";
import type { SystemPort } from "../../systems/port.ts";
import { type Decision, label, missingReferences, type Surroundings } from "./decision.ts";

function mergeRules(entity: Entity, ports: Readonly<Record<Side, SystemPort>>, settings: ConnectionSettings): MergeRules {
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

/** What nobody can read is neither written nor deleted, on neither side; its problem says so until a read succeeds. */
export const UNREAD: Decision = { changes: [], keepsProblem: true, settled: true };

/**
 * A linked record that takes no part any more keeps its link: neither half is written or deleted, and both are merged against their
 * base once it takes part again. Told of the half that is still there. null: both take part.
 */
function heldBack(row: PlanRow, pair: PlanPair, { side, settings }: Surroundings): Decision | null {
	const own = row.held && { side, reason: row.held, facts: row.facts };
	const held = own ?? (pair.partnerHeld && { side: otherSide(side), ...pair.partnerHeld });
	if (!held) return null;
	if (held.reason === "UNREADABLE" || pair.partnerHeld?.reason === "UNREADABLE") return UNREAD;
	const told = row.gone ? otherSide(side) : pair.partner === null ? side : held.side;
	const why = exclusion(held.facts, settings) ?? { reason: held.reason, detail: NOTHING };
	return { changes: [], problem: { side: told, id: idOf(pair, told), ...why }, settled: true };
}

/** What to do about a pair of which one half changed, or whose problem may have passed. */
export function decidePair(row: PlanRow, pair: PlanPair, around: Surroundings): Decision {
	const held = row.gone && pair.partner === null ? null : heldBack(row, pair, around);
	if (held) return held;
	const own = row.gone ? ({ state: "gone" } as const) : ({ state: "present", projection: row.projection } as const);
	const other = pair.partner
		? ({ state: "present", projection: pair.partner.projection } as const)
		: ({ state: "gone" } as const);
	const { smh, accurate } = bySide<Half>(around.side, own, other);
	const rules = mergeRules(around.entity, around.ports, around.settings);
	const bothPresent = smh.state === "present" && accurate.state === "present";
	const base = pair.outdated && bothPresent ? believable(pair.base, smh.projection, accurate.projection) : pair.base;
	const written = foundWritten(pair, { smh, accurate });
	const outcome = reconcile(around.entity, { ...base, ...written }, smh, accurate, rules);
	const decision = decideOutcome(row, pair, outcome, around);
	if (pair.doubts.length === 0) return decision;
	const agreed = news(pair.base, { ...written, ...decision.agreed?.agreed });
	return { ...decision, agreed: { smhId: pair.smhId, agreed }, resolvesDoubts: true };
}

/** Its partner went in the middle of an exchange: what waits for a person's word gets the value back that both had agreed on. */
function ownValueBack(row: PlanRow, pair: PlanPair, around: Surroundings): Decision["changes"] {
	const own = !row.gone;
	const side = own ? around.side : otherSide(around.side);
	const values = (own ? row.projection : pair.partner?.projection) ?? {};
	const lacking = (own ? row.exchanging : pair.partnerExchanging).filter((field) => values[field] === undefined);
	const after = pick(pair.base, lacking);
	if (Object.keys(after).length === 0) return [];
	const about = { entity: around.entity, side, ...idsIn(pair), label: label(row) };
	return [{ ...about, operation: "update", before: {}, after, leavesProblem: 1 }];
}

/**
 * A write that nobody has told the outcome of, and whose values are there, was carried out: it is what both sides agreed on then, and no
 * edit of a person's on the side that was written to. Where the two have only met and never agreed on the field, a value that is neither
 * that nor what was there before was typed over it: an edit since, which the rule of the first meeting would lose.
 */
function foundWritten({ doubts, base }: PlanPair, halves: Readonly<Record<Side, Half>>): Projection {
	return Object.fromEntries(
		doubts.flatMap(({ side, after, before }) => {
			const [half, other] = [halves[side], halves[otherSide(side)]];
			if (half.state === "gone") return [];
			return Object.entries(after).filter(([field, value]) => {
				const held = half.projection[field];
				if (sameValue(field, held, value)) return true;
				const typedOver =
					base[field] === undefined &&
					before?.[field] !== undefined &&
					held !== undefined &&
					!sameValue(field, held, before[field]);
				return typedOver && other.state !== "gone" && sameValue(field, other.projection[field], value);
			});
		}),
	);
}

function decideOutcome(row: PlanRow, pair: PlanPair, outcome: Reconciliation, around: Surroundings): Decision {
	switch (outcome.kind) {
		case "merge":
			return decideMerge(row, pair, outcome, around);
		case "both_gone":
			return { changes: [], bury: { ...idsIn(pair), ending: "deleted" }, settled: true };
		case "remove":
			return decideRemoval(row, pair, outcome.side, around);
		case "edited_and_deleted": {
			const changes = ownValueBack(row, pair, around);
			return {
				changes,
				problem: {
					side: otherSide(outcome.deletedOn),
					id: idOf(pair, otherSide(outcome.deletedOn)),
					reason: "CONFLICT",
					field: outcome.editedFields.join(", "),
					detail: { kind: "deleted", on: outcome.deletedOn },
				},
				settled: changes.length === 0,
			};
		}
	}
}

/** Its partner was deleted, and it is as both sides knew it: what the settings say happens to it. */
function decideRemoval(row: PlanRow, pair: PlanPair, side: Side, around: Surroundings): Decision {
	if (around.settings.onDelete[side] === "unlink")
		return { changes: [], bury: { ...idsIn(pair), ending: "unlinked" }, settled: true };
	const before = side === around.side ? row.projection : (pair.partner?.projection ?? {});
	const change = {
		entity: around.entity,
		side,
		operation: "remove" as const,
		...idsIn(pair),
		label: label(row),
		before,
		after: null,
	};
	return { changes: [change], settled: false };
}

const idsIn = ({ smhId, accurateId }: PlanPair) => ({ smhId, accurateId });

function decideMerge(
	row: PlanRow,
	pair: PlanPair,
	outcome: Extract<Reconciliation, { kind: "merge" }>,
	around: Surroundings,
): Decision {
	const values = bySide(around.side, row.projection, pair.partner?.projection ?? {});
	let problem: Decision["problem"];
	const report = (side: Side, exclusion: Exclusion) => {
		problem ??= { side, id: idOf(pair, side), ...exclusion };
	};

	for (const conflict of outcome.conflicts) {
		if (conflict.winner === null) report(SIDES[0], { reason: "CONFLICT", field: conflict.field, detail: { kind: "field" } });
	}
	for (const { side, field } of outcome.unwritable) {
		report(otherSide(side), { reason: "REJECTED", field, detail: { kind: "read only", side } });
	}

	const required = new Set(SIDES.flatMap((side) => around.ports[side].capabilities.requiredFields(around.entity)));
	const writes = SIDES.flatMap((side) => {
		const allowed = { ...restored(side, row, pair, around), ...outcome.writes[side] };
		// Nobody can empty such a field, so an answer that shows it empty is wrong, and no edit.
		for (const field of Object.keys(allowed).filter((name) => allowed[name] === null && required.has(name))) {
			delete allowed[field];
			report(otherSide(side), { reason: "MISSING_FIELD", field, detail: { kind: "field" } });
		}
		for (const missing of missingReferences(allowed, side, around)) {
			delete allowed[missing.field];
			report(otherSide(side), {
				reason: "MISSING_REFERENCE",
				field: missing.field,
				detail: { kind: "reference", code: missing.code },
			});
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
			...binds.map((side) => ({ ...change, side, operation: "partner_id" as const, before: null, after: null })),
		],
		...(Object.keys(agreed).length > 0 ? { agreed: { smhId: pair.smhId, agreed } } : {}),
		...(problem ? { problem } : {}),
		...(outcome.conflicts.length > 0
			? {
					conflicts: outcome.conflicts.map((conflict) => ({
						entity: around.entity,
						...idsIn(pair),
						label: label(row),
						...conflict,
					})),
				}
			: {}),
		settled: writes.length === 0 && binds.length === 0,
	};
}

/**
 * What a half gave up for an exchange that did not come to its end: it holds a value of ours there, which shows as unknown, and gets
 * the other half's. A value that somebody has typed over it is an edit like any other.
 */
function restored(side: Side, row: PlanRow, pair: PlanPair, around: Surroundings): Projection {
	const own = side === around.side;
	const values = bySide(around.side, row.projection, pair.partner?.projection ?? {});
	const lacking = (own ? row.exchanging : pair.partnerExchanging).filter((field) => values[side][field] === undefined);
	return pick(values[otherSide(side)], lacking);
}

/** Sides that ought to carry the partner's id on their record and do not. */
function bindChanges(row: PlanRow, pair: PlanPair, around: Surroundings): readonly Side[] {
	return SIDES.filter((side) => {
		if (!around.ports[side].capabilities.storesPartnerId) return false;
		const shown = side === around.side ? row.partnerId : (pair.partner?.partnerId ?? null);
		return shown !== idOf(pair, otherSide(side));
	});
}

/** What both sides agree on and the base does not say yet. */
const news = (base: Projection, agreed: Projection): Projection =>
	Object.fromEntries(Object.entries(agreed).filter(([field, value]) => !sameValue(field, base[field], value)));

const pick = (projection: Projection, fields: readonly string[]): Projection =>
	Object.fromEntries(fields.flatMap((field) => (projection[field] === undefined ? [] : [[field, projection[field]]])));
