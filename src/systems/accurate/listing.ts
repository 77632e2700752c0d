import { z } from "zod";
import { SystemError } from "../../domain/errors.ts";
import { type Native, nativeRow } from "../fields.ts";
import type { AccurateCall, AccurateClient } from "./client.ts";
import type { Vocabulary } from "./messages.ts";
import { readRefusal } from "./messages.ts";
import type { Params } from "./params.ts";

/** Upper bound of a sweep through a small master: far more rows than any has, far fewer calls than an invocation may make. */
const MAX_PAGES = 20;

const listing = z.object({
	d: z.array(z.unknown()),
	sp: z.object({
		page: z.number().int(),
		pageSize: z.number().int().min(1).optional(),
		pageCount: z.number().int().min(0),
		rowCount: z.number().int().min(0),
	}),
});

export interface NativePage {
	readonly rows: readonly Native[];
	readonly total: number;
	readonly pageCount: number;
	/** Rows of a page. */
	readonly size: number;
}

export interface ListCall {
	readonly path: string;
	readonly vocabulary: Vocabulary;
	readonly page: number;
	readonly pageSize: number;
	readonly params: Params;
	/** POST is taken as well (facts 3) and carries filters too long for a URL. */
	readonly method?: AccurateCall["method"];
}

/** One page of list.do in ascending order of id: offsets only make sense in an order that does not change. */
export async function listPage(client: AccurateClient, call: ListCall): Promise<NativePage> {
	const paging = { "sp.page": String(call.page), "sp.pageSize": String(call.pageSize), "sp.sort": "id|asc" };
	const params = { ...call.params, ...paging };
	const answer = await client.call({ method: call.method ?? "GET", path: `${call.path}/list.do`, params, writes: false });
	if (!answer.s) throw ofAList(readRefusal(answer, call.vocabulary));
	const parsed = listing.safeParse(answer);
	if (!parsed.success || parsed.data.sp.page !== call.page) {
		throw new SystemError("bad_answer", `Daftar ${call.path} dari Accurate tidak lengkap`);
	}
	const { d, sp } = parsed.data;
	return { rows: d.map(nativeRow), total: sp.rowCount, pageCount: sp.pageCount, size: sizeOf(call, d.length, sp) };
}

/** What is asked for may be cut to less, with a word (`sp.pageSize`) or without one: then the rows of the first page say it (facts 13). */
function sizeOf(
	{ page, pageSize: asked }: ListCall,
	rows: number,
	sp: { pageSize?: number | undefined; rowCount: number },
): number {
	const told = sp.pageSize ?? asked;
	return page === 1 && rows > 0 && rows < sp.rowCount ? Math.min(told, rows) : told;
}

/** A list is about no record, so words that nobody understands are the side's own trouble. */
const ofAList = (refusal: SystemError): SystemError =>
	refusal.kind === "no_word" ? new SystemError("unavailable", refusal.message) : refusal;

/** Every row of a list that is small by nature, page after page. */
export async function listAll(client: AccurateClient, call: Omit<ListCall, "page">): Promise<readonly Native[]> {
	const rows: Native[] = [];
	for (let page = 1; page <= MAX_PAGES; page++) {
		const answer = await listPage(client, { ...call, page });
		rows.push(...answer.rows);
		if (page >= answer.pageCount) return rows;
	}
	throw new SystemError("bad_answer", `Daftar ${call.path} di Accurate terlalu panjang`);
}
