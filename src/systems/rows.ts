import { type ErrorKind, SystemError } from "../domain/errors.ts";

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
