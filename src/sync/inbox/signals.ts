import { SystemError } from "../../domain/errors.ts";
import type { RemoteRecord } from "../../domain/model.ts";
import { canonical } from "../../domain/values.ts";
import { commitGuarded, type Statement } from "../../store/database.ts";
import { inboxState, type OpenSignal, openSignals, settleKnown, settleSignals } from "../../store/inbox.ts";
import { fenceStands, takeLease } from "../../store/lease.ts";
import { requeueDue } from "../../store/plan-queue.ts";
import { markGone } from "../../store/records.ts";
import { insertRun } from "../../store/runs.ts";
import { orSystemError } from "../apply/tolerant.ts";
import type { SyncContext } from "../context.ts";
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

/**
 * Nobody holds the lease, and something has come in or is due. Law 4: what a webhook said is not believed, its record is read afresh.
 * A few linked records are read before anything else: where all are as we know them (echoes of our own writes that name no version),
 * that is all; else a run begins for just these, with what was read. For everything else a run looks at both sides of the entities
 * concerned. Throws GuardFailed where somebody took the lease since `fence` was read: then what was read here counts for nothing.
 */
export async function beginForSignals(ctx: SyncContext, fence: number): Promise<void> {
	const { upTo } = await inboxState(ctx.db, ctx.connection);
	await commitGuarded(ctx.db, [settleKnown(ctx.connection, ctx.now())]);
	const open = await openSignals(ctx.db, ctx.connection, MANY);
	const few =
		open.length > 0 && open.length <= READS_PER_STEP && open.every(({ partnerId, queued }) => partnerId !== null && !queued);
	const seen = few ? await lookAt(ctx, open) : null;
	if (!seen) return await begin(ctx, fence, null, []);

	const news = seen.filter(({ signal, record }) => record === null || differs(signal, record));
	const old = seen.filter((one) => !news.includes(one));
	const scopeOf = ({ side, entity }: OpenSignal) => ({ connection: ctx.connection, side, entity });
	const reading = { listing: false, now: ctx.now() };
	const answered = (list: readonly Seen[], plannedBy: string | null): readonly Statement[] =>
		list.flatMap(({ signal }) => settleSignals(scopeOf(signal), [signal.id], upTo, { ...reading, plannedBy }));
	if (news.length === 0) {
		await commitGuarded(ctx.db, [fenceStands(ctx.connection, fence), ...answered(old, null)]);
		return;
	}
	const records = news.map(({ signal }) => ({
		...{ entity: signal.entity, side: signal.side, id: signal.id },
		partnerId: signal.partnerId ?? "",
	}));
	const gone = news.flatMap(({ signal, record }) => (record === null ? markGone(scopeOf(signal), [signal.id], ctx.now()) : []));
	const present = news.flatMap(({ signal, record }) => (record === null ? [] : [{ scope: scopeOf(signal), record }]));
	await begin(
		ctx,
		fence,
		{ kind: "records", records },
		[...storeRecords(ctx, present), ...gone, ...answered(old, null)],
		(runId) => answered(news, runId),
	);
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

async function begin(
	ctx: SyncContext,
	fence: number,
	subject: RunSubject | null,
	statements: readonly Statement[],
	readBy: (runId: string) => readonly Statement[] = () => [],
): Promise<void> {
	const run = newRun(ctx, {
		...{ mode: "signals", trigger: "webhook", actor: { kind: "webhook" }, entities: entitiesOrAll(undefined) },
		subject: subject && JSON.stringify(subject),
	});
	await commitGuarded(ctx.db, [
		fenceStands(ctx.connection, fence),
		insertRun(run),
		...takeLease(run, ctx.now()),
		requeueDue(ctx.connection, ctx.now()),
		...statements,
		...readBy(run.id),
	]);
	ctx.log.info("run_started", { runId: run.id, mode: run.mode, trigger: run.trigger });
}
