import { z } from "zod";
import type { Entity, Side } from "./model.ts";
import { CONFLICT_POLICIES } from "./reconcile.ts";
import { retention } from "./retention.ts";
import { schedule } from "./schedule.ts";
import { settingsOf } from "./settings-of.ts";

const perEntityId = settingsOf({
	customer: z.int().min(0).default(0),
	product: z.int().min(0).default(0),
	employee: z.int().min(0).default(0),
});

const dummyRules = settingsOf({
	/** Records with an id up to this one are sample data; samples are the oldest records (mission, point 3). 0: none. */
	idUpTo: perEntityId.prefault({}),
	codePrefixes: z.array(z.string().trim().min(1)).default([]),
	nameContains: z.array(z.string().trim().min(1)).default([]),
	/** Customer groups and product categories. */
	categories: z.array(z.string().trim().min(1)).default([]),
});
export type DummyRules = z.infer<typeof dummyRules>;

/** Accurate's item types (API facts 4.2, official). */
export const ITEM_TYPES = ["INVENTORY", "NON_INVENTORY", "SERVICE", "GROUP", "PRODUCTION_COST"] as const;

export const ON_DELETE = ["delete", "deactivate", "unlink"] as const;

/** What an admin decides per connection. Stored as JSON with the connection; unknown keys are refused. */
export const connectionSettings = settingsOf({
	/** Accurate branch this connection works for; records of other branches stay out. null: every branch. */
	branch: z.string().trim().min(1).nullable().default(null),
	excludedItemTypes: z.array(z.enum(ITEM_TYPES)).default(["GROUP", "PRODUCTION_COST"]),
	dummy: settingsOf({ smh: dummyRules.prefault({}), accurate: dummyRules.prefault({}) }).prefault({}),
	conflictPolicy: z.enum(CONFLICT_POLICIES).default("accurate"),
	/** What becomes of a record on this side when its partner on the other side was deleted. */
	onDelete: settingsOf({ smh: z.enum(ON_DELETE).default("delete"), accurate: z.enum(ON_DELETE).default("delete") }).prefault({}),
	schedule: schedule.prefault({}),
	retention: retention.prefault({}),
});
export type ConnectionSettings = z.infer<typeof connectionSettings>;

/**
 * Settings as they were stored, maybe by a later version of this Worker: what only that one knows is left aside, so that going back to
 * this one does not stop everything. Of what people write an unknown key is refused instead.
 */
export function storedSettings(stored: unknown): ConnectionSettings {
	const known = structuredClone(stored);
	for (const issue of connectionSettings.safeParse(known).error?.issues ?? []) {
		if (issue.code !== "unrecognized_keys") continue;
		const place = issue.path.reduce<unknown>((at, key) => (isObject(at) ? at[String(key)] : undefined), known);
		if (isObject(place)) for (const key of issue.keys) delete place[key];
	}
	return connectionSettings.parse(known);
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** Whether the records have to be judged anew: when the nightly run is, and how long is kept what is over, concern none of them. */
export function judgeAlike(a: ConnectionSettings, b: ConnectionSettings): boolean {
	const { schedule: _a, retention: _b, ...one } = a;
	const { schedule: _c, retention: _d, ...other } = b;
	return JSON.stringify(one) === JSON.stringify(other);
}

export const dummyRulesOf = (settings: ConnectionSettings, side: Side): DummyRules => settings.dummy[side];
export const dummyIdLimit = (rules: DummyRules, entity: Entity): number => rules.idUpTo[entity];
