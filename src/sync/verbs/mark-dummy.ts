import type { Actor, Entity, Side } from "../../domain/model.ts";
import { commit } from "../../store/database.ts";
import { pairOf } from "../../store/links.ts";
import { markRecord, recordState } from "../../store/records.ts";
import type { SyncContext } from "../context.ts";
import { audit, DONE, NOT_FOUND, type SaidOutcome } from "./outcome.ts";

/** Says that a record is sample data, or is not, whatever the rules say. */
export async function markDummy(
	ctx: SyncContext,
	at: { readonly entity: Entity; readonly side: Side; readonly id: string },
	dummy: boolean,
	actor: Actor,
): Promise<SaidOutcome> {
	const scope = { connection: ctx.connection, side: at.side, entity: at.entity };
	if ((await recordState(ctx.db, scope, at.id)) !== "present") return NOT_FOUND;
	if (dummy && (await pairOf(ctx.db, scope, at.side, at.id))?.state === "linked") return { kind: "refused", detail: "linked" };
	await commit(ctx.db, [
		...markRecord(scope, at.id, dummy, actor, ctx.now()),
		audit(ctx, actor, dummy ? "record.mark" : "record.unmark", { ...at }),
	]);
	return DONE;
}
