import { createRandom } from "../../scenarios/random.ts";
import type { NativeRecord, Outside } from "../outside.ts";
import { ENTITIES, type Entity, SYSTEMS, type System } from "../product.ts";
import { codeOf, EDITABLE } from "./fields.ts";
import { newborn } from "./newborn.ts";

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
	/** What there was in the beginning. */
	readonly start: Tally;
	/** What people themselves have added to a system's records since, and what they have deleted there. */
	readonly born: Tally;
	readonly deleted: Tally;
	/** When somebody last touched a record, epoch ms; null: never since the beginning. */
	touchedAt(entity: Entity, code: string): number | null;
}

export type Tally = Readonly<Record<System, Record<Entity, number>>>;

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
	/** A run has brought everything over: what waits for the other side is counted anew. */
	allIsOver(): void;
	readonly ledger: Ledger;
}

/**
 * Edits of an entity that may wait for a run. A run asks before it changes more than max(20, half) of an entity's pairs; twenty
 * is all that few employees have.
 */
const MOST_WAITING = 8;

/** People at both systems' screens. Nobody touches a record twice, so what must come of each edit is beyond doubt. */
export function createPeople(outside: Outside, seed: number): People {
	const random = createRandom(seed);
	const touched = new Map<string, number>();
	const [start, born, deleted] = [nothing(), nothing(), nothing()];
	let waiting = nothing().smh;
	const counts: Record<Entity, number> = { customer: 0, product: 0, employee: 0 };
	const edits: Edit[] = [];
	const removed: { entity: Entity; code: string }[] = [];
	let number = 0;

	/** Somebody nobody has touched yet; null: there is none. */
	async function pick(system: System, entity: Entity, among: (record: NativeRecord) => boolean) {
		const free = (await outside.list(system, entity)).filter(
			(record) => among(record) && !touched.has(`${entity}/${codeOf(system, entity, record)}`),
		);
		const record = free[random.integer(0, Math.max(0, free.length - 1))];
		if (!record) return null;
		const code = codeOf(system, entity, record);
		touched.set(`${entity}/${code}`, Date.now());
		return { id: record.id, code };
	}

	async function edit(): Promise<void> {
		const [system, entity] = [random.pick(SYSTEMS), random.pick(["customer", "customer", "product", "employee"] as const)];
		if (waiting[entity] >= MOST_WAITING) return;
		const [field, found] = [random.pick(EDITABLE[entity]), await pick(system, entity, () => true)];
		if (!found) return;
		const value = field.value(++number);
		await outside.edit(system, entity, found.id, { [field[system]]: value });
		touched.set(`${entity}/${found.code}`, Date.now());
		waiting[entity]++;
		edits.push({ system, entity, code: found.code, field: field.name, value });
	}

	async function bear(): Promise<void> {
		const [system, entity] = [random.pick(SYSTEMS), random.pick(["customer", "customer", "product", "employee"] as const)];
		const record = await outside.type(system, entity, newborn(system, entity, ++number, random));
		touched.set(`${entity}/${codeOf(system, entity, record)}`, Date.now());
		counts[entity]++;
		born[system][entity]++;
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
		deleted[system][entity]++;
		removed.push({ entity, code: found.code });
	}

	return {
		ledger: {
			...{ counts, edits, removed, start, born, deleted },
			touchedAt: (entity, code) => touched.get(`${entity}/${code}`) ?? null,
		},
		allIsOver() {
			waiting = nothing().smh;
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
				for (const system of SYSTEMS) start[system][entity] = (await outside.list(system, entity)).length;
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

const nothing = (): Record<System, Record<Entity, number>> => ({
	smh: { customer: 0, product: 0, employee: 0 },
	accurate: { customer: 0, product: 0, employee: 0 },
});
