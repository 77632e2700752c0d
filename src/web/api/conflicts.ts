import { createRoute, z } from "@hono/zod-openapi";
import { type ConflictView, conflictPage } from "../../store/conflict-pages.ts";
import { chooseValue } from "../../sync/verbs/choose-value.ts";
import { jsonOrNothing } from "./body.ts";
import {
	API_ACTOR,
	actor,
	answer,
	apiPart,
	bearer,
	entity,
	fieldValue,
	isoOf,
	isoOrNull,
	limit,
	moment,
	page,
	refusals,
	side,
	textFilter,
} from "./common.ts";
import { decodeCursor, pageOf } from "./cursor.ts";
import { settled, writingVerbResponses } from "./outcome.ts";

const conflict = z
	.object({
		id: z.string(),
		entity,
		smhId: z.string(),
		accurateId: z.string(),
		label: z.string(),
		field: z.string(),
		smh: fieldValue,
		accurate: fieldValue,
		winner: side.nullable().openapi({ description: "Whose value stands; null: nobody has decided" }),
		open: z.boolean().openapi({ description: "A person has to choose, and both records still hold these values" }),
		at: moment,
		decidedBy: actor.nullable().openapi({ description: "The person who chose; null: nobody, or the policy alone" }),
		decidedAt: moment.nullable(),
	})
	.openapi("Conflict");

const list = createRoute({
	method: "get",
	path: "/conflicts",
	summary: "Fields that both sides had changed, with both values; open=true: a person has to choose, open=false: decided",
	security: bearer,
	request: {
		query: z.object({
			open: z
				.preprocess((value) => (value === "" ? undefined : value), z.enum(["true", "false"]).optional())
				.openapi({ type: "string", enum: ["true", "false"], param: { required: false } }),
			limit,
			cursor: textFilter,
		}),
	},
	responses: { 200: answer("A page of conflicts, the latest first", page("Conflicts", conflict)), ...refusals },
});

const choose = createRoute({
	method: "post",
	path: "/conflicts/{id}/choose",
	summary:
		"Let one side's value stand, also against an earlier decision; it is written to where it is not: at once, or when the run under way is over",
	security: bearer,
	middleware: [jsonOrNothing] as const,
	request: {
		params: z.object({ id: z.string().max(100) }),
		body: { required: true, content: { "application/json": { schema: z.strictObject({ side }).openapi("Choice") } } },
	},
	responses: writingVerbResponses,
});

/** Where a page of conflicts ends. */
export const conflictPosition = z.object({ at: z.number(), id: z.string() });

export const conflicts = apiPart()
	.openapi(list, async (c) => {
		const { open, cursor, limit } = c.req.valid("query");
		const after = decodeCursor(cursor, conflictPosition);
		const query = { open: open === undefined ? undefined : open === "true", limit: limit + 1, after };
		const { rows, next } = pageOf(await conflictPage(c.env.db, c.env.connection, query), limit, ({ at, id }) => ({ at, id }));
		return c.json({ data: rows.map(view), next }, 200);
	})
	.openapi(choose, async (c) => {
		const { id } = c.req.valid("param");
		const outcome = await chooseValue(await c.env.sync(), id, c.req.valid("json").side, API_ACTOR);
		if (outcome.kind === "accepted") return c.json({ outcome: "accepted" as const, run: outcome.run }, 202);
		return c.json(settled(outcome, `there is no conflict ${id}, or a record of it is gone`), 200);
	});

const view = (row: ConflictView): z.infer<typeof conflict> => ({
	...row,
	smh: copy(row.smh),
	accurate: copy(row.accurate),
	decidedBy: row.decidedBy === null ? null : { ...row.decidedBy },
	at: isoOf(row.at),
	decidedAt: isoOrNull(row.decidedAt),
});

const copy = (value: ConflictView["smh"]): z.infer<typeof fieldValue> =>
	typeof value === "object" && value !== null ? [...value] : value;
