import type { SystemError } from "../../domain/errors.ts";
import { otherSide, type Projection, type RemoteRecord, SIDES } from "../../domain/model.ts";
import { idOf } from "../../domain/pair.ts";
import { records, words } from "../../domain/problem-detail.ts";
import { type ChangeOutcome, insertChanges, type PlannedChange, recordOutcomes } from "../../store/changes.ts";
import type { Statement } from "../../store/database.ts";
import { type Decidable, putOff, requeue, requeueGone, settle } from "../../store/plan-queue.ts";
import { closeProblemsBefore, closeProblemsOfPairs, openProblems, type ProblemRow } from "../../store/problems.ts";
import type { RecordScope } from "../../store/records.ts";
import type { Run } from "../../store/runs.ts";
import { raiseAlert } from "../alerts.ts";
import { isOfEverybody, TRIES } from "../blame.ts";
import type { SyncContext } from "../context.ts";
import type { StepOutcome } from "../messages.ts";
import { storeRecords } from "../scan/take-in.ts";
import { editedMeanwhile, reasonOf } from "./agreement.ts";
import type { WriteBatch } from "./batch.ts";
import type { LeftOut, TolerantResult } from "./tolerant.ts";

/** What is not quite right about a write that was carried out. */
export interface Flaws {
	/** Fields the side stored otherwise than sent. */
	readonly altered?: readonly string[];
	readonly leftOut?: TolerantResult["leftOut"];
	/** Values the side put where nothing was sent. */
	readonly defaults?: Projection;
	/** The record was there already: the next plan compares it field by field. */
	readonly decideAgain?: boolean;
}

/** A change that is being carried out: planned before, or a create, which is written down with its outcome. */
export interface Attempted extends Decidable {
	/** Its number in the run; null: a create. */
	readonly seq: number | null;
	readonly label: string;
	readonly after: Projection;
	readonly leavesProblem: boolean;
	/** The record that is written to, as last seen; null for a create. */
	readonly known: Projection | null;
	readonly version: string | null;
}

interface Pair {
	readonly smhId: string;
	readonly accurateId: string;
}

/** A pair that its last write did not settle gets a run of its own, should no other come before. */
export const COME_BACK_AFTER_MS = 10 * 60_000;

/** Gathers what became of the rows of one batch, and turns it into statements. */
export class BatchOutcome {
	readonly #ctx: SyncContext;
	readonly #run: Run;
	readonly #scope: RecordScope;
	readonly #outcomes: ChangeOutcome[] = [];
	readonly #creates: PlannedChange[] = [];
	readonly #stored: RemoteRecord[] = [];
	readonly #problems: ProblemRow[] = [];
	readonly #solved: Pair[] = [];
	/** Records whose pair has its one problem at the source now. */
	readonly #relieved: string[] = [];
	readonly #followUps: PlannedChange[] = [];
	readonly #settled: Decidable[] = [];
	readonly #again: Pick<Decidable, "smhId" | "accurateId">[] = [];
	/** Sources that are tried again at growing intervals. */
	readonly #later: string[] = [];
	readonly #attempts: number;
	#newAnswer: SystemError | undefined;
	#retry: SystemError | undefined;

	/** Problems are about the source, on the other side. */
	constructor({ ctx, run, scope, attempts }: WriteBatch) {
		this.#ctx = ctx;
		this.#run = run;
		this.#scope = scope;
		this.#attempts = attempts;
	}

	get #source(): RecordScope {
		return { ...this.#scope, side: otherSide(this.#scope.side) };
	}

	/** What the batch leaves behind; `first`: before the rest. A retry: some rows are still to be done. Tells of words that nobody knows. */
	async ended(first: readonly Statement[] = []): Promise<Pick<StepOutcome, "statements" | "retry">> {
		if (this.#newAnswer) {
			await raiseAlert(this.#ctx, { kind: "new_answer", side: this.#scope.side, answer: this.#newAnswer.message });
		}
		const statements = [...first, ...this.statements()];
		return this.#retry ? { statements, retry: this.#retry } : { statements };
	}

	applied(change: Attempted, pair: Pair, stored: RemoteRecord, flaws: Flaws = {}): void {
		// An answer with a change that is not ours shows an edit made meanwhile: the pair is not settled by our write.
		const overwrote = this.#overwrote(change, stored);
		if (flaws.decideAgain || overwrote || editedMeanwhile(change, stored)) this.#again.push(pair);
		const [missing] = flaws.leftOut ?? [];
		const [altered] = flaws.altered ?? [];
		const leavesProblem = missing || altered || change.leavesProblem ? 1 : 0;
		this.#record({ ...change, ...pair }, "applied", overwrote ? "edited while it was written" : null, leavesProblem);
		// An answer that lacks fields is no record to compare with: without its version the next listing reads it.
		this.#stored.push(stored.complete ? stored : { ...stored, version: "" });
		this.#settled.push({ ...change, ...pair });
		const sourceId = idOf(pair, this.#source.side) ?? "";
		if (missing) this.#leftOut(sourceId, missing);
		else if (altered) {
			this.#problems.push({ id: sourceId, reason: "REJECTED", field: altered, detail: { kind: "altered" } });
		} else if (!change.leavesProblem) {
			this.#solved.push(pair);
		}
		if (missing || altered) this.#relieve({ ...change, ...pair });
		this.#followUp(change, pair, flaws.defaults ?? {}, leavesProblem);
	}

	/** A Partner ID was written. */
	plan(changes: readonly PlannedChange[]): void {
		this.#followUps.push(...changes);
	}

	#record(
		change: Attempted,
		state: "applied" | "failed",
		error: string | null,
		leavesProblem: 0 | 1 = 0,
		inDoubt: 0 | 1 = 0,
	): void {
		const { seq, smhId, accurateId, label, after } = change;
		if (seq !== null) {
			this.#outcomes.push({ seq, state, error, leavesProblem, inDoubt });
			return;
		}
		const { side, entity } = this.#scope;
		this.#creates.push({
			entity,
			side,
			operation: "create",
			smhId,
			accurateId,
			label,
			before: null,
			after,
			state,
			leavesProblem,
			error,
		});
	}

	/**
	 * Somebody's edit fell between the look and our write. In fields that we did not write the answer shows it; a value in one
	 * that we did is gone: no side takes a write on a condition or tells what was before, so there is nothing to put into a
	 * conflict. All that can be done is to say so in the change's own row.
	 */
	#overwrote(change: Attempted, stored: RemoteRecord): boolean {
		const { side, entity } = this.#scope;
		if (!this.#ctx.ports[side].capabilities.countsVersions || !change.version) return false;
		const writes = Object.keys(change.after).length > 0;
		const overwrote = writes && Number(stored.version) > Number(change.version) + 1;
		if (overwrote) this.#ctx.log.warn("edited_while_written", { runId: this.#run.id, side, entity, id: stored.id });
		return overwrote;
	}

	/** What the side filled in by itself is written back to the source, later in the same run. */
	#followUp(change: Attempted, pair: Pair, defaults: Projection, leavesProblem: 0 | 1): void {
		const { side, entity } = this.#source;
		const readOnly = this.#ctx.ports[side].capabilities.readOnlyFields(entity);
		const after = Object.fromEntries(Object.entries(defaults).filter(([field]) => !readOnly.includes(field)));
		if (Object.keys(after).length === 0) return;
		const before = Object.fromEntries(Object.keys(after).map((field) => [field, null]));
		const { label, smhSeq, accurateSeq } = change;
		const planned = { entity, side, operation: "update", ...pair, smhSeq, accurateSeq, label, before, after } as const;
		this.#followUps.push({ ...planned, state: "planned", leavesProblem });
	}

	#leftOut(sourceId: string, { field, value, error }: LeftOut): void {
		if (error.kind === "missing_reference") {
			const detail = { kind: "reference", code: String(value) } as const;
			this.#problems.push({ id: sourceId, reason: "MISSING_REFERENCE", field, detail });
			return;
		}
		this.#problems.push({ id: sourceId, reason: reasonOf(error) ?? "REJECTED", field, detail: words(error.message) });
		if (error.kind === "not_understood") this.#putOff(sourceId, error);
	}

	#putOff(sourceId: string, error: SystemError): void {
		this.#later.push(sourceId);
		if (error.kind === "not_understood") this.#newAnswer ??= error;
	}

	/**
	 * Refused for certain, or to be tried again: at once, as long as it may be the side's bad moment, and then at growing intervals. What
	 * nobody understands is no refusal, and is not asked again at once either.
	 */
	failed(change: Attempted, error: SystemError): void {
		if (isOfEverybody(error) || (error.retryable && this.#attempts < TRIES)) {
			this.#retry ??= error;
			return;
		}
		const waits = error.retryable || error.kind === "not_understood";
		const reason = waits ? "WAITING" : reasonOf(error);
		this.#record(change, "failed", error.message);
		const sourceId = idOf(change, this.#source.side);
		if (reason === null || sourceId === null) {
			this.#again.push(change);
			return;
		}
		this.#problems.push({ id: sourceId, reason, field: error.detail.field, detail: words(error.message) });
		this.#relieve(change);
		this.#settled.push(change);
		if (waits) this.#putOff(sourceId, error);
	}

	/** A plan that found a problem at neither half leaves what was told of them until the write is through: it is told of the source alone then. */
	#relieve(change: Attempted): void {
		const id = idOf(change, this.#scope.side);
		if (id !== null && !change.leavesProblem) this.#relieved.push(id);
	}

	/**
	 * Nothing went wrong, but the plan no longer fits: the next plan looks at the record again. Whatever stands in its way is not
	 * taken in here: another change of its own pair would settle what no plan has seen yet. The next listing brings it.
	 */
	stale(change: Attempted, why: string): void {
		// What was begun before may have been carried out, though nobody has told so.
		this.#record(change, "failed", why, 0, this.#attempts > 1 ? 1 : 0);
		this.#again.push(change);
	}

	/** Law 3: several records fit what an earlier attempt may have made; a person has to choose. */
	ambiguous(change: Attempted, matches: readonly RemoteRecord[]): void {
		const ids = matches.map((match) => match.id);
		this.#record(change, "failed", `several records fit: ${ids.join(", ")}`);
		const sourceId = idOf(change, this.#source.side) ?? "";
		this.#problems.push({ id: sourceId, reason: "POSSIBLE_DUPLICATE", field: "code", detail: records(ids) });
		this.#settled.push(change);
	}

	statements(): readonly Statement[] {
		const now = this.#ctx.now();
		const runId = this.#run.id;
		const again = SIDES.flatMap((side) => {
			const ids = this.#again.flatMap((pair) => idOf(pair, side) ?? []);
			if (ids.length === 0) return [];
			return [requeue(this.#ctx.log, { ...this.#scope, side }, ids, "write did not settle it", now + COME_BACK_AFTER_MS)];
		});
		return [
			...storeRecords(
				this.#ctx,
				this.#stored.map((record) => ({ scope: this.#scope, record })),
				true,
			),
			...(this.#outcomes.length > 0 ? [recordOutcomes(runId, this.#outcomes, now)] : []),
			...(this.#creates.length + this.#followUps.length > 0
				? [insertChanges(this.#run, [...this.#creates, ...this.#followUps], now)]
				: []),
			...(this.#problems.length > 0 ? [openProblems(this.#source, this.#problems, { now, runId, attempted: true })] : []),
			...(this.#relieved.length > 0 ? [closeProblemsBefore(this.#scope, runId, this.#relieved)] : []),
			...(this.#solved.length > 0 ? [closeProblemsOfPairs(this.#scope, this.#run.id, this.#solved)] : []),
			...settle(this.#run, this.#scope.entity, this.#settled),
			...(this.#later.length > 0 ? [putOff(this.#source, this.#later, now)] : []),
			...(this.#problems.length > 0
				? [
						requeueGone(
							this.#source,
							this.#problems.map(({ id }) => id),
						),
					]
				: []),
			...again,
		];
	}
}
