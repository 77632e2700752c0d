import { type Context, Hono } from "hono";
import { CREDENTIALS } from "../credentials.ts";
import type { World } from "../world.ts";
import { answerCallbackQuery } from "./callbacks.ts";
import { deleteMessage, editMessageReplyMarkup, editMessageText, sendChatAction, sendDocument, sendMessage } from "./messages.ts";
import { type Parameters, readParameters } from "./parameters.ts";
import { Refusal } from "./refusal.ts";
import { deleteWebhook, getMyCommands, getWebhookInfo, setChatMenuButton, setMyCommands, setWebhook } from "./registration.ts";
import { BOT } from "./view.ts";

type Method = (world: World, parameters: Parameters) => unknown;

const METHODS: Readonly<Record<string, Method>> = {
	getMe: () => ({
		...BOT,
		can_join_groups: false,
		can_read_all_group_messages: false,
		supports_inline_queries: false,
		can_connect_to_business: false,
		has_main_web_app: false,
	}),
	setWebhook,
	deleteWebhook,
	getWebhookInfo,
	setMyCommands,
	getMyCommands,
	setChatMenuButton,
	sendMessage,
	sendDocument,
	editMessageText,
	editMessageReplyMarkup,
	deleteMessage,
	sendChatAction,
	answerCallbackQuery,
};

/** The server compares method names without regard to case. */
const BY_NAME: ReadonlyMap<string, Method> = new Map(
	Object.entries(METHODS).map(([name, method]) => [name.toLowerCase(), method]),
);

const refused = (c: Context, { code, message, retryAfter }: Refusal): Response =>
	// The codes in use are ordinary HTTP statuses; Hono's type wants a literal.
	c.json(
		{
			ok: false,
			error_code: code,
			description: message,
			...(retryAfter === null ? {} : { parameters: { retry_after: retryAfter } }),
		},
		code as 400,
	);

/**
 * The Bot API, relative to its mount: `/bot{token}/{method}` by GET or POST. Refuses what the real one refuses, in its words;
 * scripted 429s come from the shared fault hook.
 */
export function telegramApp(world: World): Hono {
	const app = new Hono();
	app.all("/:bot/:method", async (c) => {
		if (!c.req.param("bot").startsWith("bot") || !["GET", "POST"].includes(c.req.method)) return c.notFound();
		if (c.req.param("bot") !== `bot${CREDENTIALS.telegram.botToken}`) throw new Refusal(401, "Unauthorized");
		const method = BY_NAME.get(c.req.param("method").toLowerCase());
		if (method === undefined) throw new Refusal(404, "Not Found: method not found");
		const result = await method(world, await readParameters(c));
		world.touched();
		return c.json({ ok: true, result });
	});
	app.notFound((c) => refused(c, new Refusal(404, "Not Found")));
	app.onError((error, c) => {
		if (error instanceof Refusal) return refused(c, error);
		throw error;
	});
	return app;
}
