import { z } from "zod";
import type { World } from "../world.ts";
import { chatOf } from "./chats.ts";
import type { Parameters } from "./parameters.ts";
import { badRequest } from "./refusal.ts";
import type { BotCommand } from "./state.ts";

/** The real one insists on https; loopback over http passes here, so that a local Worker can be reached at all. */
const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);

export function setWebhook(world: World, parameters: Parameters): true {
	const url = parameters.text("url");
	if (url === null) return deleteWebhook(world);
	const parsed = URL.parse(url);
	if (parsed === null || !/^https?:$/.test(parsed.protocol)) throw badRequest("bad webhook: invalid webhook URL specified");
	if (parsed.protocol === "http:" && !LOOPBACK.has(parsed.hostname)) {
		throw badRequest("bad webhook: An HTTPS URL must be provided for webhook");
	}
	const secretToken = parameters.text("secret_token");
	if (secretToken !== null && secretToken.length > 256) throw badRequest("secret token is too long");
	if (secretToken !== null && !/^[A-Za-z0-9_-]+$/.test(secretToken)) {
		throw badRequest("secret token contains unallowed characters");
	}
	world.state.telegram.webhook = {
		url,
		secretToken,
		allowedUpdates: allowedUpdates(world, parameters),
		lastErrorDate: null,
		lastErrorMessage: null,
	};
	return true;
}

/** Left out: as before. An empty list: what Telegram sends by default. */
function allowedUpdates(world: World, parameters: Parameters): string[] | null {
	if (!parameters.has("allowed_updates")) return world.state.telegram.webhook?.allowedUpdates ?? null;
	const parsed = z.array(z.string()).safeParse(parameters.json("allowed_updates"));
	if (!parsed.success) throw badRequest("can't parse allowed_updates: Array of strings expected");
	return parsed.data.length === 0 ? null : parsed.data;
}

export function deleteWebhook(world: World): true {
	world.state.telegram.webhook = null;
	return true;
}

export function getWebhookInfo(world: World): Record<string, unknown> {
	const { webhook } = world.state.telegram;
	return {
		url: webhook?.url ?? "",
		has_custom_certificate: false,
		pending_update_count: 0,
		...(webhook === null ? {} : { max_connections: 40 }),
		...(webhook?.allowedUpdates ? { allowed_updates: webhook.allowedUpdates } : {}),
		...(webhook?.lastErrorDate ? { last_error_date: webhook.lastErrorDate, last_error_message: webhook.lastErrorMessage } : {}),
	};
}

const SCOPES = new Set(["default", "all_private_chats", "all_group_chats", "all_chat_administrators", "chat"]);
const scopeSchema = z.object({ type: z.string(), chat_id: z.union([z.string(), z.number()]).optional() });

/** "default", "chat:7", … with the language behind it. @throws Refusal 400, also when the chat is unknown */
function commandKey(world: World, parameters: Parameters): string {
	const scope = scopeSchema.safeParse(parameters.json("scope") ?? { type: "default" });
	if (!scope.success || !SCOPES.has(scope.data.type)) throw badRequest("can't parse BotCommandScope: Unsupported type specified");
	const { type, chat_id: chatId } = scope.data;
	if (type === "chat" && world.state.telegram.chats[String(chatId)] === undefined) throw badRequest("chat not found");
	return `${type === "chat" ? `chat:${chatId}` : type}/${parameters.text("language_code") ?? ""}`;
}

const commandsSchema = z.array(z.object({ command: z.string(), description: z.string() }));

export function setMyCommands(world: World, parameters: Parameters): true {
	const key = commandKey(world, parameters);
	const parsed = commandsSchema.safeParse(parameters.json("commands"));
	if (!parsed.success) throw badRequest("can't parse commands: Array of BotCommand expected");
	if (parsed.data.length > 100) throw badRequest("BOT_COMMANDS_TOO_MUCH");
	world.state.telegram.commands[key] = parsed.data.map(({ command, description }) => {
		const name = command.replace(/^\//, "");
		if (!/^[a-z0-9_]{1,32}$/.test(name)) throw badRequest("BOT_COMMAND_INVALID");
		const words = description.trim();
		if (words.length < 1 || words.length > 256) throw badRequest("BOT_COMMAND_DESCRIPTION_INVALID");
		return { command: name, description: words };
	});
	return true;
}

export const getMyCommands = (world: World, parameters: Parameters): BotCommand[] =>
	world.state.telegram.commands[commandKey(world, parameters)] ?? [];

const menuSchema = z.discriminatedUnion("type", [
	z.object({ type: z.literal("default") }),
	z.object({ type: z.literal("commands") }),
	z.object({ type: z.literal("web_app"), text: z.string().min(1), web_app: z.object({ url: z.string() }) }),
]);

export function setChatMenuButton(world: World, parameters: Parameters): true {
	const key = parameters.has("chat_id") ? String(chatOf(world, parameters).person.id) : "";
	const parsed = menuSchema.safeParse(parameters.json("menu_button") ?? { type: "default" });
	if (!parsed.success) throw badRequest("can't parse MenuButton");
	if (parsed.data.type === "web_app" && URL.parse(parsed.data.web_app.url)?.protocol !== "https:") {
		throw badRequest(`menu button Web App URL '${parsed.data.web_app.url}' is invalid: Only HTTPS links are allowed`);
	}
	world.state.telegram.menuButtons[key] = parsed.data;
	return true;
}
