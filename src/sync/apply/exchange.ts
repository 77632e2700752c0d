import { type Mover, type NextMove, nextMove } from "../../domain/exchange.ts";
import type { Projection } from "../../domain/model.ts";
import { codeKey } from "../../domain/normalise.ts";
import { idOf } from "../../domain/pair.ts";
import { temporaryValue } from "../../domain/temporary.ts";
import { textOf } from "../../domain/values.ts";
import { type ChangeToApply, changesToApply } from "../../store/changes.ts";
import { commit, commitGuarded, type Statement } from "../../store/database.ts";
import { closeExchanges, holdings, openExchange, type PlannedMove, plannedMoves } from "../../store/exchanges.ts";
import { requeue } from "../../store/plan-queue.ts";
import type { RecordScope } from "../../store/records.ts";
import type { Run } from "../../store/runs.ts";
import { TRIES } from "../blame.ts";
import type { SyncContext } from "../context.ts";
import type { StepOutcome, WorkOf, WritingStep } from "../messages.ts";
import { storeRecords } from "../scan/take-in.ts";
import { editedMeanwhile } from "./agreement.ts";
import { misfit, update } from "./apply.ts";
import type { WriteBatch } from "./batch.ts";
import { COME_BACK_AFTER_MS } from "./outcomes.ts";
import { rowsOrRefusal } from "./tolerant.ts";

/** Rows of one call. */
const MOST_ROWS = 100;

/**
 * Unique values that change places: writes those that make room for others, one after the other, and lets one of a ring step aside
 * for a moment. What is left needs no order, and goes with the other updates. One step is one move; what it has stored is committed
 * before the next looks again.
 */
export async function exchange(ctx: SyncContext, run: Run, work: WorkOf<"exchange">, step: WritingStep): Promise<StepOutcome> {
	const scope: RecordScope = { connection: ctx.connection, side: work.side, entity: work.entity };
	const batch: WriteBatch = { ctx, run, scope, attempts: step.attempts };
	const moves = await plannedMoves(ctx.db, run, scope, ctx.ports[scope.side].capabilities.uniqueFields(scope.entity));
	const next = await look(ctx, scope, moves);
	if (next.kind === "nothing") return { statements: [] };
	const again = { spawn: [work] };
	const wanted = new Set(next.kind === "go" ? next.ids.slice(0, MOST_ROWS) : next.ring);
	const changes = await changesOf(ctx, run, scope, wanted);
	if (next.kind === "go") {
		const fit = changes.filter((change) => misfit(change, "update") === null);
		// Whoever does not fit any more makes no room: those behind it go with the others, and hear why not.
		if (fit.length === 0) return { statements: [] };
		// Rows that failed together again and again go one by one, until the one that is to blame is alone.
		const outcome = await update(batch, step.attempts >= TRIES ? fit.slice(0, 1) : fit);
		return outcome.retry ? outcome : { ...outcome, ...again };
	}
	// No ring starts unless all its members may be written now.
	if (changes.length < wanted.size || changes.some((change) => misfit(change, "update") !== null)) return { statements: [] };
	const aside = changes.find((change) => idOf(change, scope.side) === next.id);
	// A step before this one had it step aside, and it shows the same value: asking again would never end.
	if (!aside || (aside.steppedAside && step.attempts === 1)) return { statements: [] };
	const stored = await stepAside(batch, aside, next.fields, step.holdsClaim);
	return stored ? { statements: stored, ...again } : { statements: [] };
}

/** Whether some planned updates of a side have to be written in order. */
export async function needsExchange(ctx: SyncContext, run: Run, scope: RecordScope): Promise<boolean> {
	const moves = await plannedMoves(ctx.db, run, scope, ctx.ports[scope.side].capabilities.uniqueFields(scope.entity));
	return moves.length > 1 && (await look(ctx, scope, moves)).kind !== "nothing";
}

const keyOf = (after: Projection, field: string): string | null => codeKey(textOf(after, field));

/** Who is to move next, by what the mirror holds. */
async function look(ctx: SyncContext, scope: RecordScope, moves: readonly PlannedMove[]): Promise<NextMove> {
	const fields = ctx.ports[scope.side].capabilities.uniqueFields(scope.entity);
	const movers = moves.map(({ id, after }): Mover => {
		return { id, wants: fields.map((field) => ({ field, key: keyOf(after, field) ?? "" })).filter(({ key }) => key !== "") };
	});
	const wants = movers.flatMap((mover) => mover.wants);
	const holders = await holdings(ctx.db, scope, {
		codeKeys: wants.flatMap(({ field, key }) => (field === "code" ? [key] : [])),
		others: wants.flatMap(({ field, key }) => (field === "code" ? [] : [{ field, value: key }])),
	});
	const held = new Map<string, Set<string>>();
	for (const { id, projection } of holders) {
		for (const field of fields) {
			const place = `${field} ${keyOf(projection, field) ?? ""}`;
			held.set(place, (held.get(place) ?? new Set()).add(id));
		}
	}
	return nextMove(movers, (field, key) => [...(held.get(`${field} ${key}`) ?? [])]);
}

async function changesOf(
	ctx: SyncContext,
	run: Run,
	scope: RecordScope,
	ids: ReadonlySet<string>,
): Promise<readonly ChangeToApply[]> {
	const batch = { entity: scope.entity, side: scope.side, fromSeq: 0, toSeq: Number.MAX_SAFE_INTEGER };
	const query = { connection: run.connection, runId: run.id, batch, operation: "update" } as const;
	return await changesToApply(ctx.db, query, [...ids]);
}

/**
 * Puts values of ours in the place of those that others want. The exchange is on record before the call (as an intent is, law 3).
 * null: the side refuses that.
 */
async function stepAside(
	batch: WriteBatch,
	change: ChangeToApply,
	fields: readonly string[],
	holdsClaim: Statement,
): Promise<readonly Statement[] | null> {
	const { ctx, run, scope, attempts } = batch;
	const id = idOf(change, scope.side) ?? "";
	await commitGuarded(ctx.db, [holdsClaim, openExchange(scope, id, fields, { runId: run.id, now: ctx.now() })]);
	const changes = Object.fromEntries(fields.map((field) => [field, temporaryValue(id)]));
	const patch = { id, changes, known: change.known };
	const [result] = await rowsOrRefusal(batch, 1, () => ctx.ports[scope.side].update(scope.entity, [patch]));
	if (result?.ok) {
		// What somebody has edited meanwhile is decided on once more: the mirror alone would show no difference any more.
		const edited = editedMeanwhile({ known: change.known, after: changes }, result.record);
		return [
			...storeRecords(ctx, [{ scope, record: result.record }], true),
			...(edited ? [requeue(ctx.log, scope, [id], "write did not settle it", ctx.now() + COME_BACK_AFTER_MS)] : []),
		];
	}
	if (!result || result.error.retryable) throw result?.error ?? new Error("one row, and no answer to it");
	// It does not step aside, so nobody of the ring goes now; the other side's words come with the updates.
	ctx.log.warn("exchange_refused", { runId: run.id, side: scope.side, entity: scope.entity, id, error: result.error.message });
	// An earlier attempt may have put the value there all the same.
	if (attempts === 1) {
		const given = fields.map((field) => ({ id, field }));
		await commit(ctx.db, [closeExchanges(scope, given)]);
	}
	return null;
}
