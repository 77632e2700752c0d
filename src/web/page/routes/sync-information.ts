import { Hono } from "hono";
import { z } from "zod";
import { SystemError } from "../../../domain/errors.ts";
import { REQUESTED_MODES } from "../../../domain/model.ts";
import { conflictPage } from "../../../store/conflict-pages.ts";
import { syncInformation } from "../../../store/information.ts";
import { hasSynced } from "../../../store/preview.ts";
import { runProgress } from "../../../store/progress.ts";
import { runCounts } from "../../../store/run-sums.ts";
import { lastRun } from "../../../store/runs.ts";
import { cancelRun, confirmRun, startRun } from "../../../sync/run/start.ts";
import type { WebDependencies, WebEnv } from "../../dependencies.ts";
import { frameOf } from "../frame.ts";
import { activity, fractionOf, type RunSight } from "../views/run.ts";
import { syncInformationPage } from "../views/sync-information.ts";
import { read } from "./forms.ts";

const HOME = "/sync-information";
/** More of them are on the conflicts' own page. */
const OPEN_CONFLICTS = 10;
const RECENT_CONFLICTS = 4;
const RECENT_MS = 7 * 24 * 3_600_000;
const startForm = z.object({ mode: z.enum(REQUESTED_MODES) });
const runForm = z.object({ run: z.string().min(1).max(100) });

/** The page itself, the buttons on it, and what its script asks. */
export const syncInformationRoutes = new Hono<WebEnv>()
	.get("/", async (c) => {
		const { db, connection, unmetNeeds } = c.env;
		const [entities, lastRun, synced, open, recent] = await Promise.all([
			syncInformation(db, connection),
			sightOfLastRun(c.env),
			hasSynced(db, connection),
			conflictPage(db, connection, { open: true, limit: OPEN_CONFLICTS }),
			conflictPage(db, connection, { open: false, limit: RECENT_CONFLICTS }),
		]);
		const lately = recent.filter(({ at, decidedAt }) => c.env.now() - (decidedAt ?? at) < RECENT_MS);
		const conflicts = { open, recent: lately };
		const information = { entities, lastRun, hasSynced: synced, conflicts, unmetNeeds, consents: consents(c.env) };
		return c.html(syncInformationPage(frameOf(c), information));
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
