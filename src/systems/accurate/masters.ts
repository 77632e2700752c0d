import { SystemError } from "../../domain/errors.ts";
import type { Projection } from "../../domain/model.ts";
import { orError } from "../rows.ts";
import type { AccurateClient } from "./client.ts";
import { listAll } from "./listing.ts";
import { refusalOf, type Vocabulary } from "./messages.ts";
import { textAt } from "./readers.ts";

/** A small master that a product cannot be saved without (facts 4.4), and where a product names it. */
interface Master {
	readonly path: "unit" | "item-category";
	readonly field: "units" | "category";
	readonly vocabulary: Vocabulary;
	named(projection: Projection): readonly string[];
}

const MASTERS: readonly Master[] = [
	{
		path: "unit",
		field: "units",
		vocabulary: { label: "Satuan Barang", fields: [], fieldOfKey: () => undefined },
		named: ({ units }) => (units !== null && typeof units === "object" ? units.map((unit) => unit.name) : []),
	},
	{
		path: "item-category",
		field: "category",
		vocabulary: { label: "Kategori Barang", fields: [], fieldOfKey: () => undefined },
		named: ({ category }) => (typeof category === "string" ? [category] : []),
	},
];

export interface Masters {
	/**
	 * Sees to it that the units and categories these products name exist, creating what lacks. Answers, per product, why one of
	 * its names could not be created; null: all are there.
	 */
	ensure(products: readonly Projection[]): Promise<readonly (SystemError | null)[]>;
}

/** What exists is read once per invocation and master; names are compared as typed. */
export function createMasters(client: AccurateClient): Masters {
	const known = new Map<Master, Promise<Set<string>>>();

	async function readNames({ path, vocabulary }: Master): Promise<Set<string>> {
		const rows = await listAll(client, { path, vocabulary, pageSize: 100, params: { fields: "id,name" } });
		return new Set(rows.map((row) => textAt(row, "name") ?? ""));
	}

	function namesOf(master: Master): Promise<Set<string>> {
		const reading = known.get(master) ?? readNames(master);
		known.set(master, reading);
		reading.catch(() => known.delete(master));
		return reading;
	}

	async function create(master: Master, name: string): Promise<void> {
		const answer = await client.call({ method: "POST", path: `${master.path}/save.do`, params: { name }, writes: true });
		if (answer.s) return;
		const refusal = refusalOf(answer, master.vocabulary);
		// Somebody else created it meanwhile, or it is there in another spelling: either way the name can be used.
		if (refusal.kind !== "duplicate") throw new SystemError(refusal.kind, refusal.message, { field: master.field });
	}

	async function ensureOf(master: Master, products: readonly Projection[]): Promise<ReadonlyMap<string, SystemError>> {
		const wanted = new Set(products.flatMap((product) => master.named(product)));
		if (wanted.size === 0) return new Map();
		const existing = await namesOf(master);
		const failures = new Map<string, SystemError>();
		const created = [...wanted]
			.filter((name) => !existing.has(name))
			.map(async (name) => {
				const failure = await orError(() => create(master, name));
				if (failure instanceof SystemError) failures.set(name, failure);
				else existing.add(name);
			});
		await Promise.all(created);
		return failures;
	}

	async function ensure(products: readonly Projection[]): Promise<readonly (SystemError | null)[]> {
		const failures = await Promise.all(MASTERS.map((master) => ensureOf(master, products)));
		return products.map((product) => {
			const found = MASTERS.flatMap((master, index) => master.named(product).map((name) => failures[index]?.get(name)));
			return found.find((failure) => failure !== undefined) ?? null;
		});
	}

	return { ensure };
}
