import type { Log } from "../../domain/log.ts";
import type { Side } from "../../domain/model.ts";
import type { Database } from "../../store/database.ts";
import { takeInDeliveries } from "../../store/inbox.ts";
import { type ChannelDelivery, portionsOf } from "../../systems/channel.ts";

export interface IntakeContext {
	readonly connection: string;
	readonly db: Database;
	readonly log: Log;
	now(): number;
	/** Lets the engine know that there is something to do. */
	wake(): Promise<void>;
}

/** Law 4: stores what webhooks said and we do not know yet, each delivery once, and lets the engine know. */
export async function takeIn(ctx: IntakeContext, source: Side, deliveries: readonly ChannelDelivery[]): Promise<void> {
	let [fresh, open] = [0, false];
	for (const portion of portionsOf(deliveries)) {
		const taken = await takeInDeliveries(ctx.db, ctx.connection, source, portion, ctx.now());
		fresh += taken.fresh;
		open ||= taken.open;
	}
	if (fresh > 0) ctx.log.info("webhook_taken_in", { source, deliveries: deliveries.length, fresh });
	// Also of what came before and is not done: the word of it may have been lost.
	if (open) await tellEngine(ctx, source);
}

/** What is stored is found sooner or later, so the sender need not come again for this. */
async function tellEngine(ctx: IntakeContext, source: Side): Promise<void> {
	try {
		await ctx.wake();
	} catch (error) {
		ctx.log.error("webhook_engine_not_told", { source, error: String(error) });
	}
}
