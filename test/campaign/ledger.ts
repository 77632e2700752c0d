import type { People } from "../../sandbox/control/people.ts";
import { ENTITIES, type Entity, type Projection, SIDES, type Side } from "../../src/domain/model.ts";
import { canonical, sameValue } from "../../src/domain/values.ts";
import { customer } from "../../src/systems/accurate/customer.ts";
import { employee } from "../../src/systems/accurate/employee.ts";
import { item } from "../../src/systems/accurate/item.ts";
import { type AnyFieldTable, type Native, project } from "../../src/systems/fields.ts";
import { TABLES } from "../../src/systems/smh/tables.ts";
import type { Invocation } from "./invocation.ts";

const FIELDS: Readonly<Record<Side, Readonly<Record<Entity, AnyFieldTable<unknown>>>>> = {
	smh: TABLES,
	accurate: { customer: customer.table, product: item.table, employee: employee.table },
};

/** A record as it is in its system, beyond every cache and mirror. */
export interface Seen {
	readonly id: string;
	readonly native: Native;
	readonly projection: Projection;
}

/** Something that became of a record: by a person, or by the invocation of the engine named. */
export interface Event {
	/** Place in the history, from 1. */
	readonly at: number;
	readonly by: Invocation | null;
	readonly side: Side;
	readonly entity: Entity;
	readonly id: string;
	readonly kind: "create" | "update" | "delete";
	/** Fields that are not as they were; all of them for a create. */
	readonly changed: Projection;
	readonly before: Projection;
	readonly after: Projection;
}

/** The product read a record (or, without id, listed them all) and got an answer. */
export interface Look {
	/** Events that had happened by then. */
	readonly at: number;
	readonly by: Invocation;
	readonly side: Side;
	readonly entity: Entity;
	readonly id: string | null;
}

/** A record of Accurate goes to another branch, or comes back: it does not show in what both sides share. */
export interface Move {
	/** Events that had happened by then. */
	readonly at: number;
	readonly entity: Entity;
	readonly id: string;
	readonly away: boolean;
}

export const keyOf = ({ side, entity, id }: { side: Side; entity: Entity; id: string }): string => `${side}/${entity}/${id}`;

type Snapshot = ReadonlyMap<string, Seen & { readonly side: Side; readonly entity: Entity }>;

/** Writes down what happens in both systems, by comparing them before and after whatever may have changed them. */
export class Ledger {
	readonly #people: Readonly<Record<Side, People>>;
	readonly #events: Event[] = [];
	readonly looks: Look[] = [];
	readonly moves: Move[] = [];
	#last: Snapshot = new Map();

	constructor(people: Readonly<Record<Side, People>>) {
		this.#people = people;
	}

	get events(): readonly Event[] {
		return this.#events;
	}

	look(by: Invocation, side: Side, entity: Entity, id: string | null): void {
		this.looks.push({ at: this.#events.length, by, side, entity, id });
	}

	move(entity: Entity, id: string, away: boolean): void {
		this.moves.push({ at: this.#events.length, entity, id, away });
	}

	/** All records of a side as they are now. */
	records(side: Side, entity: Entity): readonly Seen[] {
		return this.#people[side].all(entity).map((record) => {
			// Both systems' people show plain JSON objects with a numeric id.
			const native = record as Native & { readonly id: number };
			return { id: String(native.id), native, projection: canonical(entity, project(FIELDS[side][entity], native)) };
		});
	}

	/** Compares with the last look; what is different is somebody's doing. Answers the new events. */
	note(by: Invocation | null): readonly Event[] {
		const now: Snapshot = new Map(
			SIDES.flatMap((side) =>
				ENTITIES.flatMap((entity) =>
					this.records(side, entity).map((seen) => [keyOf({ side, entity, ...seen }), { ...seen, side, entity }] as const),
				),
			),
		);
		const fresh: Event[] = [];
		for (const key of new Set([...this.#last.keys(), ...now.keys()])) {
			const [before, after] = [this.#last.get(key), now.get(key)];
			const about = after ?? before;
			const changed = differences(before?.projection ?? {}, after?.projection ?? {});
			if (!about || (before && after && Object.keys(changed).length === 0)) continue;
			const { side, entity, id } = about;
			const kind = before ? (after ? "update" : "delete") : "create";
			const at = this.#events.length + fresh.length + 1;
			fresh.push({ at, by, side, entity, id, kind, changed, before: before?.projection ?? {}, after: after?.projection ?? {} });
		}
		this.#events.push(...fresh);
		this.#last = now;
		return fresh;
	}
}

const differences = (before: Projection, after: Projection): Projection =>
	Object.fromEntries(Object.entries(after).filter(([field, value]) => !sameValue(field, before[field], value)));
