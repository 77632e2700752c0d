import { editLimit } from "../../domain/removal.ts";
import { pendingEdits } from "../../store/mass-edits.ts";
import type { Run } from "../../store/runs.ts";
import { answer } from "../../store/select.ts";
import type { SyncContext } from "../context.ts";
import type { Work } from "../messages.ts";
import type { Phase } from "../run/phase.ts";
import { questionOf } from "../run/question.ts";
import { listingsOf } from "./listings.ts";
import { before, SHORT_OVERLAP_MS } from "./overlap.ts";
import { SCAN, SUMS } from "./phase-numbers.ts";

/**
 * An answer may take half an hour, and people edit meanwhile: what the run knows is brought up to date before it writes, by
 * one list of changes per side and entity, with webhooks or without. Lists of changes show no deletes, so nothing more is
 * deleted than what was confirmed.
 */
export const rescanPhase: Phase = {
	name: "rescan",
	state: "scanning",
	async steps(_, run, view) {
		if (!run.confirmed) return [];
		const listings = await listingsOf(view, [SCAN, SUMS]);
		return listings
			.filter(({ entity }) => run.entities.includes(entity))
			.map(({ entity, side, asOf }): Work => {
				return { kind: "scan", entity, side, from: 1, to: 1, since: before(asOf, SHORT_OVERLAP_MS) };
			});
	},
};

/** Why a confirmed run ends. The presenters have it in people's words. */
const GREW = "more has changed since it was confirmed";

/**
 * Whoever confirmed has confirmed what was asked. Where as much as would have stopped the run was edited since, the run ends,
 * and the next one asks with the new numbers: the buttons of the first question must not answer a second one.
 */
export const growthStop: Phase = {
	name: "growth stop",
	state: "applying",
	steps: async () => [],
	async refusal(ctx, run) {
		return run.confirmed && (await grew(ctx, run)) ? GREW : null;
	},
};

async function grew(ctx: SyncContext, run: Run): Promise<boolean> {
	const confirmed = questionOf(run)?.edits ?? [];
	return (await answer(ctx.db, pendingEdits(ctx.connection))).some(({ entity, pairs, links }) => {
		const known = confirmed.filter((one) => one.entity === entity).reduce((sum, { count }) => sum + count, 0);
		return run.entities.includes(entity) && pairs - known > editLimit(links);
	});
}
