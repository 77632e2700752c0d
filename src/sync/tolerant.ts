import type { FieldValue, Projection } from "../domain/model.ts";
import type { RowResult } from "../systems/port.ts";

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
	send: (indexes: readonly number[], projections: readonly Projection[]) => Promise<readonly RowResult[]>,
): Promise<readonly (TolerantResult | undefined)[]> {
	const results: (TolerantResult | undefined)[] = rows.map(() => undefined);
	let open = rows.map((sent, index) => ({ index, sent, leftOut: [] as TolerantResult["leftOut"] }));
	for (let round = 0; open.length > 0 && round <= MAX_LEFT_OUT; round++) {
		const answers = await send(
			open.map(({ index }) => index),
			open.map(({ sent }) => sent),
		);
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

function missingField(result: RowResult & { ok: false }, sent: Projection, required: readonly string[]): string | undefined {
	const { kind, detail } = result.error;
	if (kind !== "missing_reference" || detail.field === undefined) return undefined;
	return sent[detail.field] !== undefined && !required.includes(detail.field) ? detail.field : undefined;
}
