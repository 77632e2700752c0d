import { Hono } from "hono";
import { z } from "zod";
import { SIDES } from "../../../domain/model.ts";
import { conflictPage } from "../../../store/conflict-pages.ts";
import { chooseValue } from "../../../sync/verbs/choose-value.ts";
import { conflictPosition } from "../../api/conflicts.ts";
import { decodeCursor, pageOf } from "../../api/cursor.ts";
import type { WebEnv } from "../../dependencies.ts";
import { frameOf } from "../frame.ts";
import { conflictsPage } from "../views/conflicts.ts";
import { answerVerb, read } from "./forms.ts";

const PAGE = 20;
const PLACES = { information: "/sync-information", conflicts: "/conflicts" } as const;

const query = z.object({
	show: z.enum(["all", "open", "settled"]).catch("all").default("all"),
	cursor: z.string().optional(),
});
const choice = z.object({
	conflict: z.string().min(1).max(100),
	side: z.enum(SIDES),
	place: z.enum(["information", "conflicts"]),
});

/** Fields that both sides had changed, and the buttons that settle or undo. */
export const conflictRoutes = new Hono<WebEnv>()
	.get("/", async (c) => {
		const { show, cursor } = query.parse(c.req.query());
		const after = decodeCursor(cursor, conflictPosition);
		const open = show === "all" ? undefined : show === "open";
		const found = await conflictPage(c.env.db, c.env.connection, { open, limit: PAGE + 1, after });
		const { rows, next } = pageOf(found, PAGE, ({ at, id }) => ({ at, id }));
		return c.html(conflictsPage(frameOf(c), { filter: show, rows, next, continued: after !== undefined }));
	})
	.post("/choose", async (c) => {
		const { conflict, side, place } = read(choice, await c.req.parseBody());
		const outcome = await chooseValue(await c.env.sync(), conflict, side, c.get("actor"));
		return answerVerb(c, outcome, PLACES[place], "chosen");
	});
