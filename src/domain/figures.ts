import type { Entity, Side } from "./model.ts";
import type { Reason } from "./reasons.ts";

/** A side's own records by origin (mission, "The four figures"). */
export interface Figures {
	readonly dummy: number;
	readonly data: number;
	readonly synced: number;
	readonly total: number;
}

/** Raw counts of one side and entity. */
export interface Tally {
	readonly total: number;
	readonly dummy: number;
	/** Linked records that came in from the other side. */
	readonly fromOtherSide: number;
	/** Records that take part in a link. */
	readonly linked: number;
	/** Linked records whose pair has an open problem. */
	readonly linkedWithProblem: number;
	/** Records without a link that have an open problem (dummies have none). */
	readonly openProblems: number;
}

export function figures(tally: Tally): Figures {
	const synced = tally.fromOtherSide;
	return { dummy: tally.dummy, data: tally.total - tally.dummy - synced, synced, total: tally.total };
}

/** Law 6 for one side and entity; `gap` is what nobody accounts for and must be 0 whenever no run is under way. */
export interface Account {
	readonly total: number;
	readonly dummy: number;
	readonly inStep: number;
	readonly openProblems: number;
	readonly gap: number;
}

export function account(tally: Tally): Account {
	const inStep = tally.linked - tally.linkedWithProblem;
	const openProblems = tally.openProblems + tally.linkedWithProblem;
	return { total: tally.total, dummy: tally.dummy, inStep, openProblems, gap: tally.total - tally.dummy - inStep - openProblems };
}

export interface EntityInformation {
	readonly entity: Entity;
	readonly smh: Figures;
	readonly accurate: Figures;
	/** Pairs in step. */
	readonly linked: number;
	/** Open problems by reason; dummies are in the figures, not here. */
	readonly problems: Readonly<Partial<Record<Reason, number>>>;
	readonly accounts: Readonly<Record<Side, Account>>;
}
