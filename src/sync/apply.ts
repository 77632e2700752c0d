import { otherSide } from "../domain/model.ts";
import { type ChangeToApply, changesToApply } from "../store/changes.ts";
import { mergeBases } from "../store/links.ts";
import type { RecordScope } from "../store/records.ts";
import type { Run } from "../store/runs.ts";
import type { SyncContext } from "./context.ts";
import { create } from "./create.ts";
import type { StepOutcome, WorkOf } from "./messages.ts";
import { agreedAfterWrite, BatchOutcome, idOf } from "./outcomes.ts";
import { remove } from "./remove.ts";
import { sendTolerant } from "./tolerant.ts";

/** Carries out one batch of planned changes on one side. Rows that are already carried out are no longer planned. */
export async function apply(ctx: SyncContext, run: Run, work: WorkOf<"apply">): Promise<StepOutcome> {
	const scope: RecordScope = { connection: ctx.connection, side: work.side, entity: work.entity };
	const knownSide = work.operation === "create" ? otherSide(work.side) : work.side;
	const changes = await changesToApply(ctx.db, { runId: run.id, batch: work, operation: work.operation, knownSide });
	if (changes.length === 0) return { statements: [] };
	if (work.operation === "create") return await create(ctx, run, work, scope, changes);
	if (work.operation === "bind") return await bind(ctx, run, scope, changes);
	if (work.operation === "remove") return await remove(ctx, run, scope, changes);
	return await update(ctx, run, scope, changes);
}

/** An update says the same thing however often it is sent, so an unknown outcome is simply sent again. */
async function update(ctx: SyncContext, run: Run, scope: RecordScope, changes: readonly ChangeToApply[]): Promise<StepOutcome> {
	const port = ctx.ports[scope.side];
	const outcome = new BatchOutcome(ctx, run, scope);
	const results = await sendTolerant(
		changes.map((change) => change.after),
		port.capabilities.requiredFields(scope.entity),
		(indexes, projections) => {
			const patches = indexes.flatMap((index, place) => {
				const [change, after] = [changes[index], projections[place]];
				return change && after ? [{ id: idOf(change, scope.side) ?? "", changes: after, known: change.known }] : [];
			});
			return port.update(scope.entity, patches);
		},
	);
	const bases = changes.flatMap((change, index) => {
		const answer = results[index];
		const { smhId, accurateId } = change;
		if (!answer || smhId === null || accurateId === null) return [];
		const { result, sent, leftOut } = answer;
		if (!result.ok) {
			outcome.failed(change, result.error);
			return [];
		}
		const agreed = agreedAfterWrite(change.base ?? {}, sent, result.record.projection, []);
		outcome.applied(change, { smhId, accurateId }, result.record, { ...agreed, leftOut });
		return [{ smhId, base: agreed.base }];
	});
	return {
		statements: [...(bases.length > 0 ? [mergeBases(scope, bases, ctx.now())] : []), ...outcome.statements()],
		...(outcome.retry ? { retry: outcome.retry } : {}),
	};
}

/** Writes the Partner ID on the records of a side that keeps one. */
async function bind(ctx: SyncContext, run: Run, scope: RecordScope, changes: readonly ChangeToApply[]): Promise<StepOutcome> {
	const outcome = new BatchOutcome(ctx, run, scope);
	const rows = changes.map((change) => ({
		id: idOf(change, scope.side) ?? "",
		partnerId: idOf(change, otherSide(scope.side)) ?? "",
	}));
	const results = await ctx.ports[scope.side].bind(scope.entity, rows);
	changes.forEach((change, index) => {
		const result = results[index];
		const { smhId, accurateId } = change;
		if (!result || smhId === null || accurateId === null) return;
		// A Partner ID solves no problem of the pair.
		if (result.ok) outcome.applied({ ...change, leavesProblem: true }, { smhId, accurateId }, result.record);
		else outcome.failed(change, result.error);
	});
	return { statements: outcome.statements(), ...(outcome.retry ? { retry: outcome.retry } : {}) };
}
