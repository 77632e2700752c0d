import { chunks } from "../../domain/lists.ts";
import { otherSide } from "../../domain/model.ts";
import { idOf } from "../../domain/pair.ts";
import { type ChangeToApply, changesToApply } from "../../store/changes.ts";
import { closeExchanges } from "../../store/exchanges.ts";
import { agreeOnFields } from "../../store/links.ts";
import type { RecordScope } from "../../store/records.ts";
import type { Run } from "../../store/runs.ts";
import { answersOthers, TRIES } from "../blame.ts";
import type { SyncContext } from "../context.ts";
import type { StepOutcome, WorkOf } from "../messages.ts";
import { agreedAfterWrite } from "./agreement.ts";
import type { WriteBatch } from "./batch.ts";
import { BatchOutcome } from "./outcomes.ts";
import { remove } from "./remove.ts";
import { inBatches } from "./side-by-side.ts";
import { rowsOrRefusal, sendTolerant } from "./tolerant.ts";

/** Into so many a batch is taken apart that failed again and again. */
export const PIECES = 10;

/** Carries out a part of the planned changes on one side. Rows that are already carried out are no longer planned. */
export async function apply(ctx: SyncContext, run: Run, work: WorkOf<"apply">, tried: number): Promise<StepOutcome> {
	const attempts = work.apart ? TRIES : tried;
	const scope: RecordScope = { connection: ctx.connection, side: work.side, entity: work.entity };
	const query = { connection: run.connection, runId: run.id, batch: work, operation: work.operation };
	const planned = await changesToApply(ctx.db, query);
	const batch: WriteBatch = { ctx, run, scope, attempts };
	const dropped = new BatchOutcome(batch);
	const changes = planned.filter((change) => {
		const why = misfit(change, work.operation);
		if (why !== null) dropped.stale(change, why);
		return why === null;
	});
	if (changes.length === 0) return { statements: dropped.statements() };
	if (attempts >= TRIES && changes.length > 1 && (await answersOthers(ctx, scope))) {
		return { statements: dropped.statements(), spawn: inPieces(work, changes) };
	}
	const outcome = await carryOut[work.operation](batch, changes);
	return { ...outcome, statements: [...dropped.statements(), ...outcome.statements] };
}

/** Rows that failed together go on apart from each other, until the one that is to blame is alone. */
const inPieces = (work: WorkOf<"apply">, changes: readonly ChangeToApply[]): readonly WorkOf<"apply">[] =>
	chunks(changes, Math.ceil(changes.length / PIECES)).map((part) => {
		return { ...work, apart: true, fromSeq: part[0]?.seq ?? work.fromSeq, toSeq: part.at(-1)?.seq ?? work.toSeq };
	});

/**
 * Why a change no longer fits; null: it does. An update would overwrite what somebody has edited since the plan, and nobody
 * would ever see that value: so it waits for the run that their signal brings about. Our own echoes, where a side names no
 * versions, cost such a run as well, but no write, so there is no end of them.
 */
export function misfit(change: ChangeToApply, operation: WorkOf<"apply">["operation"]): string | null {
	if (change.base === null) return "no longer linked";
	if (change.held) return "takes no part any more";
	// Of a record in the middle of an exchange we were told by our own writing.
	return operation === "update" && change.told && !change.steppedAside ? "edited since it was read" : null;
}

const carryOut: Readonly<
	Record<WorkOf<"apply">["operation"], (batch: WriteBatch, changes: readonly ChangeToApply[]) => Promise<StepOutcome>>
> = { update, remove, partner_id: writePartnerIds };

/** An update says the same thing however often it is sent, so an unknown outcome is simply sent again. */
export async function update(batch: WriteBatch, changes: readonly ChangeToApply[]): Promise<StepOutcome> {
	const { ctx, scope } = batch;
	const port = ctx.ports[scope.side];
	const outcome = new BatchOutcome(batch);
	const results = await sendTolerant(
		changes.map((change) => change.after),
		[],
		(indexes, projections) => {
			const patches = indexes.flatMap((index, place) => {
				const [change, after] = [changes[index], projections[place]];
				return change && after ? [{ id: idOf(change, scope.side) ?? "", changes: after, known: change.known }] : [];
			});
			return inBatches(patches, port.capabilities.batchSize(scope.entity, "update"), (some) =>
				rowsOrRefusal(batch, some.length, () => port.update(scope.entity, some)),
			);
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
		const agreed = agreedAfterWrite(sent, result.record.projection, []);
		// What is left of a pair has its own value back, and is decided on again.
		outcome.applied(change, { smhId, accurateId }, result.record, { ...agreed, leftOut, decideAgain: change.alone });
		return [{ smhId, agreed: agreed.base }];
	});
	const exchanged = changes.flatMap((change, index) => {
		const answer = results[index];
		if (!change.exchanging || !answer?.result.ok) return [];
		return Object.keys(answer.sent).map((field) => ({ id: idOf(change, scope.side) ?? "", field }));
	});
	return await outcome.ended([
		...(bases.length > 0 ? [agreeOnFields(scope, bases, ctx.now())] : []),
		...(exchanged.length > 0 ? [closeExchanges(scope, exchanged)] : []),
	]);
}

/** Writes the Partner ID on the records of a side that keeps one. */
async function writePartnerIds(batch: WriteBatch, changes: readonly ChangeToApply[]): Promise<StepOutcome> {
	const { ctx, scope } = batch;
	const outcome = new BatchOutcome(batch);
	const rows = changes.map((change) => ({
		id: idOf(change, scope.side) ?? "",
		partnerId: idOf(change, otherSide(scope.side)) ?? "",
	}));
	const port = ctx.ports[scope.side];
	const results = await inBatches(rows, port.capabilities.batchSize(scope.entity, "partner_id"), (some) =>
		rowsOrRefusal(batch, some.length, () => port.writePartnerIds(scope.entity, some)),
	);
	changes.forEach((change, index) => {
		const result = results[index];
		const { smhId, accurateId } = change;
		if (!result || smhId === null || accurateId === null) return;
		// A Partner ID solves no problem of the pair.
		if (result.ok) outcome.applied({ ...change, leavesProblem: true }, { smhId, accurateId }, result.record);
		else outcome.failed(change, result.error);
	});
	return await outcome.ended();
}
