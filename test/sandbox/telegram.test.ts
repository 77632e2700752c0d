import { Bot, InputFile } from "grammy";
import { describe, expect, it } from "vitest";
import { CREDENTIALS } from "../../sandbox/credentials.ts";
import { telegramPeople } from "../../sandbox/telegram/people.ts";
import { telegramWorld } from "./telegram-world.ts";

const send = { chat_id: 7, text: "Halo" };

describe("the Bot API stand-in lets in only its bot", () => {
	it("refuses a wrong token with 401 and an unknown method with 404", async () => {
		const { call } = telegramWorld();
		expect(await call("getMe", {}, "1000001:wrong")).toEqual({
			status: 401,
			ok: false,
			error_code: 401,
			description: "Unauthorized",
		});
		expect(await call("sendFlowers")).toMatchObject({ status: 404, ok: false, description: "Not Found: method not found" });
		expect((await call("getme")).result).toMatchObject({ id: 1000001, is_bot: true, username: "sinkron_bot" });
	});

	it("takes parameters from the query and from a form as well", async () => {
		const { app } = telegramWorld();
		const url = `/bot${CREDENTIALS.telegram.botToken}/sendMessage`;
		expect((await app.request(`${url}?chat_id=7&text=satu`)).status).toBe(200);
		expect((await app.request(url, { method: "POST", body: new URLSearchParams({ chat_id: "7", text: "dua" }) })).status).toBe(
			200,
		);
		expect((await app.request(url, { method: "POST", headers: { "content-type": "application/json" }, body: "{" })).status).toBe(
			400,
		);
	});
});

describe("messages", () => {
	it("reach only people who wrote to the bot; the admin's chat is there from the beginning", async () => {
		const { call, refusal } = telegramWorld();
		expect((await call("sendMessage", send)).result).toMatchObject({
			message_id: 1,
			text: "Halo",
			chat: { id: 7, type: "private" },
		});
		expect(await refusal("sendMessage", { ...send, chat_id: 99 })).toBe("Bad Request: chat not found");
	});

	it("have 1 to 4096 characters after the formatting is read", async () => {
		const { refusal } = telegramWorld();
		expect(await refusal("sendMessage", { chat_id: 7, text: "  \n" })).toBe("Bad Request: message text is empty");
		expect(await refusal("sendMessage", { chat_id: 7, text: "<b></b>", parse_mode: "HTML" })).toBe(
			"Bad Request: message text is empty",
		);
		expect(await refusal("sendMessage", { chat_id: 7, text: `<b>${"x".repeat(4096)}</b>`, parse_mode: "HTML" })).toBe("");
		expect(await refusal("sendMessage", { chat_id: 7, text: "x".repeat(4097) })).toBe("Bad Request: message is too long");
		expect(await refusal("sendMessage", { chat_id: 7, text: "😀".repeat(2049) })).toBe("Bad Request: message is too long");
	});

	it("can be edited by the bot that sent them, and only when something changes", async () => {
		const { world, call, refusal } = telegramWorld();
		await call("setWebhook", { url: "https://worker.example/telegram" });
		const { message } = await telegramPeople(world).sendMessage({ from: { id: 7, first_name: "Ani" }, text: "/info" });
		const id = (await call("sendMessage", { ...send, reply_markup: { inline_keyboard: [[{ text: "Ya", callback_data: "y" }]] } }))
			.result.message_id;
		const edit = { chat_id: 7, message_id: id, text: "Halo" };
		expect((await call("editMessageText", edit)).result).not.toHaveProperty("reply_markup");
		expect(await refusal("editMessageText", edit)).toMatch(
			/^Bad Request: message is not modified: specified new message content/,
		);
		expect(await refusal("editMessageReplyMarkup", { chat_id: 7, message_id: id })).toMatch(/message is not modified/);
		expect(await refusal("editMessageText", { ...edit, message_id: 999 })).toBe("Bad Request: message to edit not found");
		expect(await refusal("editMessageText", { ...edit, message_id: message.message_id })).toBe(
			"Bad Request: message can't be edited",
		);
	});

	it("can be deleted for 48 hours", async () => {
		const { clock, call, refusal } = telegramWorld();
		const first = (await call("sendMessage", send)).result.message_id;
		expect((await call("deleteMessage", { chat_id: 7, message_id: first })).result).toBe(true);
		expect(await refusal("deleteMessage", { chat_id: 7, message_id: first })).toBe("Bad Request: message to delete not found");
		const second = (await call("sendMessage", send)).result.message_id;
		clock.now += 49 * 3600_000;
		expect(await refusal("deleteMessage", { chat_id: 7, message_id: second })).toMatch(/message can't be deleted/);
	});

	it("meet the flood limit, which says when to come back", async () => {
		const { clock, call } = telegramWorld();
		for (let sent = 0; sent < 20; sent++) expect((await call("sendMessage", send)).ok).toBe(true);
		clock.now += 4_000;
		expect(await call("sendMessage", send)).toEqual({
			status: 429,
			ok: false,
			error_code: 429,
			description: "Too Many Requests: retry after 6",
			parameters: { retry_after: 6 },
		});
		clock.now += 6_000;
		expect((await call("sendMessage", send)).ok).toBe(true);
	});
});

describe("inline keyboards", () => {
	const withButton = (button: unknown) => ({ ...send, reply_markup: { inline_keyboard: [[button]] } });

	it("carry 1 to 64 bytes of callback data, counted in UTF-8", async () => {
		const { refusal } = telegramWorld();
		expect(await refusal("sendMessage", withButton({ text: "a", callback_data: "x".repeat(64) }))).toBe("");
		expect(await refusal("sendMessage", withButton({ text: "a", callback_data: "x".repeat(65) }))).toBe(
			"Bad Request: BUTTON_DATA_INVALID",
		);
		expect(await refusal("sendMessage", withButton({ text: "a", callback_data: "é".repeat(33) }))).toMatch(/BUTTON_DATA_INVALID/);
		expect(await refusal("sendMessage", withButton({ text: "a", callback_data: "" }))).toMatch(/BUTTON_DATA_INVALID/);
		expect(await refusal("sendMessage", withButton({ text: "a" }))).toMatch(/Text buttons are unallowed/);
		expect(await refusal("sendMessage", { ...send, reply_markup: "{" })).toMatch(/can't parse reply_markup/);
		expect(await refusal("sendMessage", { ...send, reply_markup: { keyboard: [] } })).toMatch(/inline_keyboard/);
	});

	it("link to absolute addresses; loopback addresses are let through for local links", async () => {
		const { refusal } = telegramWorld();
		expect(await refusal("sendMessage", withButton({ text: "a", url: "https://worker.example/" }))).toBe("");
		expect(await refusal("sendMessage", withButton({ text: "a", url: "http://127.0.0.1:8787/" }))).toBe("");
		expect(await refusal("sendMessage", withButton({ text: "a", url: "/masalah" }))).toMatch(/Wrong HTTP URL/);
		expect(await refusal("sendMessage", withButton({ text: "a", url: "javascript:alert(1)" }))).toMatch(/Wrong HTTP URL/);
		expect(await refusal("sendMessage", withButton({ text: "a", url: "http://localhost:8787/" }))).toMatch(/Wrong HTTP URL/);
	});
});

describe("documents", () => {
	it("arrive as grammY sends them, and their text cannot be edited", async () => {
		const { world, app, refusal } = telegramWorld();
		const bot = new Bot(CREDENTIALS.telegram.botToken, {
			client: {
				apiRoot: "http://telegram.test",
				fetch: async (input: RequestInfo | URL, init?: RequestInit) =>
					app.request(String(input).replace("http://telegram.test", ""), init),
			},
		});
		const csv = new TextEncoder().encode("kode;nama\nP-1;Toko Jaya é\n");
		const sent = await bot.api.sendDocument(7, new InputFile(csv, "masalah.csv"), {
			caption: "<b>2</b> baris",
			parse_mode: "HTML",
		});
		expect(telegramPeople(world).chat(7).messages).toMatchObject([
			{
				text: "2 baris",
				html: "<b>2</b> baris",
				document: { file_name: "masalah.csv", size: csv.length, content: "kode;nama\nP-1;Toko Jaya é\n" },
			},
		]);
		expect(await refusal("editMessageText", { chat_id: 7, message_id: sent.message_id, text: "x" })).toBe(
			"Bad Request: there is no text in the message to edit",
		);
		expect(await refusal("sendDocument", { chat_id: 7 })).toBe("Bad Request: there is no document in the request");
	});
});

describe("registrations", () => {
	it("keep the webhook with its secret, over https or loopback only", async () => {
		const { call, refusal } = telegramWorld();
		expect(await refusal("setWebhook", { url: "http://worker.example/t" })).toMatch(/An HTTPS URL must be provided/);
		expect(await refusal("setWebhook", { url: "https://w.example", secret_token: "a b" })).toMatch(/unallowed characters/);
		await call("setWebhook", { url: "http://127.0.0.1:8787/t", secret_token: "s-1", allowed_updates: ["message"] });
		expect((await call("getWebhookInfo")).result).toMatchObject({ url: "http://127.0.0.1:8787/t", allowed_updates: ["message"] });
		await call("deleteWebhook");
		expect((await call("getWebhookInfo")).result.url).toBe("");
	});

	it("keep commands per scope", async () => {
		const { call, refusal } = telegramWorld();
		const commands = [{ command: "sinkron", description: "Sinkron Data" }];
		const scope = { type: "chat", chat_id: 7 };
		await call("setMyCommands", { commands, scope });
		expect((await call("getMyCommands", { scope })).result).toEqual(commands);
		expect((await call("getMyCommands")).result).toEqual([]);
		expect(await refusal("setMyCommands", { commands: [{ command: "Sinkron!", description: "x" }] })).toMatch(
			/BOT_COMMAND_INVALID/,
		);
		expect(await refusal("setMyCommands", { commands, scope: { type: "chat", chat_id: 99 } })).toBe(
			"Bad Request: chat not found",
		);
		expect(await refusal("sendChatAction", { chat_id: 7, action: "dancing" })).toMatch(/wrong parameter action/);
		expect((await call("setChatMenuButton", { menu_button: { type: "commands" } })).result).toBe(true);
	});
});
