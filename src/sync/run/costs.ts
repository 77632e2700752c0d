import type { Run } from "../../store/runs.ts";
import type { Budget } from "../context.ts";
import type { Work } from "../messages.ts";
import { modeOf } from "./modes.ts";

/** What a step may come to at most: calls of either system, and D1 statements, its commit included. */
interface Cost {
	readonly calls: number;
	readonly statements: number;
}

/** Beyond this an invocation leaves the rest to the next one (the platform ends it after 15 minutes). */
const LEAST_MS = 1_000;

/** What an invocation needs besides its steps: the next look, and whatever a step costs more than it mostly does. */
const RESERVE: Cost = { calls: 0, statements: 4 };
/** Finding the next phase with work in it, and entering it; or the end of the run. A run about one thing has few phases. */
export const advancing = (run: Pick<Run, "mode">): Cost => ({ calls: 0, statements: modeOf(run).lists === "nothing" ? 8 : 20 });
/** Looking at a few records that signals name, and beginning a run for them. */
export const BEGINNING: Cost = { calls: 9, statements: 16 };
/** A word on how far a run has come; it can be left out. */
export const REPORTING: Cost = { calls: 2, statements: 8 };
/** Telling people how a run ended. */
export const TELLING: Cost = { calls: 4, statements: 14 };
/** Dropping what is over, of every kind at once (sync/prune.ts). */
export const PRUNING: Cost = { calls: 0, statements: 17 };

export const maySpend = ({ calls, statements, ms }: Budget, cost: Cost): boolean =>
	ms >= LEAST_MS && calls >= cost.calls && statements >= cost.statements;
function costOf(work: Work): Cost {
	switch (work.kind) {
		case "scan":
			return { calls: work.to - work.from + 3, statements: 4 };
		case "detail":
		case "confirm":
			return { calls: work.ids.length + 1, statements: 4 };
		case "plan":
			return { calls: 0, statements: 22 };
		case "create":
			return { calls: 30, statements: 28 };
		case "apply":
			return { calls: 30, statements: 14 };
		case "exchange":
			return { calls: 8, statements: 16 };
		case "verb":
			return { calls: 10, statements: 16 };
	}
}

/** How many of these steps, from the first on, an invocation can do with what it has left. */
export function fitting(works: readonly Work[], { calls, statements, ms }: Budget): number {
	if (ms < LEAST_MS) return 0;
	let [callsLeft, statementsLeft] = [calls - RESERVE.calls, statements - RESERVE.statements];
	const first = works.findIndex((work) => {
		const cost = costOf(work);
		callsLeft -= cost.calls;
		statementsLeft -= cost.statements;
		return callsLeft < 0 || statementsLeft < 0;
	});
	return first === -1 ? works.length : first;
}
