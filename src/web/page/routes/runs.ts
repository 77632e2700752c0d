import { Hono } from "hono";
import { z } from "zod";
import { SystemError } from "../../../domain/errors.ts";
import { type Estimate, estimate } from "../../../domain/estimate.ts";
import { ENTITIES } from "../../../domain/model.ts";
import { changePage } from "../../../store/change-pages.ts";
import { remainingReasons } from "../../../store/preview.ts";
import { runProgress } from "../../../store/progress.ts";
import { type RecordChangeCount, runTotals } from "../../../store/run-sums.ts";
import { getRun } from "../../../store/runs.ts";
import { decodeCursor, pageOf } from "../../api/cursor.ts";
import { rowPosition } from "../../api/history.ts";
import type { WebDependencies, WebEnv } from "../../dependencies.ts";
import { answerNotFound } from "../errors.ts";
import { frameOf } from "../frame.ts";
import { isShown, SHOWN_OPERATIONS } from "../views/changes.ts";
import { runPage } from "../views/run-page.ts";

const PAGE = 50;

/** An address that a person has mangled shows the whole list rather than an error. */
const query = z.object({
	entity: z.enum(ENTITIES).optional().catch(undefined),
	operation: z.enum(SHOWN_OPERATIONS).optional().catch(undefined),
	cursor: z.string().optional(),
});

/** One run in detail. */
export const runRoutes = new Hono<WebEnv>().get("/:id", async (c) => {
	const { db, connection } = c.env;
	const { entity, operation, cursor } = query.parse(c.req.query());
	const run = await getRun(db, connection, c.req.param("id"));
	if (!run) return answerNotFound(c);
	const after = decodeCursor(cursor, rowPosition);
	const foreseen = run.mode === "preview" && run.state === "done";
	const operations = operation ? [operation] : SHOWN_OPERATIONS;
	const [totals, progress, remaining, found] = await Promise.all([
		runTotals(db, run),
		run.finishedAt === null ? runProgress(db, run.id) : null,
		foreseen ? remainingReasons(db, run) : [],
		changePage(db, { runId: run.id, entity, operations, limit: PAGE + 1, after }),
	]);
	const { rows, next } = pageOf(found, PAGE, ({ seq }) => seq);
	return c.html(
		runPage(frameOf(c), {
			sight: { run, counts: totals.counts, progress },
			counts: totals.changes,
			estimate: foreseen && totals.changes.length > 0 ? await estimateOf(c.env, totals.changes) : null,
			remaining,
			entity,
			operation,
			changes: rows.filter(isShown),
			next,
			continued: after !== undefined,
		}),
	);
});

/** About what it would take; null: a login is missing, so nobody knows the sides' batches. */
async function estimateOf(env: WebDependencies, counts: readonly RecordChangeCount[]): Promise<Estimate | null> {
	try {
		const { ports } = await env.sync();
		return estimate(counts, {
			batchSize: (side, entity, operation) => ports[side].capabilities.batchSize(entity, operation),
			storesPartnerId: (side) => ports[side].capabilities.storesPartnerId,
		});
	} catch (error) {
		if (error instanceof SystemError) return null;
		throw error;
	}
}
