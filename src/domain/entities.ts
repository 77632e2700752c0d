import type { Entity } from "./model.ts";

/** What a shared field holds: how a form shows it, and for masters and units that they are one whatever their case. */
export type FieldKind = "text" | "master" | "email" | "phone" | "decimal" | "boolean" | "units";

export interface FieldDefinition {
	readonly kind: FieldKind;
	/** The value is the code of a record of this entity on the same side. */
	readonly refersTo?: Entity;
}

/** Grows when the meaning of a projection changes, so that a new field map is not taken for an edit of every record (law 1). */
export const PROJECTION_VERSION = 1;

const TEXT: FieldDefinition = { kind: "text" };
/** The name of a small master: a category, a payment term … */
const MASTER: FieldDefinition = { kind: "master" };
const PHONE: FieldDefinition = { kind: "phone" };
const EMAIL: FieldDefinition = { kind: "email" };
const DECIMAL: FieldDefinition = { kind: "decimal" };
const BOOLEAN: FieldDefinition = { kind: "boolean" };

const ADDRESS = { address: TEXT, city: TEXT, province: TEXT, postalCode: TEXT };
const CONTACT = { mobile: PHONE, phone: PHONE, email: EMAIL };

/** The field map of the mission: the shared fields of each entity in canonical order. Every entity has code, name, active. */
export const FIELDS = {
	customer: {
		code: TEXT,
		name: TEXT,
		active: BOOLEAN,
		group: MASTER,
		term: MASTER,
		priceList: MASTER,
		salesman: { kind: "text", refersTo: "employee" },
		creditLimit: DECIMAL,
		npwp: TEXT,
		...ADDRESS,
		...CONTACT,
		notes: TEXT,
	},
	product: {
		code: TEXT,
		name: TEXT,
		active: BOOLEAN,
		category: MASTER,
		units: { kind: "units" },
		sellPrice: DECIMAL,
		costPrice: DECIMAL,
		taxable: BOOLEAN,
		barcode: TEXT,
		notes: TEXT,
	},
	employee: { code: TEXT, name: TEXT, active: BOOLEAN, position: TEXT, isSalesman: BOOLEAN, ...CONTACT, ...ADDRESS },
} as const satisfies Readonly<Record<Entity, Readonly<Record<string, FieldDefinition>>>>;

export const fieldsOf = (entity: Entity): Readonly<Record<string, FieldDefinition>> => FIELDS[entity];

/** Employees first: customers name their salesman. Deletes go the other way round. */
export const ENTITY_ORDER: readonly (readonly Entity[])[] = [["employee"], ["customer", "product"]];

/** Fields whose values differ in case alone are equal: each side keeps its spelling. A field has the same kind in every entity. */
export const CASELESS: ReadonlySet<string> = new Set(
	Object.values(FIELDS).flatMap((fields) =>
		Object.entries<FieldDefinition>(fields).flatMap(([field, { kind }]) =>
			kind === "master" || kind === "units" ? [field] : [],
		),
	),
);
