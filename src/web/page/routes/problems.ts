import { type Context, Hono } from "hono";
import { z } from "zod";
import { ENTITIES, SIDES } from "../../../domain/model.ts";
import { REASONS } from "../../../domain/reasons.ts";
import { compare } from "../../../store/comparisons.ts";
import { syncInformation } from "../../../store/information.ts";
import { listProblems } from "../../../store/problem-pages.ts";
import { VERDICTS } from "../../../store/verdicts.ts";
import { retry } from "../../../sync/verbs/retry.ts";
import { decodeCursor, pageOf } from "../../api/cursor.ts";
import { problemPosition } from "../../api/problems.ts";
import type { WebEnv } from "../../dependencies.ts";
import { problemTable } from "../../problem-table.ts";
import { judge, mark, settle } from "../../reviews.ts";
import { frameOf } from "../frame.ts";
import { pairsOf } from "../views/pair.ts";
import { type ProblemAddress, problemsHref, problemsPage } from "../views/problems.ts";
import { answerVerb, backTo, read } from "./forms.ts";

const PAGE = 50;

/** An address that a person has mangled shows the whole list rather than an error. */
const query = z.object({
	entity: z.enum(ENTITIES).optional().catch(undefined),
	reason: z.enum(REASONS).optional().catch(undefined),
	cursor: z.string().optional(),
});

const id = z.string().min(1).max(100);
const named = { entity: z.enum(ENTITIES), side: z.enum(SIDES), id };
const judgement = z.object({ entity: z.enum(ENTITIES), smhId: id, accurateId: id, verdict: z.enum(VERDICTS) });
const settlement = z.object({ ...named, choice: z.enum(["restore", "delete"]) });
const again = z.object({ ...named, reason: z.enum(REASONS) }).partial();

const addressIn = (c: Context<WebEnv>): ProblemAddress => {
	const { entity, reason, cursor } = query.parse(c.req.query());
	return { entity, reason, cursor };
};
const back = (c: Context<WebEnv>): string => problemsHref(addressIn(c));

/** Records that are not in step, and what a person can do about them. */
export const problemRoutes = new Hono<WebEnv>()
	.get("/", async (c) => {
		const address = addressIn(c);
		const { entity, reason } = address;
		const { db, connection } = c.env;
		const after = decodeCursor(address.cursor, problemPosition);
		const [found, entities] = await Promise.all([
			listProblems(db, { connection, entity, reason, limit: PAGE + 1, after }),
			syncInformation(db, connection),
		]);
		const { rows, next } = pageOf(found, PAGE, (row) => ({ entity: row.entity, side: row.side, id: row.id }));
		const comparisons = await compare(db, connection, rows.flatMap(pairsOf));
		return c.html(problemsPage(frameOf(c), { ...address, rows, comparisons, next, entities }));
	})
	.get("/download", (c) => problemTable(c.env, addressIn(c), frameOf(c).language))
	.post("/judge", async (c) => {
		const { verdict, ...pair } = read(judgement, await c.req.parseBody());
		return answerVerb(c, await judge(c.env, pair, verdict, c.get("actor")), back(c), verdict);
	})
	.post("/settle", async (c) => {
		const { choice, ...at } = read(settlement, await c.req.parseBody());
		return answerVerb(c, await settle(c.env, at, choice, c.get("actor")), back(c), choice);
	})
	.post("/unmark", async (c) => {
		const at = read(z.object(named), await c.req.parseBody());
		return answerVerb(c, await mark(c.env, at, false, c.get("actor")), back(c), "unmarked");
	})
	.post("/retry", async (c) => {
		const which = read(again, await c.req.parseBody());
		const count = await retry(await c.env.sync(), which, c.get("actor"));
		return backTo(c, back(c), "retried", count);
	});
