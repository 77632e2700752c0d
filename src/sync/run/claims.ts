import { commit } from "../../store/database.ts";
import { type Claim, renewClaim } from "../../store/steps.ts";
import { CALL_DEADLINE_MS } from "../../systems/outbound.ts";
import type { SyncContext } from "../context.ts";

/**
 * How long a step belongs to an invocation that says nothing: a little longer than any of its calls may be on its way before it is
 * given up, so that no write of a dead invocation comes after the next one's.
 */
export const CLAIM_MS = CALL_DEADLINE_MS + 7_000;
const RENEW_EVERY_MS = 3_000;

export const claimOf = (ctx: SyncContext): Claim => ({ name: ctx.claim, until: ctx.now() + CLAIM_MS });

/** Does the work while the invocation's claims are renewed; the coordinator hears that it lives. */
export async function whileAlive<T>(ctx: SyncContext, work: () => Promise<T>): Promise<T> {
	const renew = async (): Promise<void> => {
		const claim = claimOf(ctx);
		await commit(ctx.db, [renewClaim(claim)]);
		ctx.tenure.renewed(claim.until, ctx.now());
		await ctx.coordinator.alive(ctx.connection);
	};
	const stop = ctx.every(RENEW_EVERY_MS, () => {
		// A sign of life that is lost does no harm: the next one comes, or somebody else takes the step over.
		renew().catch((error: unknown) => ctx.log.warn("claim_not_renewed", { error: String(error) }));
	});
	try {
		return await work();
	} finally {
		stop();
	}
}
