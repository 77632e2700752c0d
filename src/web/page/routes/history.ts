import { Hono } from "hono";
import { auditPage } from "../../../store/audit-pages.ts";
import { runPage } from "../../../store/run-pages.ts";
import { decodeCursor, pageOf } from "../../api/cursor.ts";
import { rowPosition } from "../../api/history.ts";
import type { WebEnv } from "../../dependencies.ts";
import { frameOf } from "../frame.ts";
import { historyPage } from "../views/history.ts";
import { addressOf } from "../views/pager.ts";

const RUNS = 20;
const ACTIONS = 50;

/** The last runs, and who did what. */
export const historyRoutes = new Hono<WebEnv>().get("/", async (c) => {
	const { db, connection } = c.env;
	const before = decodeCursor(c.req.query("cursor"), rowPosition);
	const [runs, found] = await Promise.all([
		before === undefined ? runPage(db, connection, { limit: RUNS }) : [],
		auditPage(db, connection, { limit: ACTIONS + 1, before }),
	]);
	const { rows, next } = pageOf(found, ACTIONS, ({ id }) => id);
	const older = next === null ? null : addressOf("/history", { cursor: next });
	return c.html(historyPage(frameOf(c), { runs, audit: rows, older, continued: before !== undefined }));
});
