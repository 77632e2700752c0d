import { SystemError } from "../domain/errors.ts";
import { type Actor, type Entity, type FieldValue, otherSide, SIDES, type Side } from "../domain/model.ts";
import { type ConnectionSettings, connectionSettings } from "../domain/settings.ts";
import { sameValue } from "../domain/values.ts";
import { recordAction } from "../store/audit.ts";
import { type Conflict, decideConflict, getConflict } from "../store/conflicts.ts";
import { ensureConnection, changeSettings as storeSettings } from "../store/connections.ts";
import { commit, type Statement } from "../store/database.ts";
import { agreeOn, pairOf } from "../store/links.ts";
import { closeProblems, retryProblems } from "../store/problems.ts";
import { markAllDirty, markDirty, markRecord, recordState } from "../store/records.ts";
import { dropLink, rememberVerdict, type Verdict } from "../store/verdicts.ts";
import { lowerWatermarks } from "../store/watermarks.ts";
import type { SyncContext } from "./context.ts";
import { withLease } from "./lease.ts";
import { takeIn } from "./scan.ts";
import { orSystemError } from "./tolerant.ts";

/**
 * What people can do to records. Bot, API and page share these; each leaves an audit row with its actor (law 14), and the next
 * run does the rest.
 */
export type VerbOutcome =
	| { readonly kind: "done" }
	/** A run is under way; nothing was done. */
	| { readonly kind: "busy" }
	| { readonly kind: "not_found" }
	/** The other system said no; nothing was changed, or only on the sides named. */
	| { readonly kind: "refused"; readonly detail: string };

const DONE: VerbOutcome = { kind: "done" };
const NOT_FOUND: VerbOutcome = { kind: "not_found" };

const audit = (ctx: SyncContext, actor: Actor, action: string, detail: Readonly<Record<string, unknown>>): Statement =>
	recordAction({ connection: ctx.connection, at: ctx.now(), actor, action, detail });

/** Commits while no run plans: what it had read before would otherwise settle what a person has just stirred up. */
async function write(ctx: SyncContext, statements: readonly Statement[]): Promise<VerbOutcome> {
	const leased = await withLease(ctx, () => commit(ctx.db, statements));
	return leased.kind === "busy" ? leased : DONE;
}

/** Settles a conflict, or undoes how it was settled: that side's value goes wherever it is not. */
export async function chooseValue(ctx: SyncContext, conflictId: string, side: Side, actor: Actor): Promise<VerbOutcome> {
	const conflict = await getConflict(ctx.db, ctx.connection, conflictId);
	if (!conflict) return NOT_FOUND;
	const leased = await withLease(ctx, () => putValue(ctx, conflict, side, actor));
	return leased.kind === "busy" ? leased : leased.value;
}

async function putValue(ctx: SyncContext, conflict: Conflict, side: Side, actor: Actor): Promise<VerbOutcome> {
	const value = side === "smh" ? conflict.smh : conflict.accurate;
	const before: Partial<Record<Side, FieldValue>> = {};
	const stored: Statement[] = [];
	let outcome: VerbOutcome = DONE;
	// The chosen side first: should the other one refuse, the value is at least where its owner typed it.
	for (const target of [side, otherSide(side)]) {
		const put = await orSystemError(putOn(ctx, conflict, target, value));
		if (put instanceof SystemError) outcome = { kind: "refused", detail: put.message };
		else if (put === null) outcome = NOT_FOUND;
		else {
			before[target] = put.before;
			stored.push(...put.statements);
			continue;
		}
		break;
	}
	const scopes = SIDES.map((target) => ({ connection: ctx.connection, side: target, entity: conflict.entity }));
	const detail = {
		conflict: conflict.id,
		entity: conflict.entity,
		field: conflict.field,
		before,
		after: value,
		outcome: outcome.kind,
	};
	// Whatever came of it, what was written is taken in and on record (law 14).
	await commit(ctx.db, [
		...stored,
		...scopes.map((scope) => markDirty(scope, [scope.side === "smh" ? conflict.smhId : conflict.accurateId])),
		...(outcome === DONE ? [decideConflict(conflict.id, side, actor, ctx.now())] : []),
		audit(ctx, actor, "conflict.choose", detail),
	]);
	return outcome;
}

/** Puts the value on one side where it is not. null: the record is gone. Throws SystemError when the side refuses. */
async function putOn(
	ctx: SyncContext,
	conflict: Conflict,
	target: Side,
	value: FieldValue,
): Promise<{ readonly before: FieldValue; readonly statements: readonly Statement[] } | null> {
	const id = target === "smh" ? conflict.smhId : conflict.accurateId;
	const record = await ctx.ports[target].get(conflict.entity, id);
	if (!record) return null;
	const before = record.projection[conflict.field] ?? null;
	if (sameValue(record.projection[conflict.field], value)) return { before, statements: [] };
	const patch = { id, changes: { [conflict.field]: value }, known: record.projection };
	const [result] = await ctx.ports[target].update(conflict.entity, [patch]);
	if (!result?.ok) throw result?.error ?? new SystemError("bad_answer", "no answer for the row");
	const scope = { connection: ctx.connection, side: target, entity: conflict.entity };
	return { before, statements: takeIn(ctx, scope, [result.record]) };
}

export interface PairOfRecords {
	readonly entity: Entity;
	readonly smhId: string;
	readonly accurateId: string;
}

/** A person's word on two records that look alike; the next run links them, or creates each on the other side. */
export async function judgePair(ctx: SyncContext, pair: PairOfRecords, verdict: Verdict, actor: Actor): Promise<VerbOutcome> {
	const scope = (side: Side) => ({ connection: ctx.connection, side, entity: pair.entity });
	for (const side of SIDES) {
		const id = side === "smh" ? pair.smhId : pair.accurateId;
		if ((await recordState(ctx.db, scope(side), id)) !== "present") return NOT_FOUND;
		if ((await pairOf(ctx.db, scope(side), side, id))?.state === "linked") return { kind: "refused", detail: "linked" };
	}
	return await write(ctx, [
		rememberVerdict({ connection: ctx.connection, ...pair }, verdict, actor, ctx.now()),
		markDirty(scope("smh"), [pair.smhId]),
		markDirty(scope("accurate"), [pair.accurateId]),
		audit(ctx, actor, `pair.${verdict}`, { ...pair }),
	]);
}

/** What to do with a record that was edited while its partner was deleted. */
export type DeletionChoice = "restore" | "delete";

/**
 * `restore`: it is created anew on the other side (also what stands alone since its pair ended) · `delete`: it is deleted as
 * well. By the next run, both.
 */
export async function settleDeletion(
	ctx: SyncContext,
	at: { readonly entity: Entity; readonly side: Side; readonly id: string },
	choice: DeletionChoice,
	actor: Actor,
): Promise<VerbOutcome> {
	const scope = { connection: ctx.connection, side: at.side, entity: at.entity };
	const pair = await pairOf(ctx.db, scope, at.side, at.id);
	if (!pair) return NOT_FOUND;
	const { state, ...ids } = pair;
	if (state !== "linked" && choice === "delete") return { kind: "refused", detail: "its pair has ended already" };
	const partner = otherSide(at.side);
	const partnerId = partner === "smh" ? ids.smhId : ids.accurateId;
	if (state === "linked" && (await recordState(ctx.db, { ...scope, side: partner }, partnerId)) === "present") {
		return { kind: "refused", detail: "its partner is there" };
	}
	const key = { connection: ctx.connection, entity: at.entity, ...ids };
	const settled =
		choice === "restore"
			? [...dropLink(key), rememberVerdict(key, "different", actor, ctx.now())]
			: [agreeOn(scope, pair.smhId, at.side, ctx.now())];
	return await write(ctx, [
		...settled,
		closeProblems(scope, [at.id]),
		markDirty(scope, [at.id]),
		audit(ctx, actor, `deletion.${choice}`, { entity: at.entity, ...ids }),
	]);
}

/** Says that a record is sample data, or is not, whatever the rules say. */
export async function markDummy(
	ctx: SyncContext,
	at: { readonly entity: Entity; readonly side: Side; readonly id: string },
	dummy: boolean,
	actor: Actor,
): Promise<VerbOutcome> {
	const scope = { connection: ctx.connection, side: at.side, entity: at.entity };
	if ((await recordState(ctx.db, scope, at.id)) !== "present") return NOT_FOUND;
	if ((await pairOf(ctx.db, scope, at.side, at.id))?.state === "linked") return { kind: "refused", detail: "linked" };
	return await write(ctx, [
		...markRecord(scope, at.id, dummy, actor, ctx.now()),
		audit(ctx, actor, dummy ? "record.mark" : "record.unmark", { ...at }),
	]);
}

/** Lets the next run try again what these problems kept it from; answers how many. 0 while a run is under way. */
export async function retry(
	ctx: SyncContext,
	query: {
		readonly entity?: Entity | undefined;
		readonly reason?: Parameters<typeof retryProblems>[1]["reason"];
		readonly side?: Side | undefined;
		readonly id?: string | undefined;
	},
	actor: Actor,
): Promise<number> {
	const leased = await withLease(ctx, () => retryProblems(ctx.db, { connection: ctx.connection, ...query }));
	const count = leased.kind === "busy" ? 0 : leased.value;
	if (count > 0) await commit(ctx.db, [audit(ctx, actor, "problem.retry", { ...query, count })]);
	return count;
}

/**
 * Replaces the settings as a whole. Throws ZodError naming field and allowed values, or SystemError
 * `unavailable` while a run is under way; then nothing has changed.
 */
export async function changeSettings(ctx: SyncContext, input: unknown, actor: Actor): Promise<ConnectionSettings> {
	const settings = connectionSettings.parse(input);
	const outcome = await write(ctx, [
		ensureConnection(ctx.connection, ctx.now()),
		...storeSettings(ctx.connection, settings),
		lowerWatermarks(ctx.connection),
		audit(ctx, actor, "settings.change", { before: ctx.settings, after: settings }),
	]);
	if (outcome.kind === "busy") throw new SystemError("unavailable", "sinkron sedang berjalan; coba lagi setelah selesai");
	return settings;
}

/** Looks at every record anew; the next run restores from SMH's Partner IDs whatever links are missing. */
export async function rebuild(ctx: SyncContext, actor: Actor): Promise<VerbOutcome> {
	return await write(ctx, [
		markAllDirty(ctx.connection),
		lowerWatermarks(ctx.connection),
		audit(ctx, actor, "links.rebuild", {}),
	]);
}
