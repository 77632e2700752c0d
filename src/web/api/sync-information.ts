import { createRoute, z } from "@hono/zod-openapi";
import { syncInformation as readInformation } from "../../store/information.ts";
import { runCounts } from "../../store/run-sums.ts";
import { lastRun } from "../../store/runs.ts";
import { answer, apiPart, bearer, entity, reason, refusals } from "./common.ts";
import { runBody, runView } from "./runs.ts";

const figures = z.object({ dummy: z.int(), data: z.int(), synced: z.int(), total: z.int() }).openapi("Figures");
const account = z
	.object({ total: z.int(), dummy: z.int(), inStep: z.int(), openProblems: z.int(), gap: z.int() })
	.openapi("Account");

const body = z
	.object({
		connection: z.string(),
		entities: z.array(
			z.object({
				entity,
				smh: figures,
				accurate: figures,
				linked: z.int(),
				problems: z.partialRecord(reason, z.int()).openapi({ description: "Open problems by reason" }),
				accounts: z.object({ smh: account, accurate: account }),
			}),
		),
		lastRun: runBody.nullable(),
	})
	.openapi("SyncInformation");

const route = createRoute({
	method: "get",
	path: "/sync-information",
	summary: "The four figures of each entity and side, the reasons of what is not in step, and the last run",
	security: bearer,
	responses: { 200: answer("Sync Information", body), ...refusals },
});

export const syncInformation = apiPart().openapi(route, async (c) => {
	const { db, connection } = c.env;
	const [entities, run] = await Promise.all([readInformation(db, connection), lastRun(db, connection)]);
	const last = run ? runView(run, await runCounts(db, run)) : null;
	return c.json({ connection, entities: [...entities], lastRun: last }, 200);
});
