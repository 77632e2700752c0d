import { createRoute, z } from "@hono/zod-openapi";
import { type KeptLetter, listDeadLetters } from "../../store/deadletters.ts";
import { replay, replayAll } from "../../sync/inbox/dead-letters.ts";
import {
	API_ACTOR,
	answer,
	apiPart,
	bearer,
	isoOf,
	isoOrNull,
	limit,
	moment,
	notFound,
	page,
	refusal,
	refusals,
	textFilter,
} from "./common.ts";
import { decodeCursor, pageOf } from "./cursor.ts";
import { ApiError } from "./errors.ts";

/** Enough to see what a message was about; it may be as long as its sender liked. */
const BODY_SHOWN = 2_000;

const letter = z
	.object({
		id: z.string(),
		queue: z.string().openapi({ description: "Where it came from", example: "webhooks/smh" }),
		cause: z.string(),
		body: z.string().openapi({ description: `JSON text of the message, its first ${BODY_SHOWN} characters` }),
		at: moment,
		replayedAt: moment.nullable().openapi({ description: "null: it is open" }),
	})
	.openapi("DeadLetter");

const list = createRoute({
	method: "get",
	path: "/dead-letters",
	summary: "Messages that could not be processed; open=true: not replayed yet, open=false: replayed",
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
	responses: { 200: answer("A page of messages, the latest first", page("DeadLetters", letter)), ...refusals },
});

const one = createRoute({
	method: "post",
	path: "/dead-letters/{id}/replay",
	summary: "Process a message once more",
	security: bearer,
	request: { params: z.object({ id: z.string().max(100) }) },
	responses: {
		200: answer("It is being processed", z.object({ outcome: z.literal("done") }).openapi("Replayed")),
		...refusals,
		...notFound,
		409: refusal("It has been replayed already"),
		422: refusal("It still cannot be read; it stays open"),
	},
});

const all = createRoute({
	method: "post",
	path: "/dead-letters/replay",
	summary: "Process every open message once more, as many as can be at once",
	security: bearer,
	responses: {
		200: answer(
			"How many are being processed, how many cannot be read, and whether there are more to replay",
			z.object({ replayed: z.int(), unreadable: z.int(), more: z.boolean() }).openapi("ReplayedAll"),
		),
		...refusals,
	},
});

const position = z.object({ at: z.number(), id: z.string() });

export const deadLetters = apiPart()
	.openapi(list, async (c) => {
		const { open, cursor, limit } = c.req.valid("query");
		const after = decodeCursor(cursor, position);
		const query = { open: open === undefined ? undefined : open === "true", limit: limit + 1, after };
		const { rows, next } = pageOf(await listDeadLetters(c.env.db, c.env.connection, query), limit, ({ at, id }) => ({ at, id }));
		return c.json({ data: rows.map(view), next }, 200);
	})
	.openapi(all, async (c) => c.json(await replayAll(await c.env.sync(), API_ACTOR), 200))
	.openapi(one, async (c) => {
		const { id } = c.req.valid("param");
		const { kind } = await replay(await c.env.sync(), id, API_ACTOR);
		switch (kind) {
			case "done":
				return c.json({ outcome: "done" as const }, 200);
			case "not_found":
				throw new ApiError(404, "not_found", `there is no dead letter ${id}`);
			case "already":
				throw new ApiError(409, "already_replayed", "it has been replayed already");
			case "unreadable":
				throw new ApiError(422, "unreadable", "it still cannot be read; it stays open");
		}
	});

const view = (row: KeptLetter): z.infer<typeof letter> => ({
	...row,
	body: row.body.slice(0, BODY_SHOWN),
	at: isoOf(row.at),
	replayedAt: isoOrNull(row.replayedAt),
});
