import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import { SystemError } from "../../../domain/errors.ts";
import { RUN_MODES } from "../../../domain/model.ts";
import { syncInformation } from "../../../store/information.ts";
import { runProgress } from "../../../store/progress.ts";
import { lastRun, runCounts } from "../../../store/runs.ts";
import { cancelRun, confirmRun, startRun } from "../../../sync/start.ts";
import type { WebDependencies, WebEnv } from "../../dependencies.ts";
import { frameOf } from "../frame.ts";
import { activity, fractionOf, type RunSight } from "../views/run.ts";
import { syncInformationPage } from "../views/sync-information.ts";

const HOME = "/sync-information";
const startForm = z.object({ mode: z.enum(RUN_MODES) });
const runForm = z.object({ run: z.string().min(1).max(100) });

/** The page itself, the buttons on it, and what its script asks. */
export const syncInformationRoutes = new Hono<WebEnv>()
	.get("/", async (c) => {
		const { db, connection, unmetNeeds } = c.env;
		const [entities, last] = await Promise.all([syncInformation(db, connection), sightOfLastRun(c.env)]);
		return c.html(syncInformationPage(frameOf(c), { entities, lastRun: last, unmetNeeds, consents: consents(c.env) }));
	})
	.get("/state", async (c) => {
		const last = await sightOfLastRun(c.env);
		return c.json({
			run: last?.run.id ?? "",
			state: last?.run.state ?? "",
			activity: last && last.run.finishedAt === null ? activity(frameOf(c).texts, last) : null,
			progress: last ? fractionOf(last.run) : null,
		});
	})
	.post("/runs", async (c) => {
		const { mode } = read(startForm, await c.req.parseBody());
		await startRun(await c.env.sync(), { mode, trigger: "api", actor: c.get("actor") });
		return c.redirect(HOME, 303);
	})
	.post("/confirm", async (c) => {
		const { run } = read(runForm, await c.req.parseBody());
		await confirmRun(await c.env.sync(), run, c.get("actor"));
		return c.redirect(HOME, 303);
	})
	.post("/cancel", async (c) => {
		const { run } = read(runForm, await c.req.parseBody());
		await cancelRun(await c.env.sync(), run, c.get("actor"));
		return c.redirect(HOME, 303);
	});

async function sightOfLastRun({ db, connection }: WebDependencies): Promise<RunSight | null> {
	const run = await lastRun(db, connection);
	if (!run) return null;
	const [counts, progress] = await Promise.all([runCounts(db, run), run.finishedAt === null ? runProgress(db, run.id) : null]);
	return { run, counts, progress };
}

/** Settings that are missing are told on the page itself, so here they only mean that there is nothing to offer. */
function consents({ accurateConsent }: WebDependencies): boolean {
	try {
		return accurateConsent() !== null;
	} catch (error) {
		if (error instanceof SystemError) return false;
		throw error;
	}
}

function read<T>(form: z.ZodType<T>, body: unknown): T {
	const parsed = form.safeParse(body);
	if (parsed.success) return parsed.data;
	throw new HTTPException(400, { message: "unreadable form" });
}
