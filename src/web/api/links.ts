import { createRoute, z } from "@hono/zod-openapi";
import { SIDES } from "../../domain/model.ts";
import { findLinks } from "../../store/links.ts";
import { answer, apiPart, bearer, entity, entityFilter, isoOf, limit, moment, refusals, textFilter } from "./common.ts";
import { decodeCursor, pageOf } from "./cursor.ts";

const link = z
	.object({
		entity,
		smhId: z.string(),
		accurateId: z.string(),
		origin: z.enum([...SIDES, "matched"]),
		state: z.enum(["linked", "deleted", "unlinked"]),
		syncedAt: moment,
	})
	.openapi("Link");

const route = createRoute({
	method: "get",
	path: "/links",
	summary: "Pairs: which record of SMH is which record of Accurate Online",
	security: bearer,
	request: {
		query: z.object({ entity: entityFilter, smhId: textFilter, accurateId: textFilter, limit, cursor: textFilter }),
	},
	responses: {
		200: answer("A page of pairs", z.object({ data: z.array(link), next: z.string().nullable() }).openapi("Links")),
		...refusals,
	},
});

const position = z.object({ entity: z.string(), smhId: z.string() });

export const links = apiPart().openapi(route, async (c) => {
	const { cursor, ...query } = c.req.valid("query");
	const after = decodeCursor(cursor, position);
	const found = await findLinks(c.env.db, { ...query, connection: c.env.connection, limit: query.limit + 1, after });
	const { rows, next } = pageOf(found, query.limit, (row) => ({ entity: row.entity, smhId: row.smhId }));
	return c.json({ data: rows.map((row) => ({ ...row, syncedAt: isoOf(row.syncedAt) })), next }, 200);
});
