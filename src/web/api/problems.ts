import { createRoute, z } from "@hono/zod-openapi";
import { listProblems } from "../../store/problems.ts";
import {
	answer,
	apiPart,
	bearer,
	entity,
	entityFilter,
	isoOrNull,
	limit,
	moment,
	reason,
	reasonFilter,
	refusals,
	side,
	textFilter,
} from "./common.ts";
import { decodeCursor, pageOf } from "./cursor.ts";

const problem = z
	.object({
		entity,
		side,
		id: z.string(),
		code: z.string().nullable(),
		name: z.string().nullable(),
		reason,
		detail: z.string(),
		firstSeen: moment.nullable().openapi({ description: "null: it only waits for its turn" }),
		lastSeen: moment.nullable(),
		attempts: z.int(),
	})
	.openapi("Problem");

const route = createRoute({
	method: "get",
	path: "/problems",
	summary: "Records that are not in step, each with its reason; sample records only with reason=DUMMY",
	security: bearer,
	request: { query: z.object({ entity: entityFilter, reason: reasonFilter, limit, cursor: textFilter }) },
	responses: {
		200: answer("A page of problems", z.object({ data: z.array(problem), next: z.string().nullable() }).openapi("Problems")),
		...refusals,
	},
});

/** Where a page of problems ends; the Sync Information page pages the same way. */
export const problemPosition = z.object({ entity: z.string(), side: z.string(), id: z.string() });

export const problems = apiPart().openapi(route, async (c) => {
	const { cursor, ...query } = c.req.valid("query");
	const after = decodeCursor(cursor, problemPosition);
	const found = await listProblems(c.env.db, { ...query, connection: c.env.connection, limit: query.limit + 1, after });
	const { rows, next } = pageOf(found, query.limit, (row) => ({ entity: row.entity, side: row.side, id: row.id }));
	const data = rows.map(({ field: _, ...row }) => ({
		...row,
		firstSeen: isoOrNull(row.firstSeen),
		lastSeen: isoOrNull(row.lastSeen),
	}));
	return c.json({ data, next }, 200);
});
