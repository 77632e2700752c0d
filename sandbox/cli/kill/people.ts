import { customer } from "../../scenarios/customers.ts";
import { item } from "../../scenarios/items.ts";
import { employee } from "../../scenarios/people.ts";
import { createRandom, type Random } from "../../scenarios/random.ts";
import type { NativeRecord, Outside } from "../outside.ts";
import { ENTITIES, type Entity, SYSTEMS, type System } from "../product.ts";
import { codeOf, EDITABLE } from "./fields.ts";

export interface Edit {
	readonly system: System;
	readonly entity: Entity;
	readonly code: string;
	readonly field: string;
	readonly value: string | number;
}

/** What has to be true of both systems in the end. */
export interface Ledger {
	readonly counts: Readonly<Record<Entity, number>>;
	readonly edits: readonly Edit[];
	readonly removed: readonly { readonly entity: Entity; readonly code: string }[];
}

export interface Amounts {
	readonly edits: number;
	/** New records on either side. */
	readonly born: number;
	/** Of each system. */
	readonly removals: number;
}

export interface People {
	/** Fills the world: a company in Accurate, and what its salesmen have typed into SMH before the two ever met. */
	moveIn(customers: number): Promise<void>;
	/** An hour's work in both systems' screens. */
	work(amounts: Amounts): Promise<void>;
	/** A run has ended: what was edited before it is on both sides. */
	transferred(): void;
	readonly ledger: Ledger;
}

/** A run asks before it changes more than half of an entity's pairs, and nobody is there to answer. */
const MOST_EDITS: Readonly<Record<Entity, number>> = { customer: 60, product: 18, employee: 12 };

/** Far beyond the scenario's own, so that codes, phones and tax numbers are nobody else's. */
const FIRST_INDEX = 50_000;

/** People at both systems' screens. Nobody touches a record twice, so what must come of each edit is beyond doubt. */
export function createPeople(outside: Outside, seed: number): People {
	const random = createRandom(seed);
	const touched = new Set<string>();
	const counts: Record<Entity, number> = { customer: 0, product: 0, employee: 0 };
	const edits: Edit[] = [];
	const removed: { entity: Entity; code: string }[] = [];
	let number = 0;
	let waiting: Record<Entity, number> = { customer: 0, product: 0, employee: 0 };

	/** Somebody nobody has touched yet; null: there is none. */
	async function pick(system: System, entity: Entity, among: (record: NativeRecord) => boolean) {
		const free = (await outside.list(system, entity)).filter(
			(record) => among(record) && !touched.has(`${entity}/${codeOf(system, entity, record)}`),
		);
		const record = free[random.integer(0, Math.max(0, free.length - 1))];
		if (!record) return null;
		const code = codeOf(system, entity, record);
		touched.add(`${entity}/${code}`);
		return { id: record.id, code };
	}

	async function edit(): Promise<void> {
		const [system, entity] = [random.pick(SYSTEMS), random.pick(["customer", "customer", "product", "employee"] as const)];
		if (waiting[entity] >= MOST_EDITS[entity]) return;
		const [field, found] = [random.pick(EDITABLE[entity]), await pick(system, entity, () => true)];
		if (!found) return;
		waiting[entity]++;
		const value = field.value(++number);
		await outside.edit(system, entity, found.id, { [field[system]]: value });
		edits.push({ system, entity, code: found.code, field: field.name, value });
	}

	async function bear(): Promise<void> {
		const [system, entity] = [random.pick(SYSTEMS), random.pick(["customer", "customer", "product", "employee"] as const)];
		await outside.type(system, entity, newborn(system, entity, ++number, random));
		counts[entity]++;
	}

	/** Only pairs: what is deleted before the other side has heard of it would prove nothing. */
	async function remove(system: System): Promise<void> {
		const entity = random.pick(["customer", "product"] as const);
		const bound = new Map(
			(await outside.list("smh", entity)).flatMap(({ id, partner_id: partner }) =>
				typeof partner === "string" ? [system === "smh" ? [String(id), partner] : [partner, String(id)]] : [],
			),
		);
		const found = await pick(system, entity, ({ id }) => bound.has(String(id)));
		if (!found) return;
		await outside.remove(system, entity, found.id);
		counts[entity]--;
		removed.push({ entity, code: found.code });
	}

	return {
		ledger: { counts, edits, removed },
		transferred() {
			waiting = { customer: 0, product: 0, employee: 0 };
		},
		async moveIn(customers) {
			const [products, employees] = [Math.ceil(customers / 3), Math.ceil(customers / 15)];
			await outside.reset({ scenario: "generated", customers, products, employees, seed });
			const typed = { customer: Math.ceil(customers / 20), product: 0, employee: Math.ceil(customers / 60) };
			Object.assign(counts, { customer: customers, product: products, employee: employees });
			for (const entity of ENTITIES) {
				for (let count = 0; count < typed[entity]; count++) {
					await outside.type("smh", entity, newborn("smh", entity, ++number, random));
					counts[entity]++;
				}
			}
		},
		async work(amounts) {
			for (let count = 0; count < amounts.edits; count++) await edit();
			for (let count = 0; count < amounts.born; count++) await bear();
			for (let count = 0; count < amounts.removals; count++) {
				for (const system of SYSTEMS) await remove(system);
			}
		},
	};
}

function newborn(system: System, entity: Entity, number: number, random: Random): object {
	const [index, code] = [FIRST_INDEX + number, `BARU-${number}`];
	if (system === "accurate") {
		switch (entity) {
			case "customer":
				return { ...customer(0, index, random), id: undefined };
			case "product":
				return { ...item(0, index, random), id: undefined };
			case "employee":
				return { ...employee(0, index, code, number % 2 === 0, random), id: undefined };
		}
	}
	const mobile = `0812${String(10_000_000 + index)}`;
	switch (entity) {
		case "customer":
			return { code, name: `Toko Baru ${number}`, group: "Umum", address: `Jl. Baru No. ${number}`, mobile };
		case "product":
			return { code, name: `Barang Baru ${number}`, category: "Umum", units: [{ name: "PCS", ratio: 1 }], sell_price: number };
		case "employee":
			return { code, name: `Pegawai Baru ${number}`, position: "Sales", is_salesman: true, mobile };
	}
}
