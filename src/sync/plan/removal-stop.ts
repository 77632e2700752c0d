import type { Entity, Side } from "../../domain/model.ts";
import { removalLimit } from "../../domain/removal.ts";
import { type PendingRemovals, pendingRemovals, removedBySignals } from "../../store/removals.ts";
import type { Run } from "../../store/runs.ts";
import { answer } from "../../store/select.ts";
import { raiseAlert } from "../alerts.ts";
import type { SyncContext } from "../context.ts";
import { modeOf } from "../run/modes.ts";

interface Scope {
	readonly entity: Entity;
	readonly side: Side;
}

/**
 * Signals go on without anybody watching, and must not wait half an hour for an answer: where they would delete too many,
 * they delete none, and the admins hear that a run of theirs has to confirm it.
 */
export async function mayRemove<S extends Scope>(ctx: SyncContext, run: Run, scopes: readonly S[]): Promise<readonly S[]> {
	if (!modeOf(run).holdsBack || scopes.length === 0) return scopes;
	const stopped = await tooManyRemovals(ctx, run, await answer(ctx.db, pendingRemovals(ctx.connection)));
	const count = stopped.reduce((sum, one) => sum + one.count, 0);
	if (count > 0) await raiseAlert(ctx, { kind: "removals_wait", count });
	return scopes.filter(({ entity, side }) => !stopped.some((one) => one.entity === entity && one.side === side));
}

/** What would be deleted, where it is more than may be deleted unasked. */
export async function tooManyRemovals(
	ctx: SyncContext,
	run: Run,
	pending: readonly PendingRemovals[],
): Promise<readonly PendingRemovals[]> {
	// Webhooks come one by one: what they have had deleted a moment ago counts as well, else many would pass as few; and what they
	// have held back is asked about, however few are left.
	const before = pending.length > 0 ? await removedBySignals(ctx.db, ctx.connection, ctx.now()) : [];
	return pending.filter(({ entity, side, count, links }) => {
		const recent = before.find((one) => one.entity === entity && one.side === side)?.count ?? 0;
		const matters = run.entities.includes(entity) && ctx.settings.onDelete[side] !== "unlink";
		return matters && count + recent > removalLimit(links + recent);
	});
}
