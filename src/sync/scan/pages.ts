import { orSystemError, SystemError } from "../../domain/errors.ts";
import { chunks, interleaved } from "../../domain/lists.ts";
import { knownPageSize } from "../../store/page-sizes.ts";
import type { RecordScope } from "../../store/records.ts";
import type { Page, SystemPort } from "../../systems/port.ts";
import { answersOthers, isOfEverybody, TRIES } from "../blame.ts";
import type { SyncContext } from "../context.ts";
import type { Work, WorkOf } from "../messages.ts";
import { afterProbe } from "./overlap.ts";

type Scan = WorkOf<"scan">;

/** Rows that every side can answer at once; a page that was too slow or too large is read again in pages of so many. */
export const SAFE_ROWS = 100;
/** Pages of one step: far below the calls an invocation may make. */
const PAGES_PER_STEP = 5;
/** Rows of one step: what they are in bytes stays far below what an isolate may hold. */
const ROWS_PER_STEP = 500;
/** A million records; whoever says that there are more is not believed. */
const MAX_PAGES = 10_000;
/** A connection drops now and then; what fails twice in a row is too slow or too large. */
const TOO_MUCH_AFTER = 2;

/** How many rows a page is asked to have. A listing goes on as its first page was answered: offsets only make sense with one size. */
export async function sizeToAsk(ctx: SyncContext, scope: RecordScope, work: Scan, attempts: number): Promise<number> {
	if (work.size !== undefined) return work.size;
	const most = ctx.ports[scope.side].capabilities.pageSize(scope.entity);
	const safe = Math.min(most, SAFE_ROWS);
	if (attempts > TOO_MUCH_AFTER || work.readBack === "probe") return safe;
	if (work.since !== undefined || most === safe) return most;
	return Math.min(most, (await knownPageSize(ctx.db, scope, ctx.now())) ?? most);
}

/** The first page could only be had with fewer rows than it was asked for at first. */
export const fellBack = (
	{ size: fixed, readBack, entity }: Scan,
	size: number,
	attempts: number,
	{ capabilities }: SystemPort,
): boolean => fixed === undefined && readBack === undefined && attempts > TOO_MUCH_AFTER && size < capabilities.pageSize(entity);

/** The pages of a step, and the side's total where it is asked for. Throws SystemError where one of them fails. */
export async function readPages(
	port: SystemPort,
	work: Scan,
	size: number,
): Promise<{ readonly pages: readonly Page[]; readonly count: number | undefined }> {
	const numbers = Array.from({ length: work.to - work.from + 1 }, (_, index) => work.from + index);
	const changedSince = work.since === undefined ? {} : { changedSince: work.since };
	const [pages, count] = await Promise.all([
		Promise.all(numbers.map((page) => port.list(work.entity, { page, size, ...changedSince }))),
		work.counts ? port.count(work.entity) : undefined,
	]);
	const other = pages.find((page) => work.size !== undefined && page.size !== work.size);
	if (other) throw new SystemError("bad_answer", `halaman ${other.size} baris, bukan ${work.size}`);
	return { pages, count };
}

/** The rest of the pages. Where only a single page was hoped for, the long list is left alone and a shorter one is read. */
export function followUps({ counts: _, ...work }: Scan, { total, size }: Page): readonly Work[] {
	const pageCount = Math.ceil(total / size);
	if (pageCount > MAX_PAGES) throw new SystemError("bad_answer", `daftar yang katanya ${pageCount} halaman`);
	if (work.readBack !== "probe") return fromBothEnds(stretches({ ...work, size }, 2, pageCount));
	return pageCount > 1 && work.since !== undefined ? [afterProbe(work, work.since)] : [];
}

/** Pages far behind take longer (facts 13): each in turn with one at the front, so that a few calls at once keep up with the gate all along. */
function fromBothEnds(works: readonly Work[]): readonly Work[] {
	const half = Math.ceil(works.length / 2);
	return interleaved([works.slice(0, half), works.slice(half).toReversed()]);
}

function stretches(work: Scan & { readonly size: number }, first: number, last: number): readonly Work[] {
	const pages = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
	const atOnce = Math.max(1, Math.min(PAGES_PER_STEP, Math.floor(ROWS_PER_STEP / work.size)));
	return chunks(pages, atOnce).map((part) => ({ ...work, from: part[0] ?? first, to: part.at(-1) ?? last }));
}

export interface Failure {
	readonly error: SystemError;
	/** Rows of a page that were asked for. */
	readonly size: number;
	/** Of the step, this one included. */
	readonly attempts: number;
}

/**
 * Pages that fail again and again although the side answers others are read in smaller ones, down to the row that nobody can list; null:
 * this was that row. Throws the error where it may still pass, or concerns everybody.
 */
export async function smallerPages(
	ctx: SyncContext,
	scope: RecordScope,
	{ counts: _, ...work }: Scan,
	{ error, size, attempts }: Failure,
): Promise<readonly Work[] | null> {
	if (!error.retryable || isOfEverybody(error)) throw error;
	const tooMuch = work.size !== undefined && size > SAFE_ROWS && attempts >= TOO_MUCH_AFTER;
	const tries = work.part ? TRIES : attempts;
	if (!tooMuch && (tries < TRIES || !(await answersOthers(ctx, scope)))) throw error;
	// What was not read back is listed by the next quick run.
	if (work.readBack !== undefined) return [];
	// A list of changes says nothing of its length, so the long one takes its place.
	if (work.since !== undefined) return [{ kind: "scan", entity: scope.entity, side: scope.side, from: 1, to: 1 }];
	const rest = work.size === undefined ? await restOf(ctx, work, size) : [];
	const part = { ...work, size, part: true as const };
	if (work.to > work.from) return [...stretchesOfOne(part), ...rest];
	if (size === 1) return null;
	const smaller = size % 10 === 0 ? size / 10 : 1;
	const times = size / smaller;
	return [...stretches({ ...part, size: smaller }, (work.from - 1) * times + 1, work.to * times), ...rest];
}

/** The first page would have said how many follow. */
async function restOf(ctx: SyncContext, work: Scan, size: number): Promise<readonly Work[]> {
	const total = await orSystemError(ctx.ports[work.side].count(work.entity));
	if (total instanceof SystemError) throw total;
	return stretches({ ...work, size }, 2, Math.ceil(total / size));
}

const stretchesOfOne = (work: Scan): readonly Work[] =>
	Array.from({ length: work.to - work.from + 1 }, (_, index) => ({ ...work, from: work.from + index, to: work.from + index }));
