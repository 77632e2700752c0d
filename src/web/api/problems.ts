import { createRoute, z } from "@hono/zod-openapi";
import { plainDetail } from "../../domain/problem-detail.ts";
import { listProblems } from "../../store/problem-pages.ts";
import { retry } from "../../sync/verbs/retry.ts";
import { problemTable } from "../problem-table.ts";
import { jsonOrNothing } from "./body.ts";
import {
	API_ACTOR,
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
		nextTry: moment
			.nullable()
			.openapi({ description: "It is tried again by itself then; null: by the next full run, or when it changes" }),
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

const download = createRoute({
	method: "get",
	path: "/problems.csv",
	summary: "The same as a table for spreadsheets, whole",
	security: bearer,
	request: {
		query: z.object({ entity: entityFilter, reason: reasonFilter, lang: z.enum(["id", "en"]).default("id") }),
	},
	responses: {
		200: {
			description: "UTF-8 with a byte order mark; texts that look like formulas begin with '",
			content: { "text/csv": { schema: z.string() } },
		},
		...refusals,
	},
});

const retryRequest = z
	.strictObject({
		entity: entity.optional(),
		reason: reason.optional(),
		side: side.optional(),
		id: z.string().min(1).max(100).optional(),
	})
	.openapi("RetryRequest");

const retrying = createRoute({
	method: "post",
	path: "/problems/retry",
	summary: "Let the next run try again: all problems, those of a reason, or the one of a record",
	security: bearer,
	middleware: [jsonOrNothing] as const,
	request: { body: { content: { "application/json": { schema: retryRequest } } } },
	responses: {
		200: answer("How many records it is about", z.object({ retried: z.int() }).openapi("Retried")),
		...refusals,
	},
});

/** Where a page of problems ends; the Sync Information page pages the same way. */
export const problemPosition = z.object({ entity: z.string(), side: z.string(), id: z.string() });

export const problems = apiPart()
	.openapi(download, async (c) => {
		const { lang, ...filter } = c.req.valid("query");
		return await problemTable(c.env, filter, lang);
	})
	.openapi(retrying, async (c) => {
		const retried = await retry(await c.env.sync(), c.req.valid("json"), API_ACTOR);
		return c.json({ retried }, 200);
	})
	.openapi(route, async (c) => {
		const { cursor, ...query } = c.req.valid("query");
		const after = decodeCursor(cursor, problemPosition);
		const found = await listProblems(c.env.db, { ...query, connection: c.env.connection, limit: query.limit + 1, after });
		const { rows, next } = pageOf(found, query.limit, (row) => ({ entity: row.entity, side: row.side, id: row.id }));
		const data = rows.map(({ field, detail, ...row }) => ({
			...row,
			detail: plainDetail(detail, field),
			firstSeen: isoOrNull(row.firstSeen),
			lastSeen: isoOrNull(row.lastSeen),
			nextTry: isoOrNull(row.nextTry),
		}));
		return c.json({ data, next }, 200);
	});
