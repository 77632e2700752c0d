import { createRoute, z } from "@hono/zod-openapi";
import { ENTITIES, REQUESTED_MODES, RUN_MODES, RUN_STATES } from "../../domain/model.ts";
import { type RunCounts, runCounts } from "../../store/run-sums.ts";
import { getRun, type Run, TRIGGERS } from "../../store/runs.ts";
import { cancelRun, confirmRun, FullRunsRest, startRun } from "../../sync/run/start.ts";
import { jsonOrNothing } from "./body.ts";
import { API_ACTOR, answer, apiPart, bearer, isoOf, isoOrNull, moment, notFound, refusals } from "./common.ts";
import { ApiError, errorBody } from "./errors.ts";

const perSide = z.object({ smh: z.int(), accurate: z.int() }).openapi("PerSide");

export const runBody = z
	.object({
		id: z.string(),
		mode: z.enum(RUN_MODES),
		trigger: z.enum(TRIGGERS),
		state: z.enum(RUN_STATES),
		startedAt: moment,
		finishedAt: moment.nullable(),
		counts: z.object({
			created: perSide,
			updated: perSide,
			deleted: perSide,
			linked: z.int(),
			problems: z.int(),
			conflicts: z.int(),
		}),
		error: z.string().optional().openapi({ description: "Why it failed; only there when it did" }),
	})
	.openapi("Run");

export const runView = (run: Run, counts: RunCounts): z.infer<typeof runBody> => ({
	id: run.id,
	mode: run.mode,
	trigger: run.trigger,
	state: run.state,
	startedAt: isoOf(run.startedAt),
	finishedAt: isoOrNull(run.finishedAt),
	counts,
	...(run.error === null ? {} : { error: run.error }),
});

const runRequest = z
	.strictObject({ mode: z.enum(REQUESTED_MODES).default("auto"), entities: z.array(z.enum(ENTITIES)).optional() })
	.openapi("RunRequest");

export const runParams = z.object({ id: z.string().max(100) });
export const noRun = (id: string): ApiError => new ApiError(404, "not_found", `there is no run ${id}`);

const start = createRoute({
	method: "post",
	path: "/runs",
	summary: "Start a run; while one is under way, that one is answered",
	security: bearer,
	middleware: [jsonOrNothing] as const,
	request: { body: { content: { "application/json": { schema: runRequest } } } },
	responses: {
		202: answer("The run", z.object({ id: z.string(), state: z.enum(RUN_STATES) }).openapi("StartedRun")),
		...refusals,
		409: answer("A full run was asked for at an hour without full runs (settings: schedule.noFullRuns)", errorBody),
	},
});

const read = createRoute({
	method: "get",
	path: "/runs/{id}",
	summary: "What a run is doing, or came to",
	security: bearer,
	request: { params: runParams },
	responses: { 200: answer("The run", runBody), ...refusals, ...notFound },
});

const confirm = createRoute({
	method: "post",
	path: "/runs/{id}/confirm",
	summary: "Let a run go on that waits in needs_confirmation; any other run stays as it is",
	security: bearer,
	request: { params: runParams },
	responses: { 200: answer("The run as it is now", runBody), ...refusals, ...notFound },
});

const cancel = createRoute({
	method: "post",
	path: "/runs/{id}/cancel",
	summary: "Stop a run; what it has carried out stays",
	security: bearer,
	request: { params: runParams },
	responses: { 200: answer("The run as it is now", runBody), ...refusals, ...notFound },
});

export const runs = apiPart()
	.openapi(start, async (c) => {
		const { mode, entities } = c.req.valid("json");
		try {
			const { run } = await startRun(await c.env.sync(), { mode, entities, trigger: "api", actor: API_ACTOR });
			return c.json({ id: run.id, state: run.state }, 202);
		} catch (error) {
			if (!(error instanceof FullRunsRest)) throw error;
			throw new ApiError(409, "full_runs_rest", error.message, ["auto", "preview"]);
		}
	})
	.openapi(read, async (c) => {
		const { id } = c.req.valid("param");
		const run = await getRun(c.env.db, c.env.connection, id);
		if (!run) throw noRun(id);
		return c.json(runView(run, await runCounts(c.env.db, run)), 200);
	})
	.openapi(confirm, async (c) => {
		const { id } = c.req.valid("param");
		const confirmed = await confirmRun(await c.env.sync(), id, API_ACTOR);
		if (!confirmed) throw noRun(id);
		return c.json(runView(confirmed.run, await runCounts(c.env.db, confirmed.run)), 200);
	})
	.openapi(cancel, async (c) => {
		const { id } = c.req.valid("param");
		const run = await cancelRun(await c.env.sync(), id, API_ACTOR);
		if (!run) throw noRun(id);
		return c.json(runView(run, await runCounts(c.env.db, run)), 200);
	});
