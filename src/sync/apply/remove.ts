import { exclusion } from "../../domain/eligibility.ts";
import { fieldsOf } from "../../domain/entities.ts";
import { orSystemError, SystemError } from "../../domain/errors.ts";
import type { Entity, Projection, RemoteRecord } from "../../domain/model.ts";
import { idOf } from "../../domain/pair.ts";
import { NOTHING, words } from "../../domain/problem-detail.ts";
import type { Ending } from "../../domain/removal.ts";
import { sameValue } from "../../domain/values.ts";
import { type ChangeOutcome, type ChangeToApply, recordOutcomes } from "../../store/changes.ts";
import type { Statement } from "../../store/database.ts";
import { buryLinks } from "../../store/links.ts";
import { putOff, requeue, settle } from "../../store/plan-queue.ts";
import { closeProblems, openProblems, type ProblemRow } from "../../store/problems.ts";
import { markGone, type RecordScope } from "../../store/records.ts";
import type { Run } from "../../store/runs.ts";
import { isOfEverybody, isOfTheRow, orTryAgain, TRIES } from "../blame.ts";
import type { SyncContext } from "../context.ts";
import type { StepOutcome } from "../messages.ts";
import { storeRecords } from "../scan/take-in.ts";
import type { WriteBatch } from "./batch.ts";
import { rowsOrRefusal } from "./tolerant.ts";

interface Pair {
	readonly smhId: string;
	readonly accurateId: string;
}

/**
 * Deletes on this side what was deleted on the other, one record at a time and never on old knowledge: each is read first, and
 * one that was edited since both sides agreed is left alone. One that transactions use is deactivated, where the side lets us.
 */
export async function remove(batch: WriteBatch, changes: readonly ChangeToApply[]): Promise<StepOutcome> {
	const { ctx, scope, attempts } = batch;
	const port = ctx.ports[scope.side];
	const removals = new Removals(batch);
	const read = await Promise.all(changes.map((change) => orSystemError(port.get(scope.entity, idOf(change, scope.side) ?? ""))));
	const failed = read.filter((answer) => answer instanceof SystemError);
	await orTryAgain(ctx, scope, { failed, answered: read.length - failed.length, attempts });

	const doomed: ChangeToApply[] = [];
	changes.forEach((change, index) => {
		const now = read[index] ?? null;
		if (now === null) removals.removed(change);
		else if (now instanceof SystemError) removals.failed(change, now);
		else if (edited(scope.entity, change.base ?? {}, now.projection) || exclusion(now.facts, ctx.settings))
			removals.edited(change, now);
		else doomed.push(change);
	});

	const deactivates = ctx.settings.onDelete[scope.side] === "deactivate";
	const refusals = deactivates ? new Map<ChangeToApply, SystemError>() : await removeAll(batch, doomed, removals);
	const used = deactivates ? doomed : [...refusals.keys()];
	const canDeactivate = !port.capabilities.readOnlyFields(scope.entity).includes("active");
	if (used.length > 0 && canDeactivate) await deactivateAll(batch, used, removals);
	else for (const change of used) removals.refused(change, refusals.get(change));

	return { statements: removals.statements(), ...(removals.retry ? { retry: removals.retry } : {}) };
}

/** Answers those that the side refuses to delete although they are still there, whatever its words: mostly transactions use them. */
async function removeAll(
	batch: WriteBatch,
	changes: readonly ChangeToApply[],
	removals: Removals,
): Promise<ReadonlyMap<ChangeToApply, SystemError>> {
	const { ctx, scope } = batch;
	const used = new Map<ChangeToApply, SystemError>();
	if (changes.length === 0) return used;
	const ids = changes.map((change) => idOf(change, scope.side) ?? "");
	const answered = await orSystemError(ctx.ports[scope.side].remove(scope.entity, ids));
	const results = answered instanceof SystemError ? changes.map(() => answered) : answered;
	const passing = results.flatMap((error) => (error?.retryable ? [error] : []));
	const [first] = passing;
	const together = first && passing.length === results.length;
	if (together && !(changes.length === 1 && (await isOfTheRow(batch, first)))) throw first;
	for (const [index, change] of changes.entries()) {
		const error = results[index];
		if (error === undefined) continue;
		if (error === null) removals.removed(change);
		else if (error.kind === "in_use") used.set(change, error);
		else if (error.retryable || isOfEverybody(error) || error.kind === "no_right") removals.failed(change, error);
		else {
			const now = await orSystemError(ctx.ports[scope.side].get(scope.entity, idOf(change, scope.side) ?? ""));
			if (now === null) removals.removed(change);
			else if (now instanceof SystemError) removals.failed(change, now);
			else used.set(change, error);
		}
	}
	return used;
}

async function deactivateAll(batch: WriteBatch, changes: readonly ChangeToApply[], removals: Removals): Promise<void> {
	const { ctx, scope } = batch;
	const patches = changes.map((change) => ({
		id: idOf(change, scope.side) ?? "",
		changes: { active: false },
		known: change.known,
	}));
	const results = await rowsOrRefusal(batch, patches.length, () => ctx.ports[scope.side].update(scope.entity, patches));
	changes.forEach((change, index) => {
		const result = results[index];
		if (result?.ok) removals.deactivated(change, result.record);
		else if (result) removals.failed(change, result.error);
	});
}

const edited = (entity: Entity, base: Projection, now: Projection): boolean =>
	Object.keys(fieldsOf(entity)).some(
		(field) => base[field] !== undefined && now[field] !== undefined && !sameValue(field, base[field], now[field]),
	);

/** What became of the records of one batch. */
class Removals {
	readonly #ctx: SyncContext;
	readonly #run: Run;
	readonly #scope: RecordScope;
	readonly #outcomes: ChangeOutcome[] = [];
	readonly #gone: string[] = [];
	readonly #seen: RemoteRecord[] = [];
	readonly #ended: Pair[] = [];
	readonly #problems: ProblemRow[] = [];
	readonly #again: string[] = [];
	readonly #settled: ChangeToApply[] = [];
	readonly #later: string[] = [];
	readonly #attempts: number;
	retry: SystemError | undefined;

	constructor({ ctx, run, scope, attempts }: WriteBatch) {
		this.#ctx = ctx;
		this.#run = run;
		this.#scope = scope;
		this.#attempts = attempts;
	}

	removed(change: ChangeToApply): void {
		this.#gone.push(this.#id(change));
		this.#end(change, null);
	}

	/** What remains is inactive and stands alone; the next plan gives it its reason. */
	deactivated(change: ChangeToApply, record: RemoteRecord): void {
		this.#seen.push(record);
		this.#problems.push({ id: record.id, reason: "INACTIVE", detail: NOTHING });
		this.#end(change, "in use, deactivated instead");
	}

	/** The side neither deletes nor deactivates it: an admin has to, by hand. */
	refused(change: ChangeToApply, why: SystemError | undefined): void {
		this.#problems.push({ id: this.#id(change), reason: "DELETE_REFUSED", detail: why ? words(why.message) : NOTHING });
		this.#end(change, "in use");
	}

	edited(change: ChangeToApply, now: RemoteRecord): void {
		this.#seen.push(now);
		this.#again.push(now.id);
		this.#outcomes.push({ seq: change.seq, state: "failed", error: "edited since both sides agreed" });
	}

	failed(change: ChangeToApply, error: SystemError): void {
		if (isOfEverybody(error) || (error.retryable && this.#attempts < TRIES)) {
			this.retry ??= error;
			return;
		}
		this.#outcomes.push({ seq: change.seq, state: "failed", error: error.message });
		this.#settled.push(change);
		const reason = error.kind === "no_right" ? "NO_RIGHT" : "WAITING";
		if (reason === "WAITING") this.#later.push(this.#id(change));
		this.#problems.push({ id: this.#id(change), reason, detail: words(error.message) });
	}

	statements(): readonly Statement[] {
		const now = this.#ctx.now();
		const ending: Ending = "deleted";
		return [
			...(this.#outcomes.length > 0 ? [recordOutcomes(this.#run.id, this.#outcomes, now)] : []),
			...(this.#gone.length > 0 ? [...markGone(this.#scope, this.#gone, now), closeProblems(this.#scope, this.#gone)] : []),
			...storeRecords(
				this.#ctx,
				this.#seen.map((record) => ({ scope: this.#scope, record })),
			),
			...(this.#ended.length > 0 ? buryLinks(this.#scope, this.#ended, ending, now) : []),
			...(this.#problems.length > 0
				? [openProblems(this.#scope, this.#problems, { now, runId: this.#run.id, attempted: true })]
				: []),
			...settle(this.#run, this.#scope.entity, this.#settled),
			...(this.#later.length > 0 ? [putOff(this.#scope, this.#later, now)] : []),
			...(this.#again.length > 0 ? [requeue(this.#ctx.log, this.#scope, this.#again, "write did not settle it")] : []),
		];
	}

	#id(change: ChangeToApply): string {
		return idOf(change, this.#scope.side) ?? "";
	}

	#end(change: ChangeToApply, note: string | null): void {
		const { smhId, accurateId } = change;
		this.#outcomes.push({ seq: change.seq, state: "applied", error: note });
		if (smhId !== null && accurateId !== null) this.#ended.push({ smhId, accurateId });
	}
}
