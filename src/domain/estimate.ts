import { ENTITY_ORDER } from "./entities.ts";
import { type Entity, otherSide, SIDES, type Side } from "./model.ts";

/** Changes of one kind, as a preview counts them. */
export interface CountedChange {
	readonly entity: Entity;
	readonly side: Side;
	readonly operation: "create" | "update" | "remove" | "link";
	readonly count: number;
}

type Call = "remove" | "update" | "create" | "partner_id";
/** The engine's order within a group of entities; each waits for the one before. */
const ORDER: readonly Call[] = ["remove", "update", "create", "partner_id"];

/** What carrying changes out depends on; the ports' capabilities tell. */
export interface Batching {
	/** Rows of one batch. At most CALLS_PER_SECOND: a side without bulk calls, each row costs one. */
	batchSize(side: Side, entity: Entity, operation: Call): number;
	/** The side keeps the partner's id on its records, so pairs made over there are written here, too. */
	storesPartnerId(side: Side): boolean;
}

export interface Estimate {
	readonly calls: Readonly<Record<Side, number>>;
	readonly ms: number;
}

/** The published limit (API facts 7), and how long a call took when it was measured. */
const CALLS_PER_SECOND = 8;
const CALL_MS = 1000;

/**
 * About how many calls it takes to carry out these changes, and how long. Waves of CALLS_PER_SECOND calls follow each other,
 * both sides work at once. Reading the two systems comes on top, and whatever has to be tried again.
 */
export function estimate(changes: readonly CountedChange[], batching: Batching): Estimate {
	const total: Record<Side, number> = { smh: 0, accurate: 0 };
	let waves = 0;
	for (const group of ENTITY_ORDER) {
		for (const operation of ORDER) {
			const perSide = SIDES.map((side) => {
				const calls = group.map((entity) =>
					callsFor(rowsOf(changes, side, entity, operation, batching), side, entity, operation),
				);
				const sum = calls.reduce((all, one) => all + one, 0);
				total[side] += sum;
				return Math.ceil(sum / CALLS_PER_SECOND);
			});
			waves += Math.max(...perSide);
		}
	}
	return { calls: total, ms: waves * CALL_MS };

	function callsFor(rows: number, side: Side, entity: Entity, operation: Call): number {
		const size = batching.batchSize(side, entity, operation);
		const writes = (rowsPerCall: number): number => Math.ceil(rows / (size <= CALLS_PER_SECOND ? 1 : rowsPerCall));
		// Each record is read before it is deleted, so a batch of deletes is as small as one of reads.
		return operation === "remove" ? rows + writes(CALLS_PER_SECOND) : writes(size);
	}
}

function rowsOf(changes: readonly CountedChange[], side: Side, entity: Entity, operation: Call, batching: Batching): number {
	const count = (matches: (change: CountedChange) => boolean): number =>
		changes.filter((change) => change.entity === entity && matches(change)).reduce((sum, change) => sum + change.count, 0);
	if (operation !== "partner_id") return count((change) => change.side === side && change.operation === operation);
	if (!batching.storesPartnerId(side)) return 0;
	return count((change) => change.operation === "link" || (change.operation === "create" && change.side === otherSide(side)));
}
