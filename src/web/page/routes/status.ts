import { Hono } from "hono";
import { sheetOf } from "../../../domain/status/sheet.ts";
import { loadStatus } from "../../../sync/status/load.ts";
import type { WebEnv } from "../../dependencies.ts";
import { frameOf } from "../frame.ts";
import { statusPage } from "../views/status.ts";

/** How everything is, and what to do about what is wrong. */
export const statusRoutes = new Hono<WebEnv>().get("/", async (c) => {
	const frame = frameOf(c);
	return c.html(statusPage(frame, sheetOf(await loadStatus(c.env), frame.language)));
});
