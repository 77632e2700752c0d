import { orSystemError, SystemError } from "../../domain/errors.ts";
import { type FieldValue, otherSide, type RemoteRecord, SIDES, type Side } from "../../domain/model.ts";
import { idOf } from "../../domain/pair.ts";
import { sameValue } from "../../domain/values.ts";
import { type Conflict, decideConflict, getConflict } from "../../store/conflicts.ts";
import type { Statement } from "../../store/database.ts";
import { agreeOnFields } from "../../store/links.ts";
import { requeue } from "../../store/plan-queue.ts";
import type { RecordScope } from "../../store/records.ts";
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
	const looked = await lookAtBoth(ctx, conflict);
	if (looked === null) [outcome, told] = ["not_found", tell("not_found")];
	else if (SIDES.some((one) => hasMovedOn(conflict, looked[one], [value, seen[one]]))) {
		// Nothing is written then, on either side: the next plan merges what is there.
		for (const one of SIDES) stored.push(...storeRecords(ctx, [{ scope: scopeOf(ctx, conflict, one), record: looked[one] }]));
		[outcome, told] = ["refused", tell("refused", MOVED_ON)];
	} else {
		// The chosen side first: should the other one refuse, the value is at least where its owner typed it.
		for (const target of [side, otherSide(side)]) {
			const put = await orSystemError(putOn(ctx, conflict, looked[target], value, target));
			if (put instanceof SystemError) {
				if (put.retryable) throw put;
				[outcome, told] = ["refused", tell("refused", put.message)];
				break;
			}
			before[target] = put.before;
			held.push(put.after);
			stored.push(...put.statements);
		}
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

const scopeOf = (ctx: SyncContext, { entity }: Conflict, side: Side): RecordScope => ({
	connection: ctx.connection,
	side,
	entity,
});

/** Both records as they are now; null: one is gone. Throws SystemError where one cannot be read. */
async function lookAtBoth(ctx: SyncContext, conflict: Conflict): Promise<Readonly<Record<Side, RemoteRecord>> | null> {
	const read = (side: Side) => ctx.ports[side].get(conflict.entity, idOf(conflict, side));
	const [smh, accurate] = await Promise.all([read("smh"), read("accurate")]);
	return smh && accurate ? { smh, accurate } : null;
}

/** Somebody has typed another value since the word was given; what an answer does not carry is unknown, and nobody's edit. */
function hasMovedOn({ field, smh, accurate }: Conflict, { projection }: RemoteRecord, known: readonly FieldValue[]): boolean {
	const now = projection[field];
	return now !== undefined && ![...known, smh, accurate].some((one) => sameValue(field, now, one));
}

interface Put {
	readonly before: FieldValue;
	readonly after: FieldValue;
	readonly statements: readonly Statement[];
}

/** Puts the value on a record where it is not. Throws SystemError when the side refuses. */
async function putOn(ctx: SyncContext, conflict: Conflict, record: RemoteRecord, value: FieldValue, target: Side): Promise<Put> {
	const { field } = conflict;
	const before = record.projection[field] ?? null;
	const scope = scopeOf(ctx, conflict, target);
	if (sameValue(field, record.projection[field], value)) {
		return { before, after: before, statements: storeRecords(ctx, [{ scope, record }]) };
	}
	const patch = { id: idOf(conflict, target), changes: { [field]: value }, known: record.projection };
	const [result] = await ctx.ports[target].update(conflict.entity, [patch]);
	if (!result?.ok) throw result?.error ?? new SystemError("bad_answer", "no answer for the row");
	const stored = result.record.projection[field] ?? null;
	return { before, after: stored, statements: storeRecords(ctx, [{ scope, record: result.record }]) };
}
