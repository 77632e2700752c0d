import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, expect, it } from "vitest";
import { registerBot } from "../../src/telegram/registration.ts";
import { type ChatWorld, chatWorld, flooded, refused } from "./support.ts";

beforeAll(() => applyD1Migrations(env.DB, env.TEST_MIGRATIONS));

let world: ChatWorld;
beforeEach(() => {
	world = chatWorld();
});

const WEBHOOK = { url: "https://sinkron.test/telegram/webhook", secret: "a-secret_1" };
const register = () => registerBot({ ...world.options, webhook: WEBHOOK });
const bodiesOf = (method: string) => world.calls.filter((call) => call.method === method).map(({ body }) => body);

it("tells Telegram where to bring what people write, and nothing else, with a secret that proves it is Telegram", async () => {
	await register();
	expect(bodiesOf("setWebhook")).toEqual([
		{ url: WEBHOOK.url, secret_token: WEBHOOK.secret, allowed_updates: ["message", "callback_query"] },
	]);
});

it("shows strangers only the way in, and admins every command, each in Indonesian and English", async () => {
	await register();
	const scopes = bodiesOf("setMyCommands").map(({ scope, language_code: language, commands }) => {
		return [scope, language, (commands as unknown[]).length > 1 ? "all" : commands];
	});
	expect(scopes).toEqual([
		[undefined, undefined, [{ command: "start", description: "Mulai, dan lihat apa yang bisa saya bantu" }]],
		[undefined, "en", [{ command: "start", description: "Begin, and see what I can do" }]],
		[{ type: "chat", chat_id: 7 }, undefined, "all"],
		[{ type: "chat", chat_id: 7 }, "en", "all"],
		[{ type: "chat", chat_id: 8 }, undefined, "all"],
	]);
	expect(bodiesOf("setChatMenuButton")).toEqual([{ menu_button: { type: "commands" } }]);
});

it("says of each step what came of it; an admin who has not written yet gets the commands later, which is no failure", async () => {
	const done = await register();
	expect(done.map(({ what, done }) => [what, done])).toEqual([
		["bot", true],
		["webhook", true],
		["commands for everybody", true],
		["commands for admins", true],
		["menu button", true],
	]);
	expect(done[0]?.detail).toBe("@sinkron_bot");
	expect(done[3]?.detail).toContain("8 get them with their first /start");
});

it("may be repeated, and ends with the same", async () => {
	const first = await register();
	expect(await register()).toEqual(first);
});

it("a step that fails is told in words and does not stop the others; without its token the bot is told at once", async () => {
	world.interference.now = (method) => (method === "setWebhook" ? refused("bad webhook: HTTPS url must be provided") : undefined);
	const tried = await register();
	expect(tried.filter(({ done }) => !done)).toMatchObject([{ what: "webhook", detail: expect.stringContaining("HTTPS url") }]);
	world.interference.now = (method) => (method === "getMe" ? refused("Unauthorized", 401) : undefined);
	expect(await register()).toMatchObject([{ what: "bot", done: false, detail: expect.stringContaining("Telegram refused") }]);
	world.interference.now = (method) => (method === "getMe" ? flooded(30) : undefined);
	expect(await register()).toMatchObject([{ what: "bot", done: false, detail: "Telegram asks for a pause of 30 s" }]);
});
