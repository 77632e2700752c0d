import { type Actor, type Entity, otherSide, type Side } from "../../domain/model.ts";
import { idOf } from "../../domain/pair.ts";
import { commit } from "../../store/database.ts";
import { agreeOn, pairOf } from "../../store/links.ts";
import { requeue } from "../../store/plan-queue.ts";
import { closeProblems } from "../../store/problems.ts";
import { recordState } from "../../store/records.ts";
import { dropLink, rememberVerdict } from "../../store/verdicts.ts";
import type { SyncContext } from "../context.ts";
import { audit, DONE, NOT_FOUND, type SaidOutcome } from "./outcome.ts";

/** What to do with a record that was edited while its partner was deleted. */
export type DeletionChoice = "restore" | "delete";

/**
 * `restore`: it is created anew on the other side (also what stands alone since its pair ended) · `delete`: it is deleted as
 * well. By the next run, both.
 */
export async function settleDeletion(
	ctx: SyncContext,
	at: { readonly entity: Entity; readonly side: Side; readonly id: string },
	choice: DeletionChoice,
	actor: Actor,
): Promise<SaidOutcome> {
	const scope = { connection: ctx.connection, side: at.side, entity: at.entity };
	const pair = await pairOf(ctx.db, scope, at.side, at.id);
	if (!pair) return NOT_FOUND;
	const { state, ...ids } = pair;
	if (state !== "linked" && choice === "delete") return { kind: "refused", detail: "its pair has ended already" };
	const partner = otherSide(at.side);
	const partnerId = idOf(ids, partner);
	if (state === "linked" && (await recordState(ctx.db, { ...scope, side: partner }, partnerId)) === "present") {
		return { kind: "refused", detail: "its partner is there" };
	}
	const key = { connection: ctx.connection, entity: at.entity, ...ids };
	const settled =
		choice === "restore"
			? [...dropLink(key), rememberVerdict(key, "different", actor, ctx.now())]
			: [agreeOn(scope, pair.smhId, at.side, ctx.now())];
	await commit(ctx.db, [
		...settled,
		closeProblems(scope, [at.id]),
		requeue(ctx.log, scope, [at.id], "person's word"),
		audit(ctx, actor, `deletion.${choice}`, { entity: at.entity, ...ids }),
	]);
	return DONE;
}
