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
	if (!conflict) return { statements: [tellSubject(run.id, { ...about, outcome: "not_found" })] };
	const { outcome, detail, puts, seen } = await putValue(ctx, conflict, about);
	const { id, entity, field } = conflict;
	const before = Object.fromEntries(puts.map((put) => [put.side, put.before]));
	const told = { ...about, outcome, ...(detail === undefined ? {} : { detail }) };
	// Each side may store it in its own way, so they agree only where what they hold now is equal.
	const [first, second] = puts;
	const equal = first !== undefined && second !== undefined && sameValue(field, first.after, second.after);
	const agreed = { smhId: conflict.smhId, agreed: { [field]: first?.after ?? null } };
	const scopes = SIDES.map((side) => scopeOf(ctx, conflict, side));
	// Whatever came of it, what was seen and written is taken in and on record (law 14), and a run comes for the pair by itself.
	const statements: readonly Statement[] = [
		...seen.flatMap((record) => storeRecords(ctx, [record])),
		...(equal ? [agreeOnFields({ connection: ctx.connection, entity }, [agreed], ctx.now())] : []),
		...scopes.map((scope) => requeue(ctx.log, scope, [idOf(conflict, scope.side)], "person's word", ctx.now())),
		...(outcome === "done" ? [decideConflict(id, about.side, run.actor, ctx.now())] : []),
		tellSubject(run.id, told),
		audit(ctx, run.actor, "conflict.choose", { conflict: id, entity, field, before, after: conflict[about.side], outcome }),
	];
	return { statements };
}

interface Put {
	readonly side: Side;
	readonly before: FieldValue;
	readonly after: FieldValue;
}

interface Attempt {
	readonly outcome: NonNullable<VerbSubject["outcome"]>;
	/** Why it was refused. */
	readonly detail?: string;
	/** Where the value stands now. */
	readonly puts: readonly Put[];
	/** Records as they were read, or are since they were written. */
	readonly seen: readonly { readonly scope: RecordScope; readonly record: RemoteRecord }[];
}

async function putValue(ctx: SyncContext, conflict: Conflict, { side, seen: known }: VerbSubject): Promise<Attempt> {
	const value = conflict[side];
	const looked = orThrow(await orSystemError(lookAtBoth(ctx, conflict)));
	if (looked instanceof SystemError) return { outcome: "refused", detail: looked.message, puts: [], seen: [] };
	if (looked === null) return { outcome: "not_found", puts: [], seen: [] };
	if (SIDES.some((one) => hasMovedOn(conflict, looked[one], [value, known[one]]))) {
		// Nothing is written then, on either side: the next plan merges what is there.
		const seen = SIDES.map((one) => ({ scope: scopeOf(ctx, conflict, one), record: looked[one] }));
		return { outcome: "refused", detail: MOVED_ON, puts: [], seen };
	}
	const puts: Put[] = [];
	const seen: Attempt["seen"][number][] = [];
	// The chosen side first: should the other one refuse, the value is at least where its owner typed it.
	for (const target of [side, otherSide(side)]) {
		const record = orThrow(await orSystemError(putOn(ctx, conflict, looked[target], value, target)));
		if (record instanceof SystemError) return { outcome: "refused", detail: record.message, puts, seen };
		const { field } = conflict;
		puts.push({ side: target, before: looked[target].projection[field] ?? null, after: record.projection[field] ?? null });
		seen.push({ scope: scopeOf(ctx, conflict, target), record });
	}
	return { outcome: "done", puts, seen };
}

/** What may pass by itself is thrown. */
function orThrow<T>(answer: T | SystemError): T | SystemError {
	if (answer instanceof SystemError && answer.retryable) throw answer;
	return answer;
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

/** Puts the value on a record where it is not; answers the record as it is then. Throws SystemError when the side refuses. */
async function putOn(
	ctx: SyncContext,
	conflict: Conflict,
	record: RemoteRecord,
	value: FieldValue,
	target: Side,
): Promise<RemoteRecord> {
	const { field } = conflict;
	if (sameValue(field, record.projection[field], value)) return record;
	const patch = { id: idOf(conflict, target), changes: { [field]: value }, known: record.projection };
	const [result] = await ctx.ports[target].update(conflict.entity, [patch]);
	if (!result?.ok) throw result?.error ?? new SystemError("bad_answer", "no answer for the row");
	return result.record;
}
