import { type ErrorKind, orSystemError, SystemError } from "../../domain/errors.ts";
import type { FieldValue, Projection } from "../../domain/model.ts";
import type { RowResult } from "../../systems/port.ts";
import { isOfTheRow } from "../blame.ts";
import type { WriteBatch } from "./batch.ts";

export interface TolerantResult {
	readonly result: RowResult;
	/** What was sent in the end. */
	readonly sent: Projection;
	/** Fields that the other side refused, and why; they were left alone. */
	readonly leftOut: readonly LeftOut[];
}

export interface LeftOut {
	readonly field: string;
	readonly value: FieldValue;
	readonly error: SystemError;
}

/** More fields than that are not wrong in one record; each costs a call. */
const MAX_LEFT_OUT = 5;

/**
 * Sends rows, and sends those again without the field that the side refuses: what can go, goes, and an unknown payment term does not
 * keep a customer out, nor a bad unit the price. `required` are never left out: without them nothing can be made.
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
			if (result.ok) return;
			const field = refusedField(result.error, row.sent, required);
			if (field === undefined) return;
			const { [field]: value, ...rest } = row.sent;
			if (value === undefined) return;
			again.push({ index: row.index, sent: rest, leftOut: [...row.leftOut, { field, value, error: result.error }] });
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

/**
 * A call that was refused as a whole (no right to the module …) is refused for each of its rows, so that each gets its reason and the
 * run goes on. What may pass by itself, and a login that is refused, stay errors of the call; so does what nobody understands, where
 * it may be about one of several. A row that fails again and again by itself, while the side answers others, has its own fault by now.
 */
export async function rowsOrRefusal(
	batch: WriteBatch,
	count: number,
	call: () => Promise<readonly RowResult[]>,
): Promise<readonly RowResult[]> {
	const answered = await orSystemError(call());
	if (!(answered instanceof SystemError)) {
		const passing = answered.flatMap((row) => (!row.ok && row.error.retryable ? [row.error] : []));
		const [first] = passing;
		if (first && passing.length === answered.length && !(await isOfTheRow(batch, first))) throw first;
		return answered;
	}
	const { kind } = answered;
	if (kind === "not_understood" && count > 1) throw new SystemError("unknown_outcome", answered.message);
	const general = answered.retryable || kind === "unauthorized" || kind === "not_configured";
	if (general && !(count === 1 && (await isOfTheRow(batch, answered)))) throw answered;
	return Array.from({ length: count }, () => ({ ok: false, error: answered }));
}

const OF_A_FIELD: ReadonlySet<ErrorKind> = new Set(["missing_reference", "invalid", "duplicate", "not_understood", "too_large"]);

/** The field that a refusal is about, where the rest can go without it. */
function refusedField(error: SystemError, sent: Projection, required: readonly string[]): string | undefined {
	if (!OF_A_FIELD.has(error.kind)) return undefined;
	const field = error.kind === "too_large" ? longestText(sent, required) : error.detail.field;
	return field !== undefined && sent[field] !== undefined && !required.includes(field) ? field : undefined;
}

function longestText(sent: Projection, required: readonly string[]): string | undefined {
	const texts = Object.entries(sent).filter(([field, value]) => typeof value === "string" && !required.includes(field));
	return texts.sort(([, a], [, b]) => String(b).length - String(a).length)[0]?.[0];
}
