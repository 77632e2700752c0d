import { orSystemError, SystemError } from "../../domain/errors.ts";
import { type FieldValue, otherSide, SIDES, type Side } from "../../domain/model.ts";
import { idOf } from "../../domain/pair.ts";
import { sameValue } from "../../domain/values.ts";
import { type Conflict, decideConflict, getConflict } from "../../store/conflicts.ts";
import type { Statement } from "../../store/database.ts";
import { agreeOnFields } from "../../store/links.ts";
import { requeue } from "../../store/plan-queue.ts";
import { type Run, tellSubject } from "../../store/runs.ts";
import type { SyncContext } from "../context.ts";
import type { StepOutcome } from "../messages.ts";
import { subjectOf, type VerbSubject } from "../run/subject.ts";
import { storeRecords } from "../scan/take-in.ts";
import { audit } from "./outcome.ts";

/** Carries out the word of a person that the run is about. What may pass by itself is thrown, and tried again. */
export async function carryOutVerb(ctx: SyncContext, run: Run): Promise<StepOutcome> {
	const about = subjectOf(run);
	if (about?.kind !== "choose") return { statements: [] };
	const conflict = await getConflict(ctx.db, ctx.connection, about.conflict);
	const tell = (outcome: NonNullable<VerbSubject["outcome"]>, detail?: string): Statement =>
		tellSubject(run.id, { ...about, outcome, ...(detail === undefined ? {} : { detail }) });
	if (!conflict) return { statements: [tell("not_found")] };
	return { statements: await putValue(ctx, run, conflict, about, tell) };
}

async function putValue(
	ctx: SyncContext,
	run: Run,
	conflict: Conflict,
	{ side, seen }: VerbSubject,
	tell: (outcome: NonNullable<VerbSubject["outcome"]>, detail?: string) => Statement,
): Promise<readonly Statement[]> {
	const value = conflict[side];
	const before: Partial<Record<Side, FieldValue>> = {};
	const held: FieldValue[] = [];
	const stored: Statement[] = [];
	let told = tell("done");
	let outcome: NonNullable<VerbSubject["outcome"]> = "done";
	// The chosen side first: should the other one refuse, the value is at least where its owner typed it.
	for (const target of [side, otherSide(side)]) {
		const put = await orSystemError(putOn(ctx, conflict, target, { value, seen: seen[target] }));
		if (put instanceof SystemError) {
			if (put.retryable) throw put;
			[outcome, told] = ["refused", tell("refused", put.message)];
		} else if (put === null) [outcome, told] = ["not_found", tell("not_found")];
		else {
			before[target] = put.before;
			held.push(put.after);
			stored.push(...put.statements);
			if (!put.movedOn) continue;
			[outcome, told] = ["refused", tell("refused", MOVED_ON)];
		}
		break;
	}
	const { id, entity, field } = conflict;
	const detail = { conflict: id, entity, field, before, after: value, outcome };
	// Each side may store it in its own way, so they agree only where what they hold now is equal.
	const [first, second] = held;
	const equal = first !== undefined && second !== undefined && sameValue(field, first, second);
	const agreed = { smhId: conflict.smhId, agreed: { [field]: first ?? null } };
	// Whatever came of it, what was written is taken in and on record (law 14), and a run comes for the pair by itself.
	return [
		...stored,
		...(equal ? [agreeOnFields({ connection: ctx.connection, entity }, [agreed], ctx.now())] : []),
		...SIDES.map((one) =>
			requeue(ctx.log, { connection: ctx.connection, side: one, entity }, [idOf(conflict, one)], "person's word", ctx.now()),
		),
		...(outcome === "done" ? [decideConflict(id, side, run.actor, ctx.now())] : []),
		told,
		audit(ctx, run.actor, "conflict.choose", detail),
	];
}

const MOVED_ON = "nilainya sudah diubah lagi sesudah itu, jadi yang terbaru dibiarkan";

interface Put {
	readonly before: FieldValue;
	readonly after: FieldValue;
	readonly statements: readonly Statement[];
	/** Somebody has typed another value since the word was given: it stands, and the next plan merges it. */
	readonly movedOn: boolean;
}

/** Puts the value on one side where it is not. null: the record is gone. Throws SystemError when the side refuses. */
async function putOn(
	ctx: SyncContext,
	conflict: Conflict,
	target: Side,
	{ value, seen }: { readonly value: FieldValue; readonly seen: FieldValue },
): Promise<Put | null> {
	const id = idOf(conflict, target);
	const record = await ctx.ports[target].get(conflict.entity, id);
	if (!record) return null;
	const before = record.projection[conflict.field] ?? null;
	const scope = { connection: ctx.connection, side: target, entity: conflict.entity };
	const holds = (one: FieldValue): boolean => sameValue(conflict.field, before, one);
	const movedOn = ![value, seen, conflict.smh, conflict.accurate].some(holds);
	if (movedOn || holds(value)) return { before, after: before, statements: storeRecords(ctx, [{ scope, record }]), movedOn };
	const patch = { id, changes: { [conflict.field]: value }, known: record.projection };
	const [result] = await ctx.ports[target].update(conflict.entity, [patch]);
	if (!result?.ok) throw result?.error ?? new SystemError("bad_answer", "no answer for the row");
	const stored = result.record.projection[conflict.field] ?? null;
	return { before, after: stored, statements: storeRecords(ctx, [{ scope, record: result.record }]), movedOn: false };
}
