import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { database } from "../../src/store/database.ts";
import { ANI, chatWorld, flooded, STRANGER } from "./support.ts";

beforeAll(() => applyD1Migrations(env.DB, env.TEST_MIGRATIONS));

describe("who may use the bot", () => {
	it("a stranger gets silence, and one audit row however often they knock within an hour", async () => {
		const world = chatWorld();
		for (const text of ["/start", "/sinkron", "halo"]) await world.write(text, STRANGER);
		expect(world.calls).toEqual([]);
		expect(world.jobs).toEqual([]);
		expect(await world.audit()).toEqual([
			{ actor: JSON.stringify({ kind: "stranger", telegramId: STRANGER.id }), action: "telegram.stranger" },
		]);
		world.clock.now += 3_600_001;
		await world.write("/info", STRANGER);
		expect(await world.audit()).toHaveLength(2);
	});

	it("a stranger's press of a button does nothing, whatever it says", async () => {
		const world = chatWorld();
		const message = { message_id: 5, date: 0, chat: { id: STRANGER.id, type: "private" } };
		const query = { id: "1", from: STRANGER, chat_instance: "1", message, data: "stop:x:1:AAAAAAAAAAAA" };
		await world.bot.handle({ update_id: 1, callback_query: query });
		expect(world.calls).toEqual([]);
		expect(await world.audit()).toHaveLength(1);
	});

	it("an admin is answered in the private chat only", async () => {
		const world = chatWorld();
		const message = { message_id: 5, date: 0, from: ANI, chat: { id: -100, type: "group" }, text: "/sinkron" };
		await world.bot.handle({ update_id: 1, message });
		expect(world.calls).toEqual([]);
		expect(world.jobs).toEqual([]);
	});

	it("an update that is not one is logged and does no harm", async () => {
		const world = chatWorld();
		const broken = [null, "x", 7, [], {}, { update_id: "1" }, { update_id: 1, message: {} }, { update_id: 2, callback_query: 3 }];
		for (const update of broken) await world.bot.handle(update);
		expect(world.calls).toEqual([]);
		expect(world.logged.map(({ event }) => event)).toEqual(broken.map(() => "telegram_malformed_update"));
	});

	it("an update that comes twice starts one run and is answered once", async () => {
		const world = chatWorld();
		await world.write("/sinkron");
		await Promise.all([world.bot.handle(world.delivered[0]), world.bot.handle(world.delivered[0])]);
		expect(world.jobs).toHaveLength(1);
		expect(world.said()).toHaveLength(1);
	});

	it("an answer that Telegram asks to pause is late, and never an apology", async () => {
		const world = chatWorld();
		const message = { message_id: 5, date: 0, from: ANI, chat: { id: ANI.id, type: "private" }, text: "/bantuan" };
		world.interference.now = () => flooded(40);
		await expect(world.bot.handle({ update_id: 1, message })).rejects.toThrow("Telegram asks for a pause");
		expect(world.calls).toHaveLength(1);
		world.interference.now = null;
		await world.bot.handle({ update_id: 1, message });
		expect(world.calls).toHaveLength(2);
		expect(String(world.calls[1]?.body.text)).not.toContain("Maaf");
	});

	it("an update that could not even be recorded is given back, so that Telegram sends it again", async () => {
		const world = chatWorld();
		const away = () => {
			throw new Error("D1 is away");
		};
		// Of the binding, the bot's queries use nothing but prepare.
		const broken = chatWorld({ db: database({ prepare: away } as unknown as D1Database) });
		await world.write("/bantuan");
		await expect(broken.bot.handle(world.delivered[0])).rejects.toThrow("could not be recorded");
	});

	it("a failure while answering is logged, told kindly, and never thrown at Telegram", async () => {
		const world = chatWorld();
		const failing = chatWorld({ db: world.db, connection: world.connection, pageLink: () => Promise.reject(new Error("no")) });
		await failing.write("/info");
		expect(failing.lastSaid().text).toContain("Sync Information");
		failing.interference.now = () => new Response("<html>", { status: 200 });
		await failing.write("/bantuan");
		expect(failing.logged.map(({ event }) => event)).toContain("telegram_update_failed");
	});
});
