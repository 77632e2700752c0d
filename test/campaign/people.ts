import { type People, refusalOf } from "../../sandbox/control/people.ts";
import { type Entity, SIDES, type Side } from "../../src/domain/model.ts";
import { textOf } from "../../src/domain/values.ts";
import type { Native } from "../../src/systems/fields.ts";
import type { Ledger, Seen } from "./ledger.ts";

/** What people do in a system's own screens. Numbers choose among what is there, so that every act means something anywhere. */
export type PersonAct = { readonly side: Side; readonly entity: number } & (
	| { readonly act: "create"; readonly code: number; readonly salesman: number | null }
	| { readonly act: "edit"; readonly which: number; readonly field: number; readonly value: "new" | "common" | "empty" }
	| { readonly act: "rename"; readonly which: number; readonly code: number }
	| { readonly act: "assign"; readonly which: number; readonly salesman: number | null }
	| { readonly act: "switch" | "use" | "delete"; readonly which: number }
	/** Accurate's record goes to another branch than the connection's, or comes back. */
	| { readonly act: "move"; readonly which: number; readonly away: boolean }
	/** Two records change their codes, or three in a ring, by way of a code that is free. */
	| { readonly act: "swap"; readonly which: number; readonly members: 2 | 3 }
	/** The same person or thing is typed into both systems, under two codes. */
	| { readonly act: "twins" }
	/** More than may be deleted unasked are typed in, or all there are of a side deleted. */
	| { readonly act: "crowd" | "clear" }
);
type SingleAct = Exclude<PersonAct, { readonly act: "swap" | "twins" | "crowd" | "clear" }>;

/** One more than may be deleted unasked. */
const MANY = 21;

/** Of the connections that have one. */
export const BRANCH = "Kantor Pusat";

export const SIDE_NAMES: Readonly<Record<Side, string>> = { smh: "SMH", accurate: "Accurate" };

/** Codes below this are chosen again and again; the others are new each time. */
const SHARED_CODES = 6;
const LOWER_CASE_CODES = 8;
const NEW_CODE = LOWER_CASE_CODES;

const codeAt = (choice: number, place: number): string =>
	choice < SHARED_CODES ? `K-${choice}` : choice < LOWER_CASE_CODES ? `k-${choice - SHARED_CODES}` : `K-${100 + place}`;

/** A field that people type into, on both sides: its projection's name and how a value is typed. */
interface Typed {
	readonly field: string;
	readonly value: (place: number | null) => unknown;
	readonly smh: (value: unknown) => Native;
	readonly accurate: (value: unknown) => Native;
}

const text = (field: string, word: string, smh: string, accurate: string): Typed => ({
	field,
	value: (place) => `${word} ${place ?? "Sama"}`,
	smh: (value) => ({ [smh]: value }),
	accurate: (value) => ({ [accurate]: value ?? "" }),
});
const amount = (field: string, smh: (value: unknown) => Native, accurate: (value: unknown) => Native): Typed => ({
	field,
	value: (place) => 1_000 + (place ?? 0),
	smh,
	accurate,
});
const mobile: Typed = {
	...text("mobile", "", "mobile", "mobilePhone"),
	value: (place) => `0812${String(34_000_000 + (place ?? 0))}`,
};
const choice = (typed: Typed, first: string, second: string): Typed => ({
	...typed,
	value: (place) => (place === null ? first : place % 3 === 0 ? "Ghaib" : second),
});

const FIELDS: Readonly<Record<Entity, readonly [Typed, ...Typed[]]>> = {
	customer: [
		text("name", "Nama", "name", "name"),
		text("notes", "Catatan", "notes", "notes"),
		text("city", "Kota", "city", "billCity"),
		mobile,
		amount(
			"creditLimit",
			(value) => ({ credit_limit: value }),
			(value) => ({ customerLimitAmount: value !== null, customerLimitAmountValue: value ?? 0 }),
		),
		choice(text("group", "", "group", "categoryName"), "Umum", "Retail"),
	],
	product: [
		text("name", "Nama", "name", "name"),
		amount(
			"sellPrice",
			(value) => ({ sell_price: value }),
			(value) => ({ unitPrice: value ?? 0 }),
		),
		choice(text("category", "", "category", "itemCategoryName"), "Umum", "Makanan"),
		{
			field: "units",
			value: (place) => 2 + ((place ?? 0) % 40),
			smh: (value) => ({ units: [{ name: "PCS", ratio: 1 }, ...(value === null ? [] : [{ name: "DUS", ratio: value }])] }),
			accurate: (value) => ({ unit2Name: value === null ? "" : "DUS", ratio2: value ?? 0 }),
		},
	],
	employee: [
		text("name", "Nama", "name", "name"),
		text("position", "Jabatan", "position", "position"),
		mobile,
		text("city", "Kota", "city", "city"),
	],
};
/** Not to be emptied: the systems themselves refuse it, or fill in something of their own. */
const FILLED: ReadonlySet<string> = new Set(["name", "position", "group", "category"]);

/** Typed in with a new record and never again: tells of every record from which one it stems. */
export const TAG: Readonly<Record<Entity, string>> = { customer: "email", product: "notes", employee: "email" };
const TAG_KEYS: Readonly<Record<Side, Readonly<Record<Entity, string>>>> = {
	smh: { customer: "email", product: "description", employee: "email" },
	accurate: { customer: "email", product: "notes", employee: "email" },
};
const CODE_KEYS: Readonly<Record<Side, Readonly<Record<Entity, string>>>> = {
	smh: { customer: "code", product: "code", employee: "code" },
	accurate: { customer: "customerNo", product: "no", employee: "number" },
};

export class Crowd {
	readonly #people: Readonly<Record<Side, People>>;
	readonly #ledger: Ledger;
	readonly #entities: readonly Entity[];

	constructor(people: Readonly<Record<Side, People>>, ledger: Ledger, entities: readonly Entity[]) {
		this.#people = people;
		this.#ledger = ledger;
		this.#entities = entities;
	}

	/** Somebody does it; answers what was done in words. */
	perform(act: PersonAct): string {
		const entity = this.#entities[act.entity % this.#entities.length] ?? "customer";
		switch (act.act) {
			case "twins":
				return this.#twins(entity);
			case "swap":
				return this.#swap(act, entity);
			case "crowd":
				for (let n = 0; n < MANY; n++) this.#one({ ...act, act: "create", code: NEW_CODE, salesman: null }, entity);
				return `${SIDE_NAMES[act.side]}: create ${MANY} of ${entity}`;
			case "clear": {
				const count = this.#ledger.records(act.side, entity).length;
				for (let n = 0; n < count; n++) this.#one({ ...act, act: "delete", which: 0 }, entity);
				return `${SIDE_NAMES[act.side]}: delete all ${count} of ${entity}`;
			}
			default:
				return this.#one(act, entity);
		}
	}

	#swap({ side, which, members }: PersonAct & { readonly act: "swap" }, entity: Entity): string {
		const all = this.#ledger.records(side, entity);
		const ring =
			all.length < 2 ? [] : Array.from({ length: Math.min(members, all.length) }, (_, n) => all[(which + n) % all.length]);
		const codes = ring.map((one) => (one ? textOf(one.projection, "code") : null));
		const free = `Z-${this.#ledger.events.length + 1}`;
		const change = (one: Seen | undefined, code: string | null | undefined): void => {
			if (!one || !code) return;
			try {
				this.#people[side].update(entity, Number(one.id), { [CODE_KEYS[side][entity]]: code });
			} catch (error) {
				if (!refusalOf(error)) throw error;
			}
			this.#ledger.note(null);
		};
		change(ring[0], free);
		for (let n = ring.length - 1; n > 0; n--) change(ring[n], codes[(n + 1) % ring.length]);
		change(ring[0], codes[1]);
		return `${SIDE_NAMES[side]}: ${codes.join(", ")} of ${entity} change places`;
	}

	#twins(entity: Entity): string {
		const name = `Kembar ${this.#ledger.events.length + 1}`;
		const words = SIDES.map((side) => {
			const place = this.#ledger.events.length + 1;
			const phone = entity === "product" ? {} : mobile[side]("081299990000");
			const native = { ...this.#newRecord(side, entity, codeAt(NEW_CODE, place), place, null), name, ...phone };
			this.#people[side].create(entity, native);
			this.#ledger.note(null);
			return `${SIDE_NAMES[side]}: create ${entity} ${JSON.stringify(native)}`;
		});
		return words.join("\n");
	}

	#one(act: SingleAct, entity: Entity): string {
		const { side } = act;
		const records = this.#ledger.records(side, entity);
		const seen = "which" in act ? records[act.which % Math.max(1, records.length)] : undefined;
		if ("which" in act && !seen) return `${SIDE_NAMES[side]}: no ${entity} is there to ${act.act}`;
		const { words, work } = this.#plan(act, entity, seen);
		if (act.act === "move" && seen) this.#ledger.move(entity, seen.id, act.away);
		try {
			work(this.#people[side]);
		} catch (error) {
			const refusal = refusalOf(error);
			if (!refusal) throw error;
			return `${words} (refused: ${refusal.message})`;
		}
		this.#ledger.note(null);
		return words;
	}

	#plan(act: SingleAct, entity: Entity, seen: Seen | undefined): { words: string; work: (people: People) => void } {
		const { side } = act;
		const place = this.#ledger.events.length + 1;
		const id = Number(seen?.id);
		const named = seen ? `${entity} ${textOf(seen.projection, "code")} (id ${seen.id})` : entity;
		const say = (words: string) => `${SIDE_NAMES[side]}: ${words}`;
		const change = (native: Native) => (people: People) => void people.update(entity, id, native);
		switch (act.act) {
			case "create": {
				const native = this.#newRecord(side, entity, codeAt(act.code, place), place, act.salesman);
				return {
					words: say(`create ${entity} ${JSON.stringify(native)}`),
					work: (people) => void people.create(entity, native),
				};
			}
			case "edit": {
				const typed = FIELDS[entity][act.field % FIELDS[entity].length] ?? FIELDS[entity][0];
				const empty = act.value === "empty" && !FILLED.has(typed.field);
				const native = typed[side](empty ? null : typed.value(act.value === "common" ? null : place));
				return { words: say(`edit ${named}: ${JSON.stringify(native)}`), work: change(native) };
			}
			case "rename": {
				const code = codeAt(act.code, place);
				return { words: say(`change the code of ${named} to ${code}`), work: change({ [CODE_KEYS[side][entity]]: code }) };
			}
			case "assign": {
				if (entity !== "customer") return { words: say(`${named} has no salesman`), work: () => {} };
				const number = this.#salesman(side, act.salesman);
				const key = side === "smh" ? "salesman_code" : "salesmanNumber";
				return {
					words: say(`give ${named} the salesman ${number}`),
					work: change({ [key]: side === "smh" ? number : (number ?? "") }),
				};
			}
			case "switch": {
				const active = seen?.projection.active !== false;
				const status = entity === "customer" ? { status: active ? "inactive" : "active" } : { active: !active };
				return {
					words: say(`${active ? "deactivate" : "activate"} ${named}`),
					work: change(side === "smh" ? status : { suspended: active }),
				};
			}
			case "use": {
				const used = seen?.native.in_use === true || typeof seen?.native.usedIn === "string";
				return {
					words: say(`${named} is ${used ? "no longer" : ""} used by transactions`),
					work: change(side === "smh" ? { in_use: !used } : { usedIn: used ? "" : "Faktur Penjualan" }),
				};
			}
			case "move": {
				const branch = act.away ? "Cabang Lain" : BRANCH;
				return { words: say(`move ${named} to the branch ${branch}`), work: change({ branchName: branch }) };
			}
			case "delete":
				return { words: say(`delete ${named}`), work: (people) => people.remove(entity, id) };
		}
	}

	#newRecord(side: Side, entity: Entity, code: string, place: number, salesman: number | null): Native {
		const tag = `t${place}@contoh.id`;
		const common = { [CODE_KEYS[side][entity]]: code, name: `Baru ${place}`, [TAG_KEYS[side][entity]]: tag };
		switch (entity) {
			case "customer": {
				const number = this.#salesman(side, salesman);
				return { ...common, ...(number ? { [side === "smh" ? "salesman_code" : "salesmanNumber"]: number } : {}) };
			}
			case "product":
				return side === "smh" ? { ...common, category: "Umum", units: [{ name: "PCS", ratio: 1 }] } : common;
			case "employee":
				return { ...common, position: "Sales" };
		}
	}

	/** Number of one of the active employees of a side. */
	#salesman(side: Side, choice: number | null): string | null {
		const active = this.#ledger.records(side, "employee").filter(({ projection }) => projection.active !== false);
		const chosen = choice === null ? undefined : active[choice % Math.max(1, active.length)];
		return chosen ? textOf(chosen.projection, "code") : null;
	}
}
