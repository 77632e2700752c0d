import { orSystemError, SystemError } from "../../domain/errors.ts";
import { chunks } from "../../domain/lists.ts";
import type { RowResult } from "../../systems/port.ts";

/** Calls of one step that go out side by side. */
const BATCHES_PER_STEP = 3;
/** Batches that are smaller cost a call for each of their rows. */
const BULK = 50;

/** How many rows a step sends, of a side that takes so many in one batch. */
export const rowsPerStep = (batch: number): number => (batch < BULK ? batch : batch * BATCHES_PER_STEP);

/**
 * Sends rows in batches, side by side; answers in the order of the rows. What one batch has stored must not be lost where another
 * fails, so then the rows of that one fail; where none got through, its error is thrown.
 */
export async function inBatches<Row>(
	rows: readonly Row[],
	size: number,
	send: (batch: readonly Row[]) => Promise<readonly RowResult[]>,
): Promise<readonly RowResult[]> {
	const sent = await Promise.all(chunks(rows, size).map(async (batch) => ({ batch, answer: await orSystemError(send(batch)) })));
	const failures = sent.flatMap(({ answer }) => (answer instanceof SystemError ? [answer] : []));
	const [failure] = failures;
	if (failure && failures.length === sent.length) throw failure;
	return sent.flatMap(({ batch, answer }): readonly RowResult[] =>
		answer instanceof SystemError ? batch.map(() => ({ ok: false, error: answer })) : answer,
	);
}
