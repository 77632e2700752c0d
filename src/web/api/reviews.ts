import { createRoute, z } from "@hono/zod-openapi";
import { VERDICTS } from "../../store/verdicts.ts";
import { judge, mark, settle } from "../reviews.ts";
import { jsonOrNothing } from "./body.ts";
import { API_ACTOR, apiPart, bearer, entity, side } from "./common.ts";
import { settled, verbResponses } from "./outcome.ts";

const id = z.string().min(1).max(100);
const named = { entity, side, id };
const body = <T extends z.ZodType>(schema: T) => ({ required: true, content: { "application/json": { schema } } });

const judgement = z
	.strictObject({ entity, smhId: id, accurateId: id, verdict: z.enum(VERDICTS) })
	.openapi("PairJudgement", { example: { entity: "customer", smhId: "12", accurateId: "2171", verdict: "same" } });

const judging = createRoute({
	method: "post",
	path: "/pairs/judge",
	summary: "Say whether two records that look alike are the same; the next run links them, or creates each on the other side",
	security: bearer,
	middleware: [jsonOrNothing] as const,
	request: { body: body(judgement) },
	responses: verbResponses,
});

const marking = createRoute({
	method: "post",
	path: "/records/mark",
	summary: "Say that a record is sample data, or is not, whatever the rules say",
	security: bearer,
	middleware: [jsonOrNothing] as const,
	request: { body: body(z.strictObject({ ...named, dummy: z.boolean() }).openapi("RecordMark")) },
	responses: verbResponses,
});

const settlement = z.strictObject({ ...named, choice: z.enum(["restore", "delete"]) }).openapi("DeletionSettlement");

const settling = createRoute({
	method: "post",
	path: "/deletions/settle",
	summary: "A record was edited while its partner was deleted: create the partner anew, or delete this one as well",
	security: bearer,
	middleware: [jsonOrNothing] as const,
	request: { body: body(settlement) },
	responses: verbResponses,
});

/** A person's word on single records. */
export const reviews = apiPart()
	.openapi(judging, async (c) => {
		const { verdict, ...pair } = c.req.valid("json");
		const missing = `there is no ${pair.entity} ${pair.smhId} in smh, or no ${pair.accurateId} in accurate`;
		return c.json(settled(await judge(c.env, pair, verdict, API_ACTOR), missing), 200);
	})
	.openapi(marking, async (c) => {
		const { dummy, ...at } = c.req.valid("json");
		return c.json(settled(await mark(c.env, at, dummy, API_ACTOR), `there is no ${at.entity} ${at.id} in ${at.side}`), 200);
	})
	.openapi(settling, async (c) => {
		const { choice, ...at } = c.req.valid("json");
		const missing = `no deletion waits for a word on ${at.entity} ${at.id} in ${at.side}`;
		return c.json(settled(await settle(c.env, at, choice, API_ACTOR), missing), 200);
	});
