import { z } from "zod";
import { type ErrorKind, SystemError } from "../../domain/errors.ts";
import type { RemoteRecord } from "../../domain/model.ts";
import { codeKey } from "../../domain/normalise.ts";
import { textOf } from "../../domain/values.ts";
import type { Native } from "../fields.ts";
import type { ListQuery, Page } from "../port.ts";
import { readable } from "../rows.ts";
import { createBranches } from "./branches.ts";
import type { AccurateClient } from "./client.ts";
import { listAll, listPage } from "./listing.ts";
import { readRefusal } from "./messages.ts";
import { listFields, type Module, toRecord } from "./module.ts";
import { accurateTimestamp, type Params } from "./params.ts";
import { textAt } from "./readers.ts";

export interface Reader {
	list(module: Module, query: ListQuery): Promise<Page>;
	count(module: Module): Promise<number>;
	get(module: Module, id: string): Promise<RemoteRecord | null>;
	findByCode(module: Module, codes: readonly string[]): Promise<readonly RemoteRecord[]>;
}

const nativeRecord = z.record(z.string(), z.unknown());

/** The only filter by time there is (facts 3): inclusive, to the second, in UTC+7. */
const since = (epochMs: number): Params => ({
	"filter.lastUpdate.op": "GREATER_EQUAL_THAN",
	"filter.lastUpdate.val[0]": accurateTimestamp(epochMs),
});

/** Far more than the codes that are looked up at once. */
const CODES_PER_PAGE = 100;

export function createReader(client: AccurateClient): Reader {
	const branches = createBranches(client);

	async function list(module: Module, query: ListQuery): Promise<Page> {
		const { rows, total, size } = await listPage(client, {
			path: module.path,
			vocabulary: module.vocabulary,
			page: query.page,
			pageSize: query.size,
			params: { fields: listFields(module), ...(query.changedSince === undefined ? {} : since(query.changedSince)) },
		});
		// Rows that lack fields are read by themselves anyway.
		const names = module.listed === null && rows.some((row) => needsBranchName(module, row)) ? await branches() : undefined;
		return { ...readable(rows, (row) => toRecord(module, row, "list", names), textAt), total, size };
	}

	async function count(module: Module): Promise<number> {
		const { path, vocabulary } = module;
		return (await listPage(client, { path, vocabulary, page: 1, pageSize: 1, params: { fields: "id" } })).total;
	}

	/** detail.do by id or by code; null where Accurate says that there is no such record (facts 2.3). */
	async function detail(module: Module, params: Params): Promise<RemoteRecord | null> {
		const answer = await client.call({ method: "GET", path: `${module.path}/detail.do`, params, writes: false });
		if (!answer.s) {
			const refusal = readRefusal(answer, module.vocabulary);
			if (refusal.kind === "not_found") return null;
			throw ABOUT_THE_RECORD.has(refusal.kind) ? new SystemError("no_word", refusal.message) : refusal;
		}
		// Of what is deleted some modules answer nothing, without a word (facts 13.2).
		if (isNothing(answer.d)) throw new SystemError("no_word", "Accurate menjawab tanpa isi");
		const native = nativeRecord.safeParse(answer.d);
		if (!native.success) throw new SystemError("bad_answer", `Accurate menjawab tanpa data ${module.path}`);
		return toRecord(module, native.data, "record", needsBranchName(module, native.data) ? await branches() : undefined);
	}

	async function get(module: Module, id: string): Promise<RemoteRecord | null> {
		const record = await detail(module, { id });
		if (record && record.id !== id) throw new SystemError("bad_answer", `Accurate menjawab data lain untuk id ${id}`);
		return record;
	}

	async function findByCode(module: Module, codes: readonly string[]): Promise<readonly RemoteRecord[]> {
		if (codes.length === 0) return [];
		const found = module.bulk ? await byFilter(module, codes) : await byDetail(module, codes);
		// Filters that Accurate does not know are ignored without a word (facts 3): never believe records that were not asked for.
		const asked = new Set(codes.map(codeKey));
		if (found.some((record) => !asked.has(codeKey(textOf(record.projection, "code"))))) {
			throw new SystemError("bad_answer", "Accurate menjawab data dengan kode yang tidak ditanyakan");
		}
		return found;
	}

	async function byFilter(module: Module, codes: readonly string[]): Promise<readonly RemoteRecord[]> {
		const values = codes.map((code, index): [string, string] => [`filter.no.val[${index}]`, code]);
		const rows = await listAll(client, {
			method: "POST",
			path: module.path,
			vocabulary: module.vocabulary,
			pageSize: CODES_PER_PAGE,
			params: { fields: listFields(module), "filter.no.op": "EQUAL", ...Object.fromEntries(values) },
		});
		return rows.map((row) => toRecord(module, row, "list"));
	}

	async function byDetail(module: Module, codes: readonly string[]): Promise<readonly RemoteRecord[]> {
		const records = await Promise.all(codes.map((code) => detail(module, { [module.codeParameter]: code })));
		return records.filter((record) => record !== null);
	}

	return { list, count, get, findByCode };
}

/** Refusals that, of a read, say no more than that the record is not shown. */
const ABOUT_THE_RECORD: ReadonlySet<ErrorKind> = new Set(["missing_reference", "invalid", "duplicate", "in_use", "rejected"]);

const isNothing = (d: unknown): boolean =>
	d === undefined || d === null || d === "" || (typeof d === "object" && Object.keys(d).length === 0);

const needsBranchName = (module: Module, row: Native): boolean =>
	(textAt(row, "branchId") ?? null) !== null && (module.branchName(row) ?? null) === null;
