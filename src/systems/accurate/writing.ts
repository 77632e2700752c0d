import { z } from "zod";
import { orSystemError, SystemError } from "../../domain/errors.ts";
import type { Projection } from "../../domain/model.ts";
import { codeKey } from "../../domain/normalise.ts";
import { textOf } from "../../domain/values.ts";
import { nativeOfChanges, nativeOfNew } from "../fields.ts";
import type { NewRecord, RecordPatch, RowResult } from "../port.ts";
import { bad, eachRow, inOrder, inPortions, ofTheirRows, orFailure, sendPrepared } from "../rows.ts";
import type { AccurateClient } from "./client.ts";
import { createMasters } from "./masters.ts";
import { refusalOf } from "./messages.ts";
import { type Module, toRecord } from "./module.ts";
import { accurateDate, encodeParams, type Params, rowParams } from "./params.ts";
import { refusal } from "./refusal.ts";
import { createRespelling } from "./respelling.ts";

export interface Writer {
	create(module: Module, rows: readonly NewRecord[]): Promise<readonly RowResult[]>;
	update(module: Module, rows: readonly RecordPatch[]): Promise<readonly RowResult[]>;
	remove(module: Module, ids: readonly string[]): Promise<readonly (SystemError | null)[]>;
}

/** One row ready to be sent, or why it is not. */
type Prepared = Params | SystemError;

const saved = z.object({
	s: z.boolean(),
	d: z.unknown().optional(),
	// A refusal may carry anything here; a success must show at least which record it stored.
	r: z
		.looseObject({ id: z.union([z.int().positive(), z.string().regex(/^\d+$/)]) })
		.optional()
		.catch(undefined),
});
const bulk = z.array(saved);
/** In the place of a row that is not sent a second time. */
const NOT_AGAIN = new SystemError("rejected", "not sent again");
const words = z.union([z.string().min(1), z.array(z.string()).min(1)]);

const orBad = (result: RowResult | SystemError): RowResult => (result instanceof SystemError ? bad(result) : result);

interface WriterOptions {
	now(): number;
	/** What is created belongs to this branch; null: to all. */
	readonly branch: string | null;
}

export function createWriter(client: AccurateClient, { now, branch }: WriterOptions): Writer {
	const masters = createMasters(client);
	const respelling = createRespelling(client);

	/** The outcome of one save (facts 2.1): the record is in `r`. Stored without saying what is as good as no answer. */
	function outcome(module: Module, sent: Params, answer: z.infer<typeof saved>): RowResult {
		if (!answer.s) return bad(refusalOf(answer, module.vocabulary, nameless(module, sent)));
		if (answer.r) return { ok: true, record: toRecord(module, answer.r, "save") };
		return bad(new SystemError("unknown_outcome", "Accurate menyimpan tanpa menjawab datanya"));
	}

	async function bulkSave(module: Module, rows: readonly Params[]): Promise<readonly RowResult[]> {
		const bytesOf = (row: Params): number => encodeParams(rowParams(rows.length, row)).length;
		return (await inPortions(rows, bytesOf, (portion) => savePortion(module, portion))).map(orBad);
	}

	async function savePortion(module: Module, rows: readonly Params[]): Promise<readonly RowResult[]> {
		const params = Object.assign({}, ...rows.map((row, index) => rowParams(index, row)));
		const call = { method: "POST", path: `${module.path}/bulk-save.do`, params, writes: true, ofRows: true } as const;
		const answer = await client.call(call);
		const results = bulk.safeParse(answer.d);
		if (results.success && results.data.length === rows.length) {
			return rows.map((row, index) => outcome(module, row, results.data[index] ?? { s: false }));
		}
		// Refused as a whole, in words and nothing but words: nothing was stored.
		if (!answer.s && words.safeParse(answer.d).success) throw refusalOf(answer, module.vocabulary);
		throw new SystemError("unknown_outcome", "Accurate menjawab jumlah baris yang berbeda");
	}

	async function saveEach(module: Module, rows: readonly Params[]): Promise<readonly RowResult[]> {
		const results = await eachRow(rows, async (params) => {
			const answer = saved.safeParse(await client.call({ method: "POST", path: `${module.path}/save.do`, params, writes: true }));
			if (!answer.success) throw new SystemError("unknown_outcome", "Jawaban simpan dari Accurate tidak dapat dibaca");
			return outcome(module, params, answer.data);
		});
		return results.map(orBad);
	}

	const save = (module: Module, prepared: readonly Prepared[]): Promise<readonly RowResult[]> =>
		sendPrepared(prepared, (rows) => (module.bulk ? bulkSave : saveEach)(module, rows));

	/** Saves the rows, and once more those of which only the spelling of a name was refused. */
	async function saveRespelled(
		module: Module,
		rows: readonly (Projection | SystemError)[],
		prepare: (row: Projection, index: number) => Prepared,
	): Promise<readonly RowResult[]> {
		const prepared = (list: readonly (Projection | SystemError)[]): readonly Prepared[] =>
			list.map((row, index) => (row instanceof SystemError ? row : prepare(row, index)));
		const results = await save(module, prepared(rows));
		const again = await respelling.respell(rows, results);
		if (again.every((row) => row === null)) return results;
		// What the first sending has stored must not be lost because the second one fails.
		const second = await orSystemError(save(module, prepared(again.map((row) => row ?? NOT_AGAIN))));
		return results.map((result, index) => {
			if (!again[index]) return result;
			return second instanceof SystemError ? bad(second) : (second[index] ?? result);
		});
	}

	/** Units and categories first: a product that names one which is not there is refused (mission, rules of the merge). */
	async function withMasters(
		module: Module,
		rows: readonly (Projection | SystemError)[],
	): Promise<readonly (Projection | SystemError)[]> {
		if (module.entity !== "product") return rows;
		const ensured = await masters.ensure(rows.map((row) => (row instanceof SystemError ? {} : row)));
		return rows.map((row, index) => (row instanceof SystemError ? row : (ensured[index] ?? row)));
	}

	async function create(module: Module, rows: readonly NewRecord[]): Promise<readonly RowResult[]> {
		const ofBranch = branch === null ? {} : { [module.branchParameter]: branch };
		const defaults = { ...module.defaults(accurateDate(now())), ...ofBranch };
		const allowed = rows.map(({ projection }): Projection | SystemError => {
			const refused = refusal(module.entity, projection);
			return refused ? new SystemError("invalid", refused.detail, { field: refused.field }) : projection;
		});
		const results = await saveRespelled(module, await withMasters(module, allowed), (row) => {
			return { ...defaults, ...nativeOfNew(module.table, row) };
		});
		const keys = rows.map(({ projection }) => codeKey(textOf(projection, "code")));
		return inOrder(results, keys, ({ projection }) => codeKey(textOf(projection, "code")));
	}

	async function update(module: Module, rows: readonly RecordPatch[]): Promise<readonly RowResult[]> {
		const ensured = await withMasters(
			module,
			rows.map(({ changes }) => changes),
		);
		const results = await saveRespelled(module, ensured, (row, index) => {
			const { id = "", known = {} } = rows[index] ?? {};
			const changed = orFailure(() => nativeOfChanges(module.table, row, known));
			return changed instanceof SystemError ? changed : { id, ...changed };
		});
		return ofTheirRows(
			results,
			rows.map(({ id }) => id),
		);
	}

	/** HTTP DELETE with the id (facts 6, official). A record that is not there any more has been removed. */
	async function remove(module: Module, ids: readonly string[]): Promise<readonly (SystemError | null)[]> {
		return eachRow(ids, async (id) => {
			const answer = await client.call({ method: "DELETE", path: `${module.path}/delete.do`, params: { id }, writes: true });
			if (answer.s) return null;
			const refused = refusalOf(answer, module.vocabulary);
			if (refused.kind === "not_found") return null;
			throw refused;
		});
	}

	return { create, update, remove };
}

/** "Data tidak ditemukan" names nothing: with an id and without references it can only mean the record itself. */
const nameless = (module: Module, sent: Params): "not_found" | "missing_reference" =>
	"id" in sent && !module.references.some((parameter) => parameter in sent) ? "not_found" : "missing_reference";
