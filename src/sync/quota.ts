import type { Coordinator } from "../coordinator/client.ts";
import { lookAgainAt, quotaBackAt } from "../domain/quota.ts";
import { quotaFull } from "../store/quota.ts";
import type { SyncContext } from "./context.ts";

export type Pausing = Pick<SyncContext, "connection" | "notifier" | "log" | "now"> & {
	readonly coordinator: Pick<Coordinator, "pause" | "tellAgain">;
};

/**
 * The database takes no more today: everything rests, and the coordinator has the engine look again, every quarter of an hour and when
 * the day of the quota is over. Nothing of it counts as a failure. Answers until when (epoch ms); null: the error is another one.
 * Who was told stands with the coordinator, since the database could not write it down.
 */
export async function restWhileQuotaIsFull(ctx: Pausing, error: unknown): Promise<number | null> {
	const what = quotaFull(error);
	if (what === null) return null;
	const now = ctx.now();
	const until = lookAgainAt(now);
	const untold = await ctx.coordinator.pause(ctx.connection, until);
	ctx.log.warn("database_quota_full", { what, until, untold });
	if (!untold) return until;
	try {
		await ctx.notifier.alert({ kind: "quota_full", what, backAt: quotaBackAt(now) });
	} catch (cause) {
		ctx.log.error("alert_failed", { subject: "quota_full", error: String(cause) });
		await ctx.coordinator.tellAgain();
	}
	return until;
}
