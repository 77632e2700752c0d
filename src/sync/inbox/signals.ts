import { orSystemError, SystemError } from "../../domain/errors.ts";
import type { RemoteRecord } from "../../domain/model.ts";
import { canonical } from "../../domain/values.ts";
import { commitGuarded, type Statement } from "../../store/database.ts";
import { type OpenSignal, settleSignals, takeOutKnown } from "../../store/inbox.ts";
import { fenceStands, takeLease, withNextFence } from "../../store/lease.ts";
import { requeueDue } from "../../store/plan-queue.ts";
import { markGone } from "../../store/records.ts";
import { insertRun, type Run } from "../../store/runs.ts";
import type { SyncContext } from "../context.ts";
import type { Opening } from "../run/advance.ts";
import { entitiesOrAll } from "../run/phases.ts";
import { newRun } from "../run/start.ts";
import type { RunSubject } from "../run/subject.ts";
import { READS_PER_STEP } from "../scan/scan.ts";
import { storeRecords } from "../scan/take-in.ts";

/** More than this are looked for in lists of changes anyway. */
const MANY = 4_000;

interface Seen {
	readonly signal: OpenSignal;
	/** null: the side says that there is no such record. */
	readonly record: RemoteRecord | null;
}

/** A run for what came in, which has yet to take the lease. */
export interface Begun {
	readonly run: Run;
	readonly opening: Opening;
}

/**
 * Nobody holds the lease, and something has come in or is due. Law 4: what a webhook said is not believed, its record is read afresh.
 * A few linked records are read before anything else: where all are as we know them (echoes of our own writes that name no version),
 * that is all (null); else a run begins for just these, with what was read. For everything else a run looks at both sides of the
 * entities concerned. Throws GuardFailed where somebody took the lease since `fence` was read: what was read then counts for nothing.
 */
export async function beginForSignals(ctx: SyncContext, fence: number, due: boolean): Promise<Begun | null> {
	const { upTo, signals } = await takeOutKnown(ctx.db, ctx.connection, MANY);
	const few =
		signals.length > 0 &&
		signals.length <= READS_PER_STEP &&
		signals.every(({ partnerId, queued }) => partnerId !== null && !queued);
	const seen = few ? await lookAt(ctx, signals) : null;
	if (!seen) return begun(ctx, fence, due, null, () => []);

	const news = seen.filter(({ signal, record }) => record === null || differs(signal, record));
	const old = seen.filter((one) => !news.includes(one));
	const scopeOf = ({ side, entity }: OpenSignal) => ({ connection: ctx.connection, side, entity });
	const reading = { listing: false, now: ctx.now() };
	const answered = (list: readonly Seen[], plannedBy: string | null): readonly Statement[] =>
		list.flatMap(({ signal }) => settleSignals(scopeOf(signal), [signal.id], upTo, { ...reading, plannedBy }));
	if (news.length === 0) {
		await commitGuarded(ctx.db, [fenceStands(ctx.connection, fence), ...answered(old, null)]);
		return null;
	}
	const records = news.map(({ signal }) => ({
		...{ entity: signal.entity, side: signal.side, id: signal.id },
		partnerId: signal.partnerId ?? "",
	}));
	const gone = news.flatMap(({ signal, record }) => (record === null ? markGone(scopeOf(signal), [signal.id], ctx.now()) : []));
	const present = news.flatMap(({ signal, record }) => (record === null ? [] : [{ scope: scopeOf(signal), record }]));
	return begun(ctx, fence, due, { kind: "records", records }, (run) => [
		...storeRecords(ctx, present),
		...gone,
		...answered(old, null),
		...answered(news, run.id),
	]);
}

function begun(
	ctx: SyncContext,
	fence: number,
	due: boolean,
	subject: RunSubject | null,
	takenIn: (run: Run) => readonly Statement[],
): Begun {
	const queued = newRun(ctx, {
		...{ mode: "signals", trigger: "webhook", actor: { kind: "webhook" }, entities: entitiesOrAll(undefined) },
		subject: subject && JSON.stringify(subject),
	});
	const run = withNextFence(queued, fence);
	const opening: Opening = (entered) => [
		...takeLease(entered, ctx.now()),
		insertRun(entered),
		// A run for a few records decides on nothing else: whatever is due as well stays due, and the next one begins for it.
		...(due && subject === null ? [requeueDue(ctx.connection, ctx.now())] : []),
		...takenIn(entered),
	];
	return { run, opening };
}

/** What the sides answer; null: one of them could not be read now, so a run has to see to it. */
async function lookAt(ctx: SyncContext, open: readonly OpenSignal[]): Promise<readonly Seen[] | null> {
	const seen = await orSystemError(
		Promise.all(open.map(async (signal) => ({ signal, record: await ctx.ports[signal.side].get(signal.entity, signal.id) }))),
	);
	return seen instanceof SystemError ? null : seen;
}

/** Whether the side shows something that the mirror does not. A version alone is no news. */
function differs({ entity, known }: OpenSignal, record: RemoteRecord): boolean {
	if (!known) return true;
	return (
		JSON.stringify(canonical(entity, record.projection)) !== JSON.stringify(canonical(entity, known.projection)) ||
		JSON.stringify(record.facts) !== JSON.stringify(known.facts) ||
		record.partnerId !== known.partnerId
	);
}
