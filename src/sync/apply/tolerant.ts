import { SystemError } from "../../domain/errors.ts";
import type { FieldValue, Projection } from "../../domain/model.ts";
import type { RowResult } from "../../systems/port.ts";

export interface TolerantResult {
	readonly result: RowResult;
	/** What was sent in the end. */
	readonly sent: Projection;
	/** Fields that name something the other side lacks; they were left alone. */
	readonly leftOut: readonly { readonly field: string; readonly value: FieldValue }[];
}

/** A record names at most this many things that may be missing (term, price list, group, salesman, category). */
const MAX_LEFT_OUT = 5;

/**
 * Sends rows, and sends those again without the field for which the side says "there is no such thing": an unknown payment
 * term shall not keep a customer out (mission, "References"). Required fields are never left out.
 */
export async function sendTolerant(
	rows: readonly Projection[],
	required: readonly string[],
	send: Send,
): Promise<readonly (TolerantResult | undefined)[]> {
	const results: (TolerantResult | undefined)[] = rows.map(() => undefined);
	let open = rows.map((sent, index) => ({ index, sent, leftOut: [] as TolerantResult["leftOut"] }));
	for (let round = 0; open.length > 0 && round <= MAX_LEFT_OUT; round++) {
		const answers = await sendRound(round, open, send);
		const again: typeof open = [];
		open.forEach((row, place) => {
			const result = answers[place];
			if (!result) return;
			results[row.index] = { result, sent: row.sent, leftOut: row.leftOut };
			const field = result.ok ? undefined : missingField(result, row.sent, required);
			if (field === undefined) return;
			const { [field]: value, ...rest } = row.sent;
			if (value !== undefined) again.push({ index: row.index, sent: rest, leftOut: [...row.leftOut, { field, value }] });
		});
		open = again.filter(({ sent }) => Object.keys(sent).length > 0);
	}
	return results;
}

type Send = (indexes: readonly number[], projections: readonly Projection[]) => Promise<readonly RowResult[]>;

/** Rows of a later round fail by themselves: what the first round has stored must be committed, whatever happens now. */
async function sendRound(
	round: number,
	open: readonly { readonly index: number; readonly sent: Projection }[],
	send: Send,
): Promise<readonly RowResult[]> {
	const answers = send(
		open.map(({ index }) => index),
		open.map(({ sent }) => sent),
	);
	if (round === 0) return await answers;
	const answered = await orSystemError(answers);
	return answered instanceof SystemError ? open.map(() => ({ ok: false, error: answered })) : answered;
}

/** The outcome of a call that may fail, as a value. Other errors are our own and go on. */
export async function orSystemError<T>(call: Promise<T>): Promise<T | SystemError> {
	try {
		return await call;
	} catch (error) {
		if (error instanceof SystemError) return error;
		throw error;
	}
}

/**
 * A call that was refused as a whole (no right to the module …) is refused for each of its rows, so that each gets its reason
 * and the run goes on. What may pass by itself, and a login that is refused, stay errors of the call.
 */
export async function rowsOrRefusal(count: number, call: () => Promise<readonly RowResult[]>): Promise<readonly RowResult[]> {
	const answered = await orSystemError(call());
	if (!(answered instanceof SystemError)) return answered;
	if (answered.retryable || answered.kind === "unauthorized" || answered.kind === "not_configured") throw answered;
	return Array.from({ length: count }, () => ({ ok: false, error: answered }));
}

function missingField(result: RowResult & { ok: false }, sent: Projection, required: readonly string[]): string | undefined {
	const { kind, detail } = result.error;
	if (kind !== "missing_reference" || detail.field === undefined) return undefined;
	return sent[detail.field] !== undefined && !required.includes(detail.field) ? detail.field : undefined;
}
