import { z } from "zod";
import type { EntityName, World } from "../world.ts";
import { createRecord, deleteRecord, insertRecord, tableOf, updateRecord } from "./records.ts";
import type { SmhRecord } from "./state.ts";

/** Edits in SMH's own screens: the same checks and webhooks as the API, without key and rate limit. All throw SmhError. */
export interface SmhPeople {
	all(entity: EntityName): readonly SmhRecord[];
	create(entity: EntityName, native: unknown): SmhRecord;
	update(entity: EntityName, id: number, native: unknown): SmhRecord;
	remove(entity: EntityName, id: number): void;
	/** Records of a scenario, with ids of their own where given; fires no webhooks. */
	load(entity: EntityName, natives: readonly Readonly<Record<string, unknown>>[]): void;
}

export function smhPeople(world: World): SmhPeople {
	return {
		all: (entity) => tableOf(world, entity).rows,
		create: (entity, native) => createRecord(world, entity, native, "person"),
		update: (entity, id, native) => updateRecord(world, entity, id, native, "person"),
		remove: (entity, id) => deleteRecord(world, entity, id),
		load(entity, natives) {
			for (const { id, ...native } of natives) {
				insertRecord(world, entity, native, "person", z.int().positive().optional().parse(id));
			}
			world.touched();
		},
	};
}
