import { createRoute, z } from "@hono/zod-openapi";
import type { JSONValue } from "hono/utils/types";
import { sheetOf } from "../../domain/status/sheet.ts";
import { loadStatus } from "../../sync/status/load.ts";
import { loadReport } from "../../sync/status/report.ts";
import { answer, apiPart, bearer, refusals } from "./common.ts";
import { statusBody, statusView } from "./status-body.ts";

const language = z
	.preprocess((value) => (value === "" ? undefined : value), z.enum(["id", "en"]).default("id"))
	.openapi({ type: "string", enum: ["id", "en"], param: { required: false }, description: "Language of the sentences" });

const read = createRoute({
	method: "get",
	path: "/status",
	summary: "What is connected, rights and ends of the logins, last runs, how fast changes arrive, and each fault with its cure",
	security: bearer,
	request: { query: z.object({ lang: language }) },
	responses: { 200: answer("How everything is now; the sides and Telegram have been asked", statusBody), ...refusals },
});

const reportBody = z.record(z.string(), z.unknown()).openapi("Report", { example: { format: 1 } });

const report = createRoute({
	method: "get",
	path: "/report",
	summary:
		"A report for whoever helps: settings, states, counts and errors reduced to known words; nobody's name, code, number or secret",
	security: bearer,
	responses: {
		200: answer("The report; its format says of which kind, and its parts may grow", reportBody),
		...refusals,
	},
});

export const status = apiPart()
	.openapi(read, async (c) => {
		const now = await loadStatus(c.env);
		return c.json(statusView(now, sheetOf(now, c.req.valid("query").lang)), 200);
	})
	.openapi(report, async (c) => {
		const text = JSON.stringify(await loadReport(c.env));
		// It has just been written as JSON, and of an object. No more is promised of it, so that it may grow.
		return c.json(JSON.parse(text) as Record<string, JSONValue>, 200);
	});
