import { type Actor, type Entity, SIDES, type Side } from "../../domain/model.ts";
import { idOf } from "../../domain/pair.ts";
import { commit } from "../../store/database.ts";
import { pairOf } from "../../store/links.ts";
import { requeue } from "../../store/plan-queue.ts";
import { recordState } from "../../store/records.ts";
import { rememberVerdict, type Verdict } from "../../store/verdicts.ts";
import type { SyncContext } from "../context.ts";
import { audit, DONE, NOT_FOUND, type SaidOutcome } from "./outcome.ts";

export interface PairOfRecords {
	readonly entity: Entity;
	readonly smhId: string;
	readonly accurateId: string;
}

/** A person's word on two records that look alike; the next run links them, or creates each on the other side. */
export async function judgePair(ctx: SyncContext, pair: PairOfRecords, verdict: Verdict, actor: Actor): Promise<SaidOutcome> {
	const scope = (side: Side) => ({ connection: ctx.connection, side, entity: pair.entity });
	for (const side of SIDES) {
		const id = idOf(pair, side);
		if ((await recordState(ctx.db, scope(side), id)) !== "present") return NOT_FOUND;
		if ((await pairOf(ctx.db, scope(side), side, id))?.state === "linked") return { kind: "refused", detail: "linked" };
	}
	await commit(ctx.db, [
		rememberVerdict({ connection: ctx.connection, ...pair }, verdict, actor, ctx.now()),
		...SIDES.map((side) => requeue(ctx.log, scope(side), [idOf(pair, side)], "person's word")),
		audit(ctx, actor, `pair.${verdict}`, { ...pair }),
	]);
	return DONE;
}
