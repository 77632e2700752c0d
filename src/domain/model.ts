/** The words of the product as types. Nothing here knows a system, a database or a clock. */

export const SIDES = ["smh", "accurate"] as const;
export type Side = (typeof SIDES)[number];

export const ENTITIES = ["customer", "product", "employee"] as const;
export type Entity = (typeof ENTITIES)[number];

export const otherSide = (side: Side): Side => (side === "smh" ? "accurate" : "smh");

/** A product's unit; the first one of a product is its base unit with ratio "1". Ratios are canonical decimals. */
export interface Unit {
	readonly name: string;
	readonly ratio: string;
}

/**
 * A normalised value: text is trimmed and never "", decimals are canonical strings ("1500.5"), phones are E.164 where they
 * can be read as a number, and null is "empty".
 */
export type FieldValue = string | boolean | readonly Unit[] | null;

/**
 * A record reduced to the shared fields. A key that is missing means *unknown* (the answer did not carry it), which is not
 * the same as null (*empty*): an unknown field never overwrites the other side.
 */
export type Projection = { readonly [field: string]: FieldValue };

/** What only one system knows about a record and the eligibility rules need. Never sent to the other side. */
export interface Facts {
	/** Name of the only branch that sees the record; null: all branches. */
	readonly branch: string | null;
	/** Item type in the words of the system, for products. */
	readonly type: string | null;
	/** The system itself marks the record as sample data. */
	readonly sample: boolean;
	/** A person has yet to approve it over there (SMH: a new outlet). */
	readonly unapproved: boolean;
	/** Fields in which it holds a temporary value of ours (temporary.ts), which its projection leaves out. */
	readonly temporary?: readonly string[];
}

/** Of a record that nobody has read yet. */
export const NO_FACTS: Facts = { branch: null, type: null, sample: false, unapproved: false };

/** A record as a side answered it. */
export interface RemoteRecord {
	readonly id: string;
	/** Grows or changes with each edit; only ever compared for equality. "" when the side has none. */
	readonly version: string;
	/** Partner ID the side keeps on the record (SMH does, Accurate Online cannot). */
	readonly partnerId: string | null;
	readonly projection: Projection;
	readonly facts: Facts;
	/** False: a list row that lacks fields which reading the record itself would bring. */
	readonly complete: boolean;
}

/** What people and the clock ask for. `auto`: what changed since the last look, and everything where that does not add up. */
export const REQUESTED_MODES = ["auto", "full", "preview"] as const;
export type RequestedMode = (typeof REQUESTED_MODES)[number];
/** `signals`: only the records that webhooks have named. `verb`: a person's word that writes to a side. */
export const RUN_MODES = [...REQUESTED_MODES, "signals", "verb"] as const;
export type RunMode = (typeof RUN_MODES)[number];

export const RUN_STATES = ["queued", "scanning", "applying", "needs_confirmation", "done", "failed", "cancelled"] as const;
export type RunState = (typeof RUN_STATES)[number];

/** Who is behind an action (law 14). */
export type Actor =
	| { readonly kind: "cron" }
	| { readonly kind: "telegram"; readonly userId: number; readonly name: string }
	| { readonly kind: "webhook" }
	| { readonly kind: "api"; readonly key: string }
	| { readonly kind: "engine" };
