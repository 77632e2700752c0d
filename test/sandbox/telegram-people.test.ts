import { describe, expect, it } from "vitest";
import { telegramPeople } from "../../sandbox/telegram/people.ts";
import { resetTelegram } from "../../sandbox/telegram/state.ts";
import { ANI, telegramWorld } from "./telegram-world.ts";

const WEBHOOK = { url: "http://127.0.0.1:8787/webhooks/telegram", secret_token: "local-telegram-secret" };
const ASK = { inline_keyboard: [[{ text: "Ya", callback_data: "run:1" }]] };

async function connected(webhookStatus?: number) {
	const telegram = telegramWorld(webhookStatus);
	await telegram.call("setWebhook", WEBHOOK);
	return { ...telegram, people: telegramPeople(telegram.world) };
}
const updates = (delivered: readonly { body: string }[]) => delivered.map(({ body }) => JSON.parse(body));

describe("people who write to the bot", () => {
	it("reach its webhook with the secret, the person, the command, and an update id that grows", async () => {
		const { people, delivered } = await connected();
		const { status, message } = await people.sendMessage({ from: ANI, text: " /karyawan Agung " });
		await people.sendMessage({ from: ANI, text: "halo" });
		expect(status).toBe(200);
		expect(message).toMatchObject({ text: "/karyawan Agung", from: { id: 7, first_name: "Ani", is_bot: false } });
		expect(delivered[0]).toMatchObject({
			system: "telegram",
			url: WEBHOOK.url,
			headers: { "x-telegram-bot-api-secret-token": WEBHOOK.secret_token },
		});
		const [first, second] = updates(delivered);
		expect(first.message).toMatchObject({
			message_id: 1,
			from: { id: 7, is_bot: false },
			chat: { id: 7, type: "private" },
			text: "/karyawan Agung",
			entities: [{ type: "bot_command", offset: 0, length: 9 }],
		});
		expect(second.update_id).toBe(first.update_id + 1);
	});

	it("open a chat that the bot may write to from then on", async () => {
		const { people, refusal } = await connected();
		const hello = { chat_id: 99, text: "Halo" };
		expect(await refusal("sendMessage", hello)).toBe("Bad Request: chat not found");
		await people.sendMessage({ from: { id: 99, first_name: "Orang Asing" }, text: "/start" });
		expect(await refusal("sendMessage", hello)).toBe("");
	});

	it("hear plainly when no bot listens", async () => {
		const { world } = telegramWorld();
		await expect(telegramPeople(world).sendMessage({ from: ANI, text: "/info" })).rejects.toMatchObject({
			status: 409,
			message: expect.stringContaining("no webhook"),
		});
	});

	it("hear when the bot did not ask for such updates", async () => {
		const { call, people } = await connected();
		await call("setWebhook", { ...WEBHOOK, allowed_updates: ["callback_query"] });
		await expect(people.sendMessage({ from: ANI, text: "/info" })).rejects.toMatchObject({ status: 409 });
	});

	it("have a delivery that failed repeated in the background", async () => {
		const { call, people, delivered, later } = await connected(503);
		expect((await people.sendMessage({ from: ANI, text: "/info" })).status).toBe(503);
		expect(later).toEqual(delivered);
		expect((await call("getWebhookInfo")).result.last_error_message).toBe("Wrong response from the webhook: 503");
	});
});

describe("people who press buttons", () => {
	it("send the message with the data, and see the answer", async () => {
		const { call, people, delivered } = await connected();
		const id = (await call("sendMessage", { chat_id: 7, text: "Jalankan?", reply_markup: ASK })).result.message_id;
		expect(await people.press({ from: { id: 7 }, message_id: id, data: "run:1" })).toEqual({ status: 200 });
		const [{ callback_query: query }] = updates(delivered);
		expect(query).toMatchObject({
			data: "run:1",
			from: { id: 7, first_name: "Ani" },
			message: { message_id: id, text: "Jalankan?" },
		});
		await call("answerCallbackQuery", { callback_query_id: query.id, text: "Sudah dimulai" });
		expect(people.chat(7).alerts).toMatchObject([{ messageId: id, text: "Sudah dimulai", showAlert: false }]);
	});

	it("press only buttons that are there", async () => {
		const { call, people } = await connected();
		const id = (await call("sendMessage", { chat_id: 7, text: "Jalankan?", reply_markup: ASK })).result.message_id;
		await expect(people.press({ from: { id: 7 }, message_id: id, data: "run:2" })).rejects.toMatchObject({ status: 404 });
		await call("editMessageReplyMarkup", { chat_id: 7, message_id: id });
		await expect(people.press({ from: { id: 7 }, message_id: id, data: "run:1" })).rejects.toMatchObject({ status: 404 });
		await expect(people.press({ from: { id: 99 }, message_id: id, data: "run:1" })).rejects.toMatchObject({ status: 404 });
	});

	it("are answered once and within fifteen seconds, or not at all", async () => {
		const { call, refusal, people, delivered, clock } = await connected();
		const tooOld = "Bad Request: query is too old and response timeout expired or query ID is invalid";
		const id = (await call("sendMessage", { chat_id: 7, text: "Jalankan?", reply_markup: ASK })).result.message_id;
		const press = async (): Promise<string> => {
			await people.press({ from: { id: 7 }, message_id: id, data: "run:1" });
			return updates(delivered).at(-1).callback_query.id;
		};
		const first = await press();
		clock.now += 15_000;
		expect(await refusal("answerCallbackQuery", { callback_query_id: first })).toBe("");
		expect(await refusal("answerCallbackQuery", { callback_query_id: first })).toBe(tooOld);
		const second = await press();
		clock.now += 15_001;
		expect(await refusal("answerCallbackQuery", { callback_query_id: second })).toBe(tooOld);
		expect(await refusal("answerCallbackQuery", { callback_query_id: "123" })).toBe(tooOld);
	});
});

describe("a chat as its reader sees it", () => {
	it("shows edits, formatting and keyboards, and no deleted message", async () => {
		const { call, people, clock } = await connected();
		await people.sendMessage({ from: ANI, text: "/sinkron <b>" });
		const gone = (await call("sendMessage", { chat_id: 7, text: "sebentar" })).result.message_id;
		const id = (await call("sendMessage", { chat_id: 7, text: "mulai" })).result.message_id;
		await call("deleteMessage", { chat_id: 7, message_id: gone });
		clock.now += 3000;
		await call("editMessageText", {
			chat_id: 7,
			message_id: id,
			text: "<b>131</b> masuk",
			parse_mode: "HTML",
			reply_markup: ASK,
		});
		expect(people.chat(7).messages).toMatchObject([
			{ text: "/sinkron <b>", html: "/sinkron &lt;b&gt;", keyboard: null },
			{ message_id: id, text: "131 masuk", html: "<b>131</b> masuk", keyboard: ASK.inline_keyboard, from: { is_bot: true } },
		]);
		expect(people.chat(7).messages[1]?.edit_date).toBe((people.chat(7).messages[1]?.date ?? 0) + 3);
		expect(people.chat(12345)).toEqual({ messages: [], alerts: [] });
	});

	it("is empty after a reset, while the registrations stay and ids go on", async () => {
		const { world, people, delivered } = await connected();
		await people.sendMessage({ from: ANI, text: "/info" });
		world.state.telegram = resetTelegram(world.state.telegram);
		expect(people.chat(7).messages).toEqual([]);
		await people.sendMessage({ from: ANI, text: "/info" });
		const [first, second] = updates(delivered);
		expect(second.update_id).toBe(first.update_id + 1);
		expect(second.message.message_id).toBe(2);
	});
});
