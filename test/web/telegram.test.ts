import { describe, expect, it } from "vitest";
import { createWorld, SECRET, type World } from "./support.ts";

const deliver = (world: World, body: string, secret: string | null = SECRET) =>
	world.fetch("/telegram/webhook", {
		method: "POST",
		headers: { "content-type": "application/json", ...(secret === null ? {} : { "x-telegram-bot-api-secret-token": secret }) },
		body,
	});

describe("the bot's webhook", () => {
	it("hands an update to the bot, whole", async () => {
		const world = await createWorld();
		const update = { update_id: 1, message: { text: "/sinkron", from: { id: 7 } } };
		expect((await deliver(world, JSON.stringify(update))).status).toBe(200);
		expect(world.updates).toEqual([update]);
	});

	it.each([
		["wrong", "the-telegram-secreT"],
		["shorter", "the"],
		["longer", `${SECRET}x`],
		["empty", ""],
		["missing", null],
	])("turns a %s secret away without a word", async (_, secret) => {
		const world = await createWorld();
		const response = await deliver(world, '{"update_id":1}', secret);
		expect([response.status, await response.text()]).toEqual([401, ""]);
		expect(world.updates).toEqual([]);
	});

	it("is closed, and says which setting is missing, without a secret to compare with", async () => {
		const message = "Telegram: TELEGRAM_WEBHOOK_SECRET is missing";
		const world = await createWorld(() => ({ telegram: { ok: false, message } }));
		const response = await deliver(world, '{"update_id":1}', "");
		expect([response.status, await response.json()]).toEqual([503, { error: { code: "not_configured", message } }]);
	});

	it.each(["not json", "[]", "null", '{"message":{}}', '{"update_id":"1"}', ""])(
		"takes %j as read, so that it does not come again, and says so in the log",
		async (body) => {
			const world = await createWorld();
			expect((await deliver(world, body)).status).toBe(200);
			expect(world.updates).toEqual([]);
			expect(world.lines).toMatchObject([{ level: "warn", event: "telegram_unreadable_update" }]);
		},
	);

	it("refuses more than a megabyte", async () => {
		const world = await createWorld();
		const response = await deliver(world, JSON.stringify({ update_id: 1, text: "x".repeat(1024 * 1024) }));
		expect(response.status).toBe(413);
		expect(world.updates).toEqual([]);
	});

	it("asks for the update again when the bot failed", async () => {
		const world = await createWorld(() => ({
			onTelegramUpdate: () => Promise.reject(new Error("D1 is away")),
		}));
		expect((await deliver(world, '{"update_id":5}')).status).toBe(500);
		expect(world.lines).toMatchObject([{ level: "error", event: "telegram_update_failed", fields: { updateId: 5 } }]);
	});
});
