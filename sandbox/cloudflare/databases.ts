import { Hono } from "hono";
import { z } from "zod";
import { answer, answerList, Refusal } from "./answer.ts";
import type { Runtime } from "./runtime.ts";
import type { Account, Database } from "./state.ts";

const creation = z.object({
	name: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,31}$/i),
	primary_location_hint: z.enum(["weur", "eeur", "apac", "oc", "wnam", "enam"]).optional(),
});
const query = z.object({ sql: z.string(), params: z.array(z.unknown()).optional() });

const view = ({ id, name, locationHint }: Database) => ({
	uuid: id,
	name,
	version: "production",
	created_at: new Date(0).toISOString(),
	...(locationHint === null ? {} : { created_in_region: locationHint.toUpperCase() }),
});

/** D1: databases are found by id or by name; a query may hold several statements and is carried out as a whole or not at all. */
export function databaseRoutes(account: Account, runtime: Runtime): Hono {
	const find = (named: string): Database => {
		const found = account.databases.find(({ id, name }) => id === named || name === named);
		if (found === undefined) throw new Refusal(404, 7404, `The database ${named} could not be found`);
		return found;
	};
	return new Hono()
		.get("/", (c) => {
			const name = c.req.query("name");
			const page = Number(c.req.query("page") ?? 1);
			return answerList(c, page > 1 ? [] : account.databases.filter((each) => !name || each.name === name).map(view));
		})
		.post("/", async (c) => {
			const wanted = creation.safeParse(await c.req.json());
			if (!wanted.success) throw new Refusal(400, 7400, "The request is malformed: invalid database name");
			const { name, primary_location_hint: hint } = wanted.data;
			if (account.databases.some((each) => each.name === name)) {
				throw new Refusal(400, 7502, `A database with name '${name}' already exists`);
			}
			const made: Database = { id: crypto.randomUUID(), name, locationHint: hint ?? null };
			account.databases.push(made);
			await runtime.apply();
			return answer(c, view(made));
		})
		.get("/:id", (c) => answer(c, view(find(c.req.param("id")))))
		.post("/:id/query", async (c) => {
			const { id } = find(c.req.param("id"));
			const { sql, params } = query.parse(await c.req.json());
			try {
				return answer(c, [await runtime.query(id, sql, params ?? [])]);
			} catch (error) {
				const said = error instanceof Error ? error.message.replace(/^D1_ERROR: /, "") : String(error);
				throw new Refusal(400, 7500, said);
			}
		});
}
