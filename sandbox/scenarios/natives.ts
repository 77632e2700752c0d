import type { EntityName } from "../world.ts";

/** A record in a system's own words, as a person there would type it. */
export type Native = Readonly<Record<string, unknown>>;
export type Natives = Readonly<Record<EntityName, readonly Native[]>>;

/** What Accurate and SMH hold at the start of a scenario. */
export interface Scenario {
	readonly accurate: Natives;
	readonly smh: Natives;
}

export const NOTHING: Natives = { customer: [], product: [], employee: [] };

export const padded = (value: number, length: number): string => String(value).padStart(length, "0");
