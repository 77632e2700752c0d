import { z } from "zod";
import type { Stored } from "./database.ts";

const work = z.looseObject({
	kind: z.string(),
	entity: z.string(),
	side: z.string(),
	operation: z.string().optional(),
});

/** "2 × create customer in smh, 6 steps wait; 200 intents; 3 signals". */
export function wordsOf({ runs, steps, intents, signals }: Stored, now: number): string {
	const taken = steps.filter(({ claimedUntil }) => (claimedUntil ?? 0) > now);
	const kinds = taken.map((step) => {
		const { kind, operation, entity, side } = work.parse(JSON.parse(step.work));
		return `${operation ?? kind} ${entity} in ${side}`;
	});
	const tally = [...Map.groupBy(kinds, (kind) => kind)].map(([kind, list]) =>
		list.length > 1 ? `${list.length} × ${kind}` : kind,
	);
	const waiting = steps.length - taken.length;
	const doing = [...tally, ...(waiting > 0 ? [`${waiting} steps wait`] : [])].join(", ");
	const parts = [
		doing === "" ? (runs.length > 0 ? "between two phases" : "no run") : doing,
		...(intents > 0 ? [`${intents} intents`] : []),
		...(signals > 0 ? [`${signals} signals`] : []),
	];
	return parts.join("; ");
}
