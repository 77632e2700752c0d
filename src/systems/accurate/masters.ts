import { orSystemError, SystemError } from "../../domain/errors.ts";
import type { Projection } from "../../domain/model.ts";
import { codeKey } from "../../domain/normalise.ts";
import type { AccurateClient } from "./client.ts";
import { listAll } from "./listing.ts";
import { refusalOf, type Vocabulary } from "./messages.ts";
import { Names } from "./names.ts";
import { textAt } from "./readers.ts";

/** A small master that a product cannot be saved without (facts 4.4), and where a product names it. */
interface Master {
	readonly path: "unit" | "item-category";
	readonly field: "units" | "category";
	readonly vocabulary: Vocabulary;
	named(projection: Projection): readonly string[];
	/** The same with the names as they are spelled there. */
	spelled(projection: Projection, spelling: (name: string) => string): Projection;
}

const MASTERS: readonly Master[] = [
	{
		path: "unit",
		field: "units",
		vocabulary: { label: "Satuan Barang", fields: [], fieldOfKey: () => undefined },
		named: ({ units }) => (units !== null && typeof units === "object" ? units.map((unit) => unit.name) : []),
		spelled: (projection, spelling) => {
			const { units } = projection;
			if (units === null || typeof units !== "object") return projection;
			return { ...projection, units: units.map(({ name, ratio }) => ({ name: spelling(name), ratio })) };
		},
	},
	{
		path: "item-category",
		field: "category",
		vocabulary: { label: "Kategori Barang", fields: [], fieldOfKey: () => undefined },
		named: ({ category }) => (typeof category === "string" ? [category] : []),
		spelled: (projection, spelling) =>
			typeof projection.category === "string" ? { ...projection, category: spelling(projection.category) } : projection,
	},
];

export interface Masters {
	/**
	 * Sees to it that the units and categories these products name exist, creating what lacks. Answers, per product, what to send (names
	 * that differ in case only are spelled as they are there), or why one of its names could not be created.
	 */
	ensure(products: readonly Projection[]): Promise<readonly (Projection | SystemError)[]>;
}

/** What exists is read once per invocation and master. */
export function createMasters(client: AccurateClient): Masters {
	const known = new Map<Master, Promise<Names>>();

	async function readNames({ path, vocabulary }: Master): Promise<Names> {
		const rows = await listAll(client, { path, vocabulary, pageSize: 100, params: { fields: "id,name" } });
		const names = new Names();
		for (const row of rows) names.add(textAt(row, "name") ?? "");
		return names;
	}

	function namesOf(master: Master): Promise<Names> {
		const reading = known.get(master) ?? readNames(master);
		known.set(master, reading);
		reading.catch(() => known.delete(master));
		return reading;
	}

	async function create(master: Master, name: string): Promise<void> {
		const answer = await client.call({ method: "POST", path: `${master.path}/save.do`, params: { name }, writes: true });
		if (answer.s) return;
		const refusal = refusalOf(answer, master.vocabulary);
		// Somebody else created it meanwhile: the name can be used.
		if (refusal.kind !== "duplicate") throw new SystemError(refusal.kind, refusal.message, { field: master.field });
	}

	/** Creates the names that lack; answers why one could not be created. */
	async function ensureOf(master: Master, products: readonly Projection[]): Promise<Ensured> {
		const wanted = new Map(products.flatMap((product) => master.named(product)).map((name) => [codeKey(name), name]));
		const failures = new Map<string | null, SystemError>();
		if (wanted.size === 0) return { names: new Names(), failures };
		const names = await namesOf(master);
		await Promise.all(
			[...wanted].map(async ([key, name]) => {
				if (names.spelling(name) !== undefined) return;
				const failure = await orSystemError(create(master, name));
				if (failure instanceof SystemError) failures.set(key, failure);
				else names.add(name);
			}),
		);
		return { names, failures };
	}

	async function ensure(products: readonly Projection[]): Promise<readonly (Projection | SystemError)[]> {
		const ensured = await Promise.all(MASTERS.map(async (master) => ({ master, ...(await ensureOf(master, products)) })));
		return products.map((product) => {
			const failed = ensured.flatMap(({ master, failures }) =>
				master.named(product).flatMap((name) => failures.get(codeKey(name)) ?? []),
			);
			const spell = (row: Projection, { master, names }: (typeof ensured)[number]): Projection =>
				master.spelled(row, (name) => names.spelling(name) ?? name);
			return failed[0] ?? ensured.reduce(spell, product);
		});
	}

	return { ensure };
}

interface Ensured {
	readonly names: Names;
	readonly failures: ReadonlyMap<string | null, SystemError>;
}
