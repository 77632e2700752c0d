import type { Update } from "grammy/types";
import { z } from "zod";

const id = z.int();
const user = z.looseObject({
	id,
	first_name: z.string(),
	last_name: z.string().optional(),
	language_code: z.string().optional(),
});
const message = z.looseObject({
	message_id: id,
	chat: z.looseObject({ id, type: z.string() }),
	from: user.optional(),
	text: z.string().optional(),
});

/** What we rely on of an update; whatever else it carries may be anything (law 12). */
const schema = z.looseObject({
	update_id: id,
	message: message.optional(),
	callback_query: z
		.looseObject({ id: z.string(), from: user, message: message.optional(), data: z.string().optional() })
		.optional(),
});

/** The update, or null when it is not one. */
export function parseUpdate(raw: unknown): Update | null {
	const parsed = schema.safeParse(raw);
	// Everything that our handlers read has been checked above; grammY itself only tests other keys for being there.
	return parsed.success ? (parsed.data as unknown as Update) : null;
}
