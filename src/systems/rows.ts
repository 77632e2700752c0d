import { type ErrorKind, orSystemError, SystemError } from "../domain/errors.ts";
import type { RemoteRecord } from "../domain/model.ts";
import type { Native } from "./fields.ts";
import type { RowResult, UnreadableRow } from "./port.ts";

/** Failures that say nothing about a row: the login, the line or the pace is at fault. */
const OF_THE_WHOLE: ReadonlySet<ErrorKind> = new Set([
	"no_right",
	"unauthorized",
	"rate_limited",
	"unavailable",
	"not_configured",
]);

/** The rows of a list that can be read, and those that cannot: one such row takes nothing from the others. */
export function readable(
	rows: readonly Native[],
	read: (row: Native) => RemoteRecord,
	textAt: (row: Native, key: string) => string | null | undefined,
): { readonly rows: readonly RemoteRecord[]; readonly unreadable: readonly UnreadableRow[] } {
	const unreadable: UnreadableRow[] = [];
	const records = rows.flatMap((row) => {
		try {
			return [read(row)];
		} catch (error) {
			if (!(error instanceof SystemError)) throw error;
			const id = textAt(row, "id");
			unreadable.push({ id: id && /^\d+$/.test(id) ? id : null, words: error.message });
			return [];
		}
	});
	return { rows: records, unreadable };
}

export function orFailure<T>(work: () => T): T | SystemError {
	try {
		return work();
	} catch (error) {
		if (error instanceof SystemError) return error;
		throw error;
	}
}

/** Sends the rows that could be made ready, and puts the results into the order of all. */
export async function sendPrepared<Row>(
	prepared: readonly (Row | SystemError)[],
	send: (rows: readonly Row[]) => Promise<readonly RowResult[]>,
): Promise<readonly RowResult[]> {
	const ready = prepared.filter((row): row is Row => !(row instanceof SystemError));
	const results = ready.length === 0 ? [] : [...(await send(ready))];
	return prepared.map((row): RowResult => (row instanceof SystemError ? bad(row) : (results.shift() ?? bad(unanswered()))));
}

export const bad = (error: SystemError): RowResult => ({ ok: false, error });
const unanswered = (): SystemError => new SystemError("unknown_outcome", "Baris ini tidak dijawab");

/** SMH takes 1 MB in one call; what Accurate takes is not known. */
const MAX_BYTES = 500_000;

/**
 * Sends rows in portions of at most so many bytes, halved where the other side finds one too large all the same: so only a row that is
 * too large by itself fails. What earlier portions have stored must not be lost where a later one fails, so then its rows fail; where
 * none got through, the call fails.
 */
export async function inPortions<Row, Result>(
	rows: readonly Row[],
	bytesOf: (row: Row) => number,
	send: (rows: readonly Row[]) => Promise<readonly Result[]>,
): Promise<readonly (Result | SystemError)[]> {
	const results: (Result | SystemError)[] = [];
	let [failure, answered]: [SystemError | undefined, boolean] = [undefined, false];
	for (let open = byBytes(rows, bytesOf); open.length > 0; ) {
		const [portion = [], ...rest] = open;
		const answer = await orSystemError(send(portion));
		open = rest;
		if (!(answer instanceof SystemError)) {
			answered = true;
			results.push(...answer);
		} else if (answer.kind === "too_large" && portion.length > 1) {
			const half = Math.ceil(portion.length / 2);
			open = [portion.slice(0, half), portion.slice(half), ...rest];
		} else {
			if (answer.kind !== "too_large") failure ??= answer;
			results.push(...portion.map(() => answer));
		}
	}
	if (failure && !answered) throw failure;
	return results;
}

function byBytes<Row>(rows: readonly Row[], bytesOf: (row: Row) => number): readonly (readonly Row[])[] {
	const portions: Row[][] = [];
	let room = 0;
	for (const row of rows) {
		const bytes = bytesOf(row);
		const last = portions.at(-1);
		if (last && bytes <= room) last.push(row);
		else {
			portions.push([row]);
			room = MAX_BYTES;
		}
		room -= bytes;
	}
	return portions;
}

/**
 * One call per row, results in the order of the rows; what is in flight at once is the outbound's business. Throws when every
 * row failed for a reason that is none of the rows'.
 */
export async function eachRow<Row, T>(
	rows: readonly Row[],
	work: (row: Row) => Promise<T>,
): Promise<readonly (T | SystemError)[]> {
	const results = await Promise.all(rows.map((row) => orSystemError(work(row))));
	const [first] = results;
	if (first instanceof SystemError && results.every((result) => result instanceof SystemError && OF_THE_WHOLE.has(result.kind))) {
		throw first;
	}
	return results;
}

const otherRow = (): RowResult => bad(new SystemError("unknown_outcome", "Jawaban untuk baris ini memuat data lain"));

/** Answers to updates: a row answered with another record than it named may have been carried out, or not. */
export const ofTheirRows = (results: readonly RowResult[], ids: readonly string[]): readonly RowResult[] =>
	results.map((result, index) => (result.ok && result.record.id !== ids[index] ? otherRow() : result));

/**
 * Answers to creates. They come in the order of the rows; where one shows the key of another row, or the same record twice, they
 * did not, and nobody knows from them which record is whose. A key that is merely stored otherwise than sent says nothing.
 */
export function inOrder(
	results: readonly RowResult[],
	keys: readonly (string | null)[],
	keyOf: (record: RemoteRecord) => string | null,
): readonly RowResult[] {
	const ids = results.flatMap((result) => (result.ok ? [result.record.id] : []));
	const mixedUp = results.some((result, index) => {
		const key = result.ok ? keyOf(result.record) : null;
		return key !== null && key !== keys[index] && keys.includes(key);
	});
	const inDoubt = mixedUp || new Set(ids).size < ids.length;
	return inDoubt ? results.map((result) => (result.ok ? otherRow() : result)) : results;
}
