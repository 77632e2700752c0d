import type { Entity } from "../../domain/model.ts";
import { editLimit } from "../../domain/removal.ts";
import { type PendingEdits, pendingEdits } from "../../store/mass-edits.ts";
import { pendingRemovals } from "../../store/removals.ts";
import { lastWord, type Run } from "../../store/runs.ts";
import { answer, answerBoth } from "../../store/select.ts";
import type { SyncContext } from "../context.ts";
import { modeOf } from "../run/modes.ts";
import type { Phase } from "../run/phase.ts";
import { ANSWER_WITHIN_MS, type Question, questionOf } from "../run/question.ts";
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
		if (!modeOf(run).asks || run.confirmed) return null;
		const [pending, edited] = await answerBoth(ctx.db, pendingRemovals(ctx.connection), pendingEdits(ctx.connection));
		const [removals, edits] = [await tooManyRemovals(ctx, run, pending), tooManyEdits(run, edited)];
		if (removals.length + edits.length === 0) return null;
		return { removals: [...removals], edits: [...edits], expiresAt: ctx.now() + ANSWER_WITHIN_MS };
	},
};

/**
 * Signals carry edits out unasked, however many: each was somebody's. But what somebody was asked about, and did not confirm,
 * waits for the next run that asks.
 */
export async function mayUpdate<Scope extends { readonly entity: Entity }>(
	ctx: SyncContext,
	run: Run,
	scopes: readonly Scope[],
): Promise<readonly Scope[]> {
	if (!modeOf(run).holdsBack || scopes.length === 0) return scopes;
	const last = await lastWord(ctx.db, ctx.connection);
	const declined = last && last.state !== "done" ? (questionOf(last)?.edits ?? []) : [];
	if (declined.length === 0) return scopes;
	const waiting = tooManyEdits(run, await answer(ctx.db, pendingEdits(ctx.connection)));
	return scopes.filter(
		({ entity }) => !(declined.some((one) => one.entity === entity) && waiting.some((one) => one.entity === entity)),
	);
}

const tooManyEdits = (run: Run, pending: readonly PendingEdits[]): NonNullable<Question["edits"]> =>
	pending.filter(({ entity, pairs, links }) => run.entities.includes(entity) && pairs > editLimit(links));
