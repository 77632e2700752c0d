import { orSystemError, SystemError } from "../../domain/errors.ts";
import { chunks } from "../../domain/lists.ts";
import type { RemoteRecord } from "../../domain/model.ts";
import { textOf } from "../../domain/values.ts";
import { rememberPageSize } from "../../store/page-sizes.ts";
import { knownVersions, type RecordScope } from "../../store/records.ts";
import { noteRefusal } from "../../store/refusals.ts";
import { leaveOut, type Run } from "../../store/runs.ts";
import { holdUnreadable, knownUnreadable, listUnread } from "../../store/unreadable.ts";
import { forgetWatermark } from "../../store/watermarks.ts";
import { raiseAlert } from "../alerts.ts";
import type { SyncContext } from "../context.ts";
import type { ConfirmResult, ScanResult, StepOutcome, Work, WorkOf } from "../messages.ts";
import { modeOf } from "../run/modes.ts";
import { fellBack, followUps, readPages, SAFE_ROWS, sizeToAsk, smallerPages } from "./pages.ts";
import { wasTold } from "./read-back.ts";
import { readEach } from "./read-each.ts";

/** Single reads of one step. */
export const READS_PER_STEP = 8;

/**
 * Takes in some pages of a listing. The first page says how many there are and calls for the rest. An entity that the login
 * may not read is left out of the run: what is not seen must not be created a second time. `upTo`: where the inbox stood before.
 */
export async function scan(
	ctx: SyncContext,
	run: Run,
	work: WorkOf<"scan">,
	{ upTo, attempts }: { readonly upTo: number; readonly attempts: number },
): Promise<StepOutcome> {
	const scope: RecordScope = { connection: ctx.connection, side: work.side, entity: work.entity };
	if (work.readBack === "read" && work.size === undefined && (await wasTold(ctx, run, work))) return { statements: [] };
	const port = ctx.ports[work.side];
	const askedAt = ctx.now();
	const size = await sizeToAsk(ctx, scope, work, attempts);
	const answered = await orSystemError(readPages(port, work, size));
	if (answered instanceof SystemError) {
		const nothing: ScanResult = { ids: [], totals: [], asOf: askedAt, lagMs: 0, signalsUpTo: upTo };
		if (answered.kind === "no_right") return { ...(await leftOut(ctx, run, scope, answered)), result: nothing };
		const smaller = await smallerPages(ctx, scope, work, { error: answered, size, attempts });
		if (smaller) return { statements: size > SAFE_ROWS ? [rememberPageSize(scope, SAFE_ROWS, ctx.now())] : [], spawn: smaller };
		await raiseAlert(ctx, { kind: "unreadable_rows", side: scope.side, count: 1, cause: answered.message });
		return { statements: [], result: { ...nothing, nameless: 1 } };
	}
	const { pages, count } = answered;
	const listed = pages.flatMap((page) => page.rows);
	const bad = pages.flatMap((page) => page.unreadable);
	const unread = bad.flatMap(({ id, words }) => (id === null ? [] : [{ id, words }]));
	const nameless = bad.filter(({ id }) => id === null);
	if (nameless[0])
		await raiseAlert(ctx, { kind: "unreadable_rows", side: scope.side, count: nameless.length, cause: nameless[0].words });

	const lacking = listed.filter((record) => !record.complete);
	const known = lacking.length > 0 ? await knownVersions(ctx.db, scope, idsOf(lacking)) : new Map<string, string>();
	const changed = lacking.filter((record) => known.get(record.id) !== record.version);
	// What could not be read in this run is not asked for once more at its end.
	const hopeless = work.readBack && changed.length > 0 ? await knownUnreadable(ctx.db, scope, idsOf(changed)) : new Set<string>();
	const toRead = new Set(changed.filter(({ id }) => !hopeless.has(id)));
	const seen = idsOf(listed.filter((record) => !toRead.has(record)));

	const lagMs = port.clockLagMs();
	const asOf = askedAt - lagMs;
	const ids = [...idsOf(listed), ...unread.map(({ id }) => id)];
	const totals = pages.map((page) => page.total);
	const result: ScanResult = { ids, totals, asOf, lagMs, signalsUpTo: upTo, count, nameless: nameless.length };
	return {
		statements: [
			...(fellBack(work, size, attempts, port) ? [rememberPageSize(scope, size, ctx.now())] : []),
			...(unread.length > 0
				? [
						listUnread(
							scope,
							unread.map(({ id }) => ({ id, code: null, name: null })),
						),
					]
				: []),
			...holdUnreadable(scope, unread, { now: ctx.now(), runId: run.id }),
		],
		reads: [
			{
				scope,
				records: listed.filter((record) => record.complete),
				answers: { ids: seen, upTo, listing: true, planned: work.readBack === undefined },
			},
		],
		spawn: [
			...chunks([...toRead], READS_PER_STEP).map((part) => detailsOf(work, part, known)),
			...(work.size === undefined && pages[0] ? followUps(work, pages[0]) : []),
		],
		result,
	};
}

function detailsOf({ entity, side }: WorkOf<"scan">, part: readonly RemoteRecord[], known: ReadonlyMap<string, string>): Work {
	const listed = part
		.filter(({ id }) => !known.has(id))
		.map(({ id, projection }) => ({ id, code: textOf(projection, "code"), name: textOf(projection, "name") }));
	return { kind: "detail", entity, side, ids: idsOf(part), ...(listed.length > 0 ? { listed } : {}) };
}

/** Reads records one by one, because their list rows lack fields. One that is gone by now is left to the next listing. */
export async function detail(ctx: SyncContext, run: Run, work: WorkOf<"detail">, attempts: number): Promise<StepOutcome> {
	const scope: RecordScope = { connection: ctx.connection, side: work.side, entity: work.entity };
	const read = await readEach(ctx, scope, work.ids, attempts);
	if (read instanceof SystemError) return await leftOut(ctx, run, scope, read);
	const failed = new Set(read.unread.map(({ id }) => id));
	const neverSeen = (work.listed ?? []).filter(({ id }) => failed.has(id));
	const statements = [
		...(neverSeen.length > 0 ? [listUnread(scope, neverSeen)] : []),
		...holdUnreadable(scope, read.unread, { now: ctx.now(), runId: run.id }),
	];
	return { statements, reads: [{ scope, records: read.present, answers: null }] };
}

/**
 * Laws 4 and 5: a record that a webhook named, or that a complete listing did not name, is read itself; only the side's "no such
 * record" makes it gone. An answer without it and without that word is no proof, unless a listing that was completed afterwards
 * (`proven`) has not shown it either.
 */
export async function confirm(
	ctx: SyncContext,
	run: Run,
	work: WorkOf<"confirm">,
	upTo: number,
	attempts: number,
): Promise<StepOutcome> {
	const scope: RecordScope = { connection: ctx.connection, side: work.side, entity: work.entity };
	const read = await readEach(ctx, scope, work.ids, attempts);
	if (read instanceof SystemError) return await leftOut(ctx, run, scope, read);
	const gone = work.proven ? [...read.gone, ...read.withoutWord] : read.gone;
	const unread = read.unread.filter(({ id }) => !gone.includes(id));
	const result: ConfirmResult = { withoutWord: read.withoutWord };
	return {
		statements: holdUnreadable(scope, unread, { now: ctx.now(), runId: run.id }),
		reads: [{ scope, records: read.present, gone, answers: { ids: work.ids, upTo, listing: false, planned: true } }],
		result,
	};
}

/**
 * Goes on without an entity that the login may not read. Its signals stay, and wait for the next run that may; since nobody
 * has asked for a run of theirs, the admins hear of it.
 */
async function leftOut(ctx: SyncContext, run: Run, scope: RecordScope, refusal: SystemError): Promise<StepOutcome> {
	if (refusal.kind !== "no_right") throw refusal;
	const { tells, writes } = modeOf(run);
	if (tells === "alerts") await raiseAlert(ctx, { kind: "signals_failed", reason: refusal.message });
	const forget = writes ? [forgetWatermark(scope), noteRefusal(scope, refusal.message, ctx.now())] : [];
	return { statements: [leaveOut(run.id, scope.entity, refusal.message), ...forget] };
}

const idsOf = (records: readonly RemoteRecord[]): string[] => records.map((record) => record.id);
