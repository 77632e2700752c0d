import { HTTPException } from "hono/http-exception";
import { Refused } from "../accurate/answers.ts";
import { accuratePeople } from "../accurate/people.ts";
import type { Native } from "../scenarios/natives.ts";
import { SmhError } from "../smh/error.ts";
import { smhPeople } from "../smh/people.ts";
import type { EntityName, World } from "../world.ts";

/** What people can do in a system's own screens, in that system's words. */
export interface People {
	all(entity: EntityName): readonly object[];
	create(entity: EntityName, native: Native): object;
	update(entity: EntityName, id: number, native: Native): object;
	remove(entity: EntityName, id: number): void;
	load(entity: EntityName, natives: readonly Native[]): void;
}

export type MasterSystem = "accurate" | "smh";

export const peopleOf = (world: World): Readonly<Record<MasterSystem, People>> => ({
	accurate: accuratePeople(world),
	smh: smhPeople(world),
});

/** What a person reads when a system refuses, as the status and sentence of the control interface. */
export function refusalOf(error: unknown): { readonly status: 400 | 404 | 409; readonly message: string } | null {
	if (error instanceof SmhError) {
		const { fields } = error.body;
		const details = Object.entries(fields ?? {}).map(([field, message]) => `${field}: ${message}`);
		const status = error.status === 404 || error.status === 409 ? error.status : 400;
		return { status, message: details.length > 0 ? details.join("; ") : error.message };
	}
	if (error instanceof Refused) return { status: 400, message: error.message };
	if (error instanceof HTTPException) {
		return { status: error.status === 404 || error.status === 409 ? error.status : 400, message: error.message };
	}
	return null;
}
