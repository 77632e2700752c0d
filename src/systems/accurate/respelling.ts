import { orSystemError, SystemError } from "../../domain/errors.ts";
import type { Projection } from "../../domain/model.ts";
import { type Native, nativeRow } from "../fields.ts";
import type { RowResult } from "../port.ts";
import type { AccurateClient } from "./client.ts";
import { listAll } from "./listing.ts";
import type { Vocabulary } from "./messages.ts";
import { Names } from "./names.ts";
import { textAt } from "./readers.ts";

/** Masters that a customer names, by the field of its projection: people make them, and nobody else (facts 4). */
const MASTERS: Readonly<Record<string, { readonly path: string; readonly label: string }>> = {
	group: { path: "customer-category", label: "Kategori Pelanggan" },
	term: { path: "payment-term", label: "Syarat Pembayaran" },
	priceList: { path: "price-category", label: "Kategori Penjualan" },
};
/** Each costs a call where the list says nothing but ids, as that of customer-category does (facts 3). */
const MOST_DETAILS = 20;

export interface Respelling {
	/**
	 * The rows to be sent once more, in the spelling of a master that is there, per row: a name that was refused as unknown may differ
	 * from one in case only. null: not that row.
	 */
	respell(rows: readonly (Projection | SystemError)[], results: readonly RowResult[]): Promise<readonly (Projection | null)[]>;
}

/** Reads what is there only when a name was refused, and once per invocation. */
export function createRespelling(client: AccurateClient): Respelling {
	// A failure is remembered as well: so many rows may name what is not there, and each would ask again.
	const known = new Map<string, Promise<Names | SystemError>>();

	async function readNames({ path, label }: { readonly path: string; readonly label: string }): Promise<Names> {
		const vocabulary: Vocabulary = { label, fields: [], fieldOfKey: () => undefined };
		const rows = await listAll(client, { path, vocabulary, pageSize: 100, params: { fields: "id,name" } });
		const unnamed = rows.filter((row) => !textAt(row, "name")).slice(0, MOST_DETAILS);
		const details = await Promise.all(unnamed.map((row) => readDetail(path, textAt(row, "id") ?? "")));
		const names = new Names();
		for (const row of [...rows, ...details]) names.add(textAt(row, "name") ?? "");
		return names;
	}

	async function readDetail(path: string, id: string): Promise<Native> {
		const { d } = await client.call({ method: "GET", path: `${path}/detail.do`, params: { id }, writes: false });
		return nativeRow(d);
	}

	function namesOf(field: string): Promise<Names | SystemError> | null {
		const master = MASTERS[field];
		if (!master) return null;
		const reading = known.get(field) ?? orSystemError(readNames(master));
		known.set(field, reading);
		return reading;
	}

	async function respellOne(row: Projection | SystemError, result: RowResult | undefined): Promise<Projection | null> {
		if (row instanceof SystemError || !result || result.ok || result.error.kind !== "missing_reference") return null;
		const { field = "" } = result.error.detail;
		const value = row[field];
		const reading = namesOf(field);
		if (!reading || typeof value !== "string") return null;
		// Where the names cannot be read, the refusal stands.
		const names = await reading;
		const spelling = names instanceof SystemError ? undefined : names.spelling(value);
		return spelling === undefined || spelling === value ? null : { ...row, [field]: spelling };
	}

	async function respell(
		rows: readonly (Projection | SystemError)[],
		results: readonly RowResult[],
	): Promise<readonly (Projection | null)[]> {
		const again: (Projection | null)[] = [];
		for (const [index, row] of rows.entries()) again.push(await respellOne(row, results[index]));
		return again;
	}

	return { respell };
}
