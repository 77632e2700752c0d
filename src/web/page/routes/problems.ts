import { Hono } from "hono";
import { z } from "zod";
import { ENTITIES } from "../../../domain/model.ts";
import { REASONS } from "../../../domain/reasons.ts";
import { syncInformation } from "../../../store/information.ts";
import { listProblems } from "../../../store/problems.ts";
import { decodeCursor, pageOf } from "../../api/cursor.ts";
import { problemPosition } from "../../api/problems.ts";
import type { WebEnv } from "../../dependencies.ts";
import { frameOf } from "../frame.ts";
import { problemsPage } from "../views/problems.ts";

const PAGE = 50;

/** An address that a person has mangled shows the whole list rather than an error. */
const query = z.object({
	entity: z.enum(ENTITIES).optional().catch(undefined),
	reason: z.enum(REASONS).optional().catch(undefined),
	cursor: z.string().optional(),
});

export const problemRoutes = new Hono<WebEnv>().get("/", async (c) => {
	const { entity, reason, cursor } = query.parse(c.req.query());
	const { db, connection } = c.env;
	const after = decodeCursor(cursor, problemPosition);
	const [found, entities] = await Promise.all([
		listProblems(db, { connection, entity, reason, limit: PAGE + 1, after }),
		syncInformation(db, connection),
	]);
	const { rows, next } = pageOf(found, PAGE, (row) => ({ entity: row.entity, side: row.side, id: row.id }));
	return c.html(problemsPage(frameOf(c), { entity, reason, rows, next, continued: after !== undefined, entities }));
});
