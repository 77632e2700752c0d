import { type ErrorKind, SystemError } from "../domain/errors.ts";
import type { RemoteRecord } from "../domain/model.ts";
import type { RowResult } from "./port.ts";

/** Failures that say nothing about a row: the login, the line or the pace is at fault. */
const OF_THE_WHOLE: ReadonlySet<ErrorKind> = new Set([
	"no_right",
	"unauthorized",
	"rate_limited",
	"unavailable",
	"not_configured",
]);

/** For any other failure than the closed vocabulary (a defect of ours) the promise rejects. */
export async function orError<T>(work: () => Promise<T>): Promise<T | SystemError> {
	try {
		return await work();
	} catch (error) {
		if (error instanceof SystemError) return error;
		throw error;
	}
}

/**
 * One call per row, results in the order of the rows; what is in flight at once is the outbound's business. Throws when every
 * row failed for a reason that is none of the rows'.
 */
export async function eachRow<Row, T>(
	rows: readonly Row[],
	work: (row: Row) => Promise<T>,
): Promise<readonly (T | SystemError)[]> {
	const results = await Promise.all(rows.map((row) => orError(() => work(row))));
	const [first] = results;
	if (first instanceof SystemError && results.every((result) => result instanceof SystemError && OF_THE_WHOLE.has(result.kind))) {
		throw first;
	}
	return results;
}

const otherRow = (): RowResult => ({
	ok: false,
	error: new SystemError("unknown_outcome", "Jawaban untuk baris ini memuat data lain"),
});

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
