import { z } from "zod";
import { SystemError } from "../../domain/errors.ts";
import type { Entity, RemoteRecord } from "../../domain/model.ts";
import { type Native, nativeRow } from "../fields.ts";
import type { ListQuery, Page } from "../port.ts";
import { readable } from "../rows.ts";
import type { SmhClient } from "./client.ts";
import { toRecord } from "./records.ts";
import { errorBody, NOT_FOUND, refusalOf } from "./refusals.ts";
import { TABLES } from "./tables.ts";
import type { SmhAnswer } from "./verdict.ts";

export const PAGE_SIZE = 100;

export const COLLECTIONS: Readonly<Record<Entity, string>> = {
	customer: "/customers",
	product: "/products",
	employee: "/employees",
};

const listing = z.object({ data: z.array(z.unknown()), page: z.int(), total: z.int().min(0) });

/** The refusal of a call that was about one thing only. */
export function refused(entity: Entity, { status, json }: SmhAnswer): SystemError {
	const parsed = errorBody.safeParse(json);
	if (!parsed.success) return new SystemError("bad_answer", `Jawaban SMH tidak dapat dibaca (HTTP ${status})`);
	return refusalOf(parsed.data.error, TABLES[entity]);
}

const idAt = (row: Native): string | null => (typeof row.id === "number" ? String(row.id) : null);

export interface Reader {
	list(entity: Entity, query: ListQuery): Promise<Page>;
	count(entity: Entity): Promise<number>;
	get(entity: Entity, id: string): Promise<RemoteRecord | null>;
	findByCode(entity: Entity, codes: readonly string[]): Promise<readonly RemoteRecord[]>;
}

export function createReader(client: SmhClient): Reader {
	async function read(entity: Entity, query: Readonly<Record<string, string>>): Promise<z.infer<typeof listing>> {
		const answer = await client.call({ method: "GET", path: COLLECTIONS[entity], query, writes: false });
		if (answer.status !== 200) throw refused(entity, answer);
		const parsed = listing.safeParse(answer.json);
		if (!parsed.success) throw new SystemError("bad_answer", `Daftar ${entity} dari SMH tidak lengkap`);
		return parsed.data;
	}

	async function list(entity: Entity, { page, size: asked, changedSince }: ListQuery): Promise<Page> {
		const since = changedSince === undefined ? {} : { updated_since: new Date(changedSince).toISOString() };
		const size = Math.min(asked, PAGE_SIZE);
		const query = { page: String(page), page_size: String(size), sort: "id", ...since };
		const { data, total, page: answered } = await read(entity, query);
		if (answered !== page) throw new SystemError("bad_answer", `SMH menjawab halaman ${answered}, bukan ${page}`);
		return {
			...readable(data.map(nativeRow), (row) => toRecord(entity, row), idAt),
			total,
			size,
		};
	}

	const count = async (entity: Entity): Promise<number> => (await read(entity, { page: "1", page_size: "1", sort: "id" })).total;

	async function get(entity: Entity, id: string): Promise<RemoteRecord | null> {
		const path = `${COLLECTIONS[entity]}/${encodeURIComponent(id)}`;
		const answer = await client.call({ method: "GET", path, writes: false });
		if (answer.status !== 200) {
			if (errorBody.safeParse(answer.json).data?.error.code === NOT_FOUND) return null;
			throw answer.status === 404
				? new SystemError("bad_answer", "SMH tidak mengenal alamat yang ditanyakan")
				: refused(entity, answer);
		}
		const record = toRecord(entity, answer.json);
		if (record.id !== id) throw new SystemError("bad_answer", `SMH menjawab data lain untuk id ${id}`);
		return record;
	}

	/** One call per code: the contract has no list of codes. */
	async function findByCode(entity: Entity, codes: readonly string[]): Promise<readonly RemoteRecord[]> {
		const found = await Promise.all(codes.map((code) => read(entity, { code, sort: "id" })));
		return found.flatMap(({ data }) => data.map((row) => toRecord(entity, row)));
	}

	return { list, count, get, findByCode };
}
