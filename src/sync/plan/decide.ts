import { creationObstacle, exclusion } from "../../domain/eligibility.ts";
import { agreedWhenMade, meet } from "../../domain/meeting.ts";
import { type Facts, otherSide, SIDES } from "../../domain/model.ts";
import { idsOf } from "../../domain/pair.ts";
import { NOTHING, records, words } from "../../domain/problem-detail.ts";
import type { Ending } from "../../domain/removal.ts";
import type { Candidates } from "../../store/candidates.ts";
import type { PlanPair, PlanRow } from "../../store/planning.ts";
import { decidePair, UNREAD } from "./decide-pair.ts";
import { type Decision, label, missingReferences, type Surroundings } from "./decision.ts";

const SETTLED: Decision = { changes: [], settled: true };
/** It waits until somebody knows what the other one holds. */
const LEFT_OPEN: Decision = { changes: [], settled: false };

/** What to do about one record that changed, or whose problem may have passed. */
export function decide(row: PlanRow, candidates: Candidates | undefined, around: Surroundings): Decision {
	if (row.held === "UNREADABLE") return UNREAD;
	if (row.pair) return decidePair(row, row.pair, around);
	if (row.gone || row.dummy || !candidates) return SETTLED;

	if (candidates.ended) return { changes: [], problem: standsAlone(row, candidates.ended, around), settled: true };

	if (candidates.orphanOf !== null) return decideOrphan(row, candidates.orphanOf, around);

	// Seen from what was made, several fit when others on its side carry the same code.
	const alone = candidates.sameCode.length === 0;
	const intended = candidates.byIntent.filter((candidate) => !candidate.taken && (candidate.ours || alone));
	if (intended.length > 1) {
		// Law 3: several fit what an attempt of ours may have made, so nobody picks one, and none is made.
		const detail = records(intended.map((candidate) => candidate.id));
		const problem = { side: around.side, id: row.id, reason: "POSSIBLE_DUPLICATE", field: "code", detail } as const;
		return { changes: [], problem, settled: true };
	}

	const possible = [candidates.partner, candidates.saidSame, ...candidates.byIntent, ...candidates.byCode];
	if (possible.some((candidate) => candidate?.unread)) return LEFT_OPEN;

	const target = otherSide(around.side);
	const port = around.ports[target];
	const decision = meet({
		excluded: exclusion(row.facts, around.settings),
		byPartnerId: candidates.byPartnerId,
		byIntent: intended[0] ?? null,
		saidSame: candidates.saidSame,
		alike: candidates.alike,
		sameCode: candidates.sameCode,
		byCode: candidates.byCode.map((candidate) => ({
			...candidate,
			taken: candidate.taken || exclusion(candidate.facts, around.settings) !== null,
		})),
		obstacle: creationObstacle(row.projection, port.capabilities.requiredFields(around.entity), (projection) => {
			const refusal = port.refusal(around.entity, projection);
			return refusal && { ...refusal, detail: words(refusal.detail) };
		}),
		missingReferences: missingReferences(row.projection, target, around),
		target,
	});
	if (decision.kind === "problem") {
		const { kind: _, ...problem } = decision;
		return { changes: [], problem: { side: around.side, id: row.id, ...problem }, settled: true };
	}
	if (decision.kind === "create") {
		const source = idsOf<string | null>(around.side, row.id, null);
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

/** Nothing was written to a pair that is only being made. */
const NEW_PAIR = { outdated: false, doubts: [], partnerExchanging: [], hasProblem: false } as const;

/** First meeting of two records that belong together: bind them, then merge with no base. */
function decideLink(row: PlanRow, partnerId: string, candidates: Candidates, around: Surroundings): Decision {
	const intended = candidates.byIntent.find((candidate) => candidate.id === partnerId);
	const partner = [candidates.partner, intended, candidates.saidSame, ...candidates.byCode].find(
		(candidate) => candidate?.id === partnerId,
	);
	if (!partner) return SETTLED;
	const pair = idsOf(around.side, row.id, partnerId);
	const byPartnerId = candidates.partner?.id === partnerId;
	// A Partner ID on a record says that it once came from the side that does not keep one.
	const born = byPartnerId
		? SIDES.find((side) => !around.ports[side].capabilities.storesPartnerId)
		: intended && (intended.ours ? around.side : otherSide(around.side));
	const origin = born ?? "matched";
	const made = intended?.ours ? intended.projection : row.projection;
	const base = intended ? agreedWhenMade(intended.sent, made) : {};
	const { agreed, ...merged } = decidePair(
		row,
		{
			...pair,
			origin,
			base,
			...NEW_PAIR,
			partner: { projection: partner.projection, partnerId: partner.partnerId },
			partnerSeq: partner.seq,
			partnerHeld: heldBy(partner.facts, around),
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
		partnerSeq: partner.seq,
	};
}

function heldBy(facts: Facts, { settings }: Surroundings): PlanPair["partnerHeld"] {
	const why = exclusion(facts, settings);
	return why && { reason: why.reason, facts };
}

/**
 * A create whose answer was lost may have made it, and somebody has deleted its source since. It is no new record, and nobody
 * knows whether it was touched: bound to what is gone, it waits for a person's word.
 */
function decideOrphan(row: PlanRow, sourceId: string, around: Surroundings): Decision {
	const pair = idsOf(around.side, row.id, sourceId);
	const link = { origin: otherSide(around.side), ...pair, base: {} };
	const alone = decidePair(
		row,
		{
			...link,
			...NEW_PAIR,
			partner: null,
			partnerHeld: null,
			partnerSeq: null,
		},
		around,
	);
	const change = { entity: around.entity, side: SIDES[0], operation: "link", ...pair, label: label(row) } as const;
	return { ...alone, changes: [{ ...change, before: null, after: null }], link };
}

/** What is left of a pair that has ended is no new record: it has a reason of its own for standing alone. */
function standsAlone(row: PlanRow, ended: Ending, around: Surroundings): NonNullable<Decision["problem"]> {
	const about = { side: around.side, id: row.id };
	if (row.projection.active === false) return { ...about, reason: "INACTIVE", detail: NOTHING };
	if (ended === "deleted") return { ...about, reason: "DELETE_REFUSED", detail: NOTHING };
	return { ...about, reason: "MISSING_REFERENCE", field: "partnerId", detail: { kind: "partner" } };
}
