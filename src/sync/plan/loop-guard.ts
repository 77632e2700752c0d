import { recentWrites } from "../../store/changes.ts";
import type { RecordScope } from "../../store/records.ts";
import type { SyncContext } from "../context.ts";
import type { Decided } from "./decision.ts";

const WITHIN_MS = 3_600_000;
/** More writes to one pair within the hour than people make: two systems that never agree on a value. */
export const WRITES_PER_HOUR = 20;

/**
 * Stops records that go round in circles, each write the cause of the next: they wait, with an open problem, until the hour
 * is over. Their last agreed state stays, so nothing is lost meanwhile.
 */
export async function holdLoopsBack(
	ctx: SyncContext,
	scope: RecordScope,
	decided: readonly Decided[],
): Promise<readonly Decided[]> {
	const writing = decided.flatMap(({ row, decision }) =>
		row.pair && decision.changes.some(({ operation }) => operation === "update") ? [row.pair.smhId] : [],
	);
	if (writing.length === 0) return decided;
	const writes = await recentWrites(ctx.db, scope, writing, ctx.now() - WITHIN_MS);
	return decided.map(({ row, decision }) => {
		const times = (row.pair && writing.includes(row.pair.smhId) && writes.get(row.pair.smhId)) || 0;
		if (times < WRITES_PER_HOUR) return { row, decision };
		ctx.log.warn("loop_held_back", { entity: scope.entity, side: scope.side, id: row.id, times });
		const problem = { side: scope.side, id: row.id, reason: "WAITING", detail: { kind: "too often", times } } as const;
		return { row, decision: { changes: [], problem, settled: true, planAfter: ctx.now() + WITHIN_MS } };
	});
}
