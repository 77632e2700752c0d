import type { Actor, Entity, Side } from "../../domain/model.ts";
import { commit } from "../../store/database.ts";
import { retryProblems } from "../../store/problems.ts";
import type { SyncContext } from "../context.ts";
import { audit } from "./outcome.ts";

/** Lets the next run try again what these problems kept it from; answers how many. */
export async function retry(
	ctx: SyncContext,
	query: {
		readonly entity?: Entity | undefined;
		readonly reason?: Parameters<typeof retryProblems>[1]["reason"];
		readonly side?: Side | undefined;
		readonly id?: string | undefined;
	},
	actor: Actor,
): Promise<number> {
	const count = await retryProblems(ctx.db, { connection: ctx.connection, ...query });
	if (count > 0) await commit(ctx.db, [audit(ctx, actor, "problem.retry", { ...query, count })]);
	return count;
}
