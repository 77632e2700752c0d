import type { Budget } from "../context.ts";
import type { Work } from "../messages.ts";

/** What a step may come to at most: calls of either system, and D1 statements, its commit included. */
interface Cost {
	readonly calls: number;
	readonly statements: number;
}

/** What the rest of an invocation needs after a step: its commit, the next look, a message. */
const RESERVE: Cost = { calls: 0, statements: 4 };
/** Beyond this an invocation leaves the rest to the next one (the platform ends it after 15 minutes). */
const LEAST_MS = 1_000;

function costOf(work: Work): Cost {
	switch (work.kind) {
		case "scan":
			return { calls: work.to - work.from + 3, statements: 3 };
		case "detail":
		case "confirm":
			return { calls: work.ids.length + 1, statements: 4 };
		case "plan":
			return { calls: 0, statements: 22 };
		case "create":
		case "apply":
			return { calls: 30, statements: 24 };
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
