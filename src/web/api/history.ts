import { createRoute, z } from "@hono/zod-openapi";
import { auditPage } from "../../store/audit-pages.ts";
import { changePage } from "../../store/change-pages.ts";
import { runPage } from "../../store/run-pages.ts";
import { getRun } from "../../store/runs.ts";
import {
	actor,
	answer,
	apiPart,
	bearer,
	entity,
	fieldValue,
	isoOf,
	limit,
	moment,
	notFound,
	page,
	refusals,
	side,
	textFilter,
} from "./common.ts";
import { decodeCursor, pageOf } from "./cursor.ts";
import { noRun, runBody, runParams, runView } from "./runs.ts";

const paging = z.object({ limit, cursor: textFilter });
const projection = z.record(z.string(), fieldValue).openapi("Fields");

const change = z
	.object({
		entity,
		side: side.openapi({ description: "The side that is written to (of a link, which writes to none, without meaning)" }),
		operation: z.enum(["create", "update", "remove", "link", "partner_id"]),
		smhId: z.string().nullable(),
		accurateId: z.string().nullable(),
		label: z.string(),
		before: projection.nullable().openapi({ description: "The fields that change, as they were; null: there was no record" }),
		after: projection.nullable().openapi({ description: "The same fields as they become; null: the record goes" }),
		state: z.enum(["planned", "applied", "failed", "previewed"]),
		error: z.string().nullable(),
		at: moment,
	})
	.openapi("Change");

const auditRow = z
	.object({ at: moment, actor, action: z.string(), detail: z.record(z.string(), z.unknown()) })
	.openapi("AuditRow");

const listRuns = createRoute({
	method: "get",
	path: "/runs",
	summary: "Runs, the latest first; problems are those open on the connection now",
	security: bearer,
	request: { query: paging },
	responses: { 200: answer("A page of runs", page("Runs", runBody)), ...refusals },
});

const listChanges = createRoute({
	method: "get",
	path: "/runs/{id}/changes",
	summary: "What a run did to each record, or would do (preview), before and after",
	security: bearer,
	request: { params: runParams, query: paging },
	responses: {
		200: answer("A page of changes, in the order they were decided", page("Changes", change)),
		...refusals,
		...notFound,
	},
});

const listAudit = createRoute({
	method: "get",
	path: "/audit",
	summary: "Who did what, the latest first",
	security: bearer,
	request: { query: paging },
	responses: { 200: answer("A page of actions", page("Audit", auditRow)), ...refusals },
});

export const runPosition = z.object({ startedAt: z.number(), id: z.string() });
/** Where a page of numbered rows ends. */
export const rowPosition = z.number();

export const history = apiPart()
	.openapi(listRuns, async (c) => {
		const { limit, cursor } = c.req.valid("query");
		const after = decodeCursor(cursor, runPosition);
		const found = await runPage(c.env.db, c.env.connection, { limit: limit + 1, after });
		const { rows, next } = pageOf(found, limit, ({ run }) => ({ startedAt: run.startedAt, id: run.id }));
		return c.json({ data: rows.map(({ run, counts }) => runView(run, counts)), next }, 200);
	})
	.openapi(listChanges, async (c) => {
		const { id } = c.req.valid("param");
		const { limit, cursor } = c.req.valid("query");
		if (!(await getRun(c.env.db, c.env.connection, id))) throw noRun(id);
		const after = decodeCursor(cursor, rowPosition);
		const found = await changePage(c.env.db, { runId: id, limit: limit + 1, after });
		const { rows, next } = pageOf(found, limit, ({ seq }) => seq);
		const data = rows.map(({ seq: _, ...row }) => ({
			...row,
			before: row.before && projection.parse(row.before),
			after: row.after && projection.parse(row.after),
			at: isoOf(row.at),
		}));
		return c.json({ data, next }, 200);
	})
	.openapi(listAudit, async (c) => {
		const { limit, cursor } = c.req.valid("query");
		const before = decodeCursor(cursor, rowPosition);
		const found = await auditPage(c.env.db, c.env.connection, { limit: limit + 1, before });
		const { rows, next } = pageOf(found, limit, ({ id }) => id);
		const data = rows.map(({ at, actor, action, detail }) => ({
			at: isoOf(at),
			actor: { ...actor },
			action,
			detail: { ...detail },
		}));
		return c.json({ data, next }, 200);
	});
