import { isDummy } from "../domain/eligibility.ts";
import { SystemError } from "../domain/errors.ts";
import type { RemoteRecord } from "../domain/model.ts";
import type { Statement } from "../store/database.ts";
import { knownVersions, markGone, type RecordScope, upsertRecords } from "../store/records.ts";
import { leaveOut, type Run } from "../store/runs.ts";
import { settleSignals, signalsUpTo } from "../store/signals.ts";
import { forgetWatermark } from "../store/watermarks.ts";
import { raiseAlert } from "./alerts.ts";
import type { SyncContext } from "./context.ts";
import type { ScanResult, StepOutcome, Work, WorkOf } from "./messages.ts";
import { afterProbe } from "./overlap.ts";
import { orSystemError } from "./tolerant.ts";

/** Pages of one step: together with the first call of a listing far below the calls an invocation may make. */
const PAGES_PER_STEP = 5;
/** A million records; whoever says that there are more is not believed. */
const MAX_PAGES = 10_000;
/** Single reads of one step. */
export const READS_PER_STEP = 8;

/**
 * Takes in some pages of a listing. The first page says how many there are and calls for the rest. An entity that the login
 * may not read is left out of the run: what is not seen must not be created a second time.
 */
export async function scan(ctx: SyncContext, run: Run, work: WorkOf<"scan">): Promise<StepOutcome> {
	const scope: RecordScope = { connection: ctx.connection, side: work.side, entity: work.entity };
	const port = ctx.ports[work.side];
	const upTo = await signalsUpTo(ctx.db);
	const askedAt = ctx.now();
	const numbers = Array.from({ length: work.to - work.from + 1 }, (_, index) => work.from + index);
	const changedSince = work.since === undefined ? {} : { changedSince: work.since };
	const answered = await orSystemError(
		Promise.all([
			Promise.all(numbers.map((page) => port.list(work.entity, { page, ...changedSince }))),
			comparesTotals(run, work) ? port.count(work.entity) : undefined,
		]),
	);
	if (answered instanceof SystemError) {
		const nothing: ScanResult = { ids: [], totals: [], asOf: askedAt, signalsUpTo: upTo };
		return { ...(await leftOut(ctx, run, scope, answered)), result: nothing };
	}
	const [pages, count] = answered;
	const listed = pages.flatMap((page) => page.rows);

	const lacking = listed.filter((record) => !record.complete);
	const known = lacking.length > 0 ? await knownVersions(ctx.db, scope, idsOf(lacking)) : new Map<string, string>();
	const toRead = new Set(lacking.filter((record) => known.get(record.id) !== record.version));
	const seen = idsOf(listed.filter((record) => !toRead.has(record)));

	const pageCount = pages[0]?.pageCount ?? 1;
	if (pageCount > MAX_PAGES) throw new SystemError("bad_answer", `daftar yang katanya ${pageCount} halaman`);
	const asOf = askedAt - port.clockLagMs();
	const result: ScanResult = { ids: idsOf(listed), totals: pages.map((page) => page.total), asOf, signalsUpTo: upTo, count };
	return {
		statements: [
			...takeIn(
				ctx,
				scope,
				listed.filter((record) => record.complete),
			),
			...settle(run, scope, seen, upTo, work),
		],
		spawn: [
			...chunks(idsOf([...toRead]), READS_PER_STEP).map(
				(ids): Work => ({ kind: "detail", entity: work.entity, side: work.side, ids }),
			),
			...(work.from === 1 ? followUps(work, pageCount) : []),
		],
		result,
	};
}

/** The rest of the pages. Where only a single page was hoped for, the long list is left alone and a shorter one is read. */
function followUps(work: WorkOf<"scan">, pageCount: number): readonly Work[] {
	if (work.lookBack !== "probe") return stretches(2, pageCount).map((stretch) => ({ ...work, ...stretch }));
	return pageCount > 1 && work.since !== undefined ? [afterProbe(work, work.since)] : [];
}

/** A record that is gone is in no list of changes, so what is there in all is compared with what is known. */
const comparesTotals = (run: Run, work: WorkOf<"scan">): boolean =>
	run.mode === "auto" && work.since !== undefined && work.from === 1;

/** Reads records one by one, because their list rows lack fields. One that is gone by now is left to the next listing. */
export async function detail(ctx: SyncContext, run: Run, work: WorkOf<"detail">): Promise<StepOutcome> {
	const scope: RecordScope = { connection: ctx.connection, side: work.side, entity: work.entity };
	const read = await orSystemError(readAll(ctx, work));
	if (read instanceof SystemError) return await leftOut(ctx, run, scope, read);
	return {
		statements: takeIn(
			ctx,
			scope,
			[...read.values()].filter((record) => record !== null),
		),
	};
}

/** Laws 4 and 5: a record that a webhook named, or that a complete listing did not name, is read itself; only the side's "no such record" makes it gone. */
export async function confirm(ctx: SyncContext, run: Run, work: WorkOf<"confirm">): Promise<StepOutcome> {
	const scope: RecordScope = { connection: ctx.connection, side: work.side, entity: work.entity };
	const upTo = await signalsUpTo(ctx.db);
	const read = await orSystemError(readAll(ctx, work));
	if (read instanceof SystemError) return await leftOut(ctx, run, scope, read);
	const gone = work.ids.filter((id) => read.get(id) === null);
	return {
		statements: [
			...takeIn(
				ctx,
				scope,
				[...read.values()].filter((record) => record !== null),
			),
			...(gone.length > 0 ? markGone(scope, gone, ctx.now()) : []),
			...settle(run, scope, work.ids, upTo, work),
		],
	};
}

/**
 * Goes on without an entity that the login may not read. Its signals stay, and wait for the next run that may; since nobody
 * has asked for a run of theirs, the admins hear of it.
 */
async function leftOut(ctx: SyncContext, run: Run, scope: RecordScope, refusal: SystemError): Promise<StepOutcome> {
	if (refusal.kind !== "no_right") throw refusal;
	if (run.mode === "signals") await raiseAlert(ctx, { kind: "signals_failed", reason: refusal.message });
	const forget = run.mode === "preview" ? [] : [forgetWatermark(scope)];
	return { statements: [leaveOut(run.id, scope.entity, refusal.message), ...forget] };
}

/** A preview settles nothing, and what is read after the run's writes is left to the next run. */
function settle(
	run: Run,
	scope: RecordScope,
	ids: readonly string[],
	upTo: number,
	work: WorkOf<"scan" | "confirm">,
): readonly Statement[] {
	if (run.mode === "preview") return [];
	const listing = work.kind === "scan";
	return settleSignals(scope, ids, upTo, { listing, plannedBy: listing && work.lookBack ? null : run.id });
}

async function readAll(ctx: SyncContext, work: WorkOf<"detail" | "confirm">): Promise<ReadonlyMap<string, RemoteRecord | null>> {
	const port = ctx.ports[work.side];
	return new Map(await Promise.all(work.ids.map(async (id) => [id, await port.get(work.entity, id)] as const)));
}

/** The statement that brings the mirror up to date with what a side answered. */
export function takeIn(ctx: SyncContext, scope: RecordScope, records: readonly RemoteRecord[]): readonly Statement[] {
	if (records.length === 0) return [];
	return [
		upsertRecords(
			scope,
			records.map((record) => ({ record, dummy: isDummy(scope.entity, scope.side, record, ctx.settings) })),
		),
	];
}

const idsOf = (records: readonly RemoteRecord[]): string[] => records.map((record) => record.id);

export function chunks<T>(list: readonly T[], size: number): readonly T[][] {
	return Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size));
}

function stretches(first: number, last: number): readonly { from: number; to: number }[] {
	const pages = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
	return chunks(pages, PAGES_PER_STEP).map((part) => ({ from: part[0] ?? first, to: part.at(-1) ?? last }));
}
