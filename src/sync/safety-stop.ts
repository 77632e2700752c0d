import { editLimit } from "../domain/removal.ts";
import { pendingEdits } from "../store/mass-edits.ts";
import type { Run } from "../store/runs.ts";
import type { SyncContext } from "./context.ts";
import type { Phase } from "./phase.ts";
import { ANSWER_WITHIN_MS, type Question } from "./question.ts";
import { tooManyRemovals } from "./removal-stop.ts";

/**
 * Law 5, and more: nothing has been written yet when many records are about to be deleted, or when more than half of an
 * entity's pairs have changed at once. On a first run there are no pairs yet. Signals do not ask (removal-stop.ts).
 */
export const safetyStop: Phase = {
	name: "safety stop",
	state: "applying",
	steps: async () => [],
	async question(ctx, run) {
		if (run.mode === "preview" || run.mode === "signals" || run.confirmed) return null;
		const [removals, edits] = [await tooManyRemovals(ctx, run), await tooManyEdits(ctx, run)];
		if (removals.length + edits.length === 0) return null;
		return { removals: [...removals], edits: [...edits], expiresAt: ctx.now() + ANSWER_WITHIN_MS };
	},
};

async function tooManyEdits(ctx: SyncContext, run: Run): Promise<NonNullable<Question["edits"]>> {
	const pending = await pendingEdits(ctx.db, ctx.connection);
	return pending.filter(({ entity, pairs, links }) => run.entities.includes(entity) && pairs > editLimit(links));
}
