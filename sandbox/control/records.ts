import { type Context, Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import type { EntityName, World } from "../world.ts";
import { pathId, pathWord, readBody } from "./input.ts";
import { type MasterSystem, peopleOf } from "./people.ts";

const SYSTEMS = ["smh", "accurate"] as const satisfies readonly MasterSystem[];
const ENTITIES = ["customer", "product", "employee"] as const satisfies readonly EntityName[];

const native = z.record(z.string(), z.unknown());
// Only the id is of interest here; everything else is the system's own affair.
const identified = z.looseObject({ id: z.number() });

export type Counts = Readonly<Record<MasterSystem, Readonly<Record<EntityName, number>>>>;

export function countRecords({ state }: World): Counts {
	const { customer, product, employee } = state.smh.tables;
	const { records } = state.accurate;
	return {
		smh: { customer: customer.rows.length, product: product.rows.length, employee: employee.rows.length },
		accurate: { customer: records.customer.length, product: records.item.length, employee: records.employee.length },
	};
}

/** `/{system}/{entity}` and `…/{id}`: what people see and do in that system's own screens, in its own field names. */
export function recordRoutes(world: World): Hono {
	const people = peopleOf(world);
	const app = new Hono();
	const at = (c: Context) => ({
		system: people[pathWord(c, "system", SYSTEMS)],
		entity: pathWord(c, "entity", ENTITIES),
	});
	const find = (c: Context): object => {
		const { system, entity } = at(c);
		const id = pathId(c);
		const record = system.all(entity).find((each) => identified.safeParse(each).data?.id === id);
		if (!record) throw new HTTPException(404, { message: `No ${entity} ${id}` });
		return record;
	};

	app.get("/:system/:entity", (c) => {
		const { system, entity } = at(c);
		return c.json(system.all(entity));
	});
	app.post("/:system/:entity", async (c) => {
		const { system, entity } = at(c);
		return c.json(system.create(entity, await readBody(c, native)), 201);
	});
	app.get("/:system/:entity/:id", (c) => c.json(find(c)));
	app.patch("/:system/:entity/:id", async (c) => {
		const { system, entity } = at(c);
		find(c);
		return c.json(system.update(entity, pathId(c), await readBody(c, native)));
	});
	app.delete("/:system/:entity/:id", (c) => {
		const { system, entity } = at(c);
		find(c);
		system.remove(entity, pathId(c));
		return c.body(null, 204);
	});
	return app;
}
