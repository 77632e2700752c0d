import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { commit } from "../../src/store/database.ts";
import { countOpenLetters, keepDeadLetter } from "../../src/store/deadletters.ts";
import { smhChannel } from "../../src/systems/smh/channel.ts";
import { ANI, BUDI, type ChatWorld, chatWorld } from "./support.ts";

const MINUTE_MS = 60_000;
let world: ChatWorld;
beforeAll(() => applyD1Migrations(env.DB, env.TEST_MIGRATIONS));
beforeEach(() => {
	world = chatWorld({ sync: async () => ({ ...world.context, channels: [smhChannel] }) });
});

const job = (run: string) => ({ kind: "drive", connection: "default", run });
const nonsense = { queue: "sync-jobs", body: { kind: "<b>x</b>" }, cause: '[{"code":"invalid_union","path":["kind"]}]' };
async function keep(letter: { queue: string; body: unknown; cause: string }, ageMs = 5 * MINUTE_MS): Promise<void> {
	const { db, connection, clock } = world;
	await commit(db, [keepDeadLetter({ connection, ...letter, at: clock.now - ageMs })]);
}
const open = () => countOpenLetters(world.db, world.connection);
const buttons = (to: { id: number } = ANI) =>
	world
		.lastSaid(to)
		.keyboard?.flat()
		.map(({ text }) => text);
const webhook = {
	queue: "webhooks/smh",
	body: JSON.stringify({ type: "customer.created", data: { id: 7 } }),
	cause: "data.id: Required",
};

describe("/gagal", () => {
	it("says when there is nothing", async () => {
		await world.write("/gagal");
		expect(world.lastSaid()).toMatchObject({ text: "✅ Tidak ada pesan yang gagal diproses.", keyboard: null });
	});

	it("is in the menu and in the help", async () => {
		await world.write("/start");
		expect(world.lastSaid().text).toContain("/gagal – Pesan yang gagal diproses");
	});

	it("shows the newest with their origin, age and cause in plain words, and nothing of their content", async () => {
		await keep({ queue: "sync-jobs-dead", body: job("r1"), cause: "out of retries" }, 26 * 60 * MINUTE_MS);
		await keep({ queue: "sync-jobs", body: job("rahasia"), cause: "Accurate menolak <login>" }, 3 * 60 * MINUTE_MS);
		await keep(webhook, 12 * MINUTE_MS);
		await keep(nonsense, 1000);
		await world.write("/gagal");
		expect(world.lastSaid().text).toBe(
			[
				"4 pesan gagal diproses",
				"",
				"1. Pekerjaan sinkron · 1 menit lalu\nisinya tidak dapat dibaca",
				"",
				"2. Webhook SMH · 12 menit lalu\nisinya tidak dapat dibaca",
				"",
				"3. Pekerjaan sinkron · 3 jam lalu\nAccurate menolak <login>",
				"",
				"4. Pekerjaan sinkron · 1 hari lalu\nsudah dicoba berkali-kali, tetap gagal",
			].join("\n"),
		);
		expect(buttons()).toEqual(["1. Ulangi", "2. Ulangi", "3. Ulangi", "4. Ulangi", "🔁 Ulangi semua"]);
	});

	it("shows five of many, and says so", async () => {
		for (let n = 0; n < 8; n++) await keep({ queue: "sync-jobs", body: job(`r${n}`), cause: "out of retries" });
		await world.write("/gagal", BUDI);
		expect(world.lastSaid(BUDI).text).toContain("8 messages could not be processed\nThese are the newest 5.");
		expect(buttons(BUDI)).toEqual([...[1, 2, 3, 4, 5].map((n) => `${n}. Try again`), "🔁 Try all again"]);
	});
});

describe("Ulangi", () => {
	it("puts a queue message back, once, however often it is pressed and from however many lists", async () => {
		await keep({ queue: "sync-jobs", body: job("r1"), cause: "x" });
		await world.write("/gagal");
		world.clock.now += 2000;
		await world.write("/gagal");
		const [older, newer] = world.said();
		const data = (message: typeof newer) => message?.keyboard?.flat()[0]?.callback_data ?? "";
		await Promise.all([1, 2].map(() => world.pressData(data(newer), newer?.message_id ?? 0)));
		await world.pressData(data(older), older?.message_id ?? 0);
		expect(world.jobs).toEqual([job("r1")]);
		expect(world.said()[1]).toMatchObject({
			text: "✅ 1 pesan diulangi.\n✅ Tidak ada pesan yang gagal diproses.",
			keyboard: null,
		});
		expect(world.said()[0]?.text).toContain("Pesan itu sudah diulangi.");
		expect((await world.audit()).map(({ actor, action }) => [JSON.parse(actor).name, action])).toEqual([
			["Ani", "letter.replay"],
		]);
	});

	it("takes a webhook in", async () => {
		await keep(webhook);
		await world.write("/gagal");
		await world.press("1. Ulangi");
		expect(
			await world.db.all(
				sql`SELECT record_id AS id FROM inbox WHERE source <> 'telegram' AND connection_id = ${world.connection}`,
			),
		).toEqual([{ id: "7" }]);
		expect(await open()).toBe(0);
	});

	it("says when the message still cannot be read, and leaves it in the list", async () => {
		await keep(nonsense);
		await world.write("/gagal");
		await world.press("1. Ulangi");
		expect(world.lastSaid().text).toContain(
			"⚠️ Pesan itu masih belum dapat dibaca, jadi tetap di daftar. Minta pengelola sistem memeriksanya.\n\n1 pesan gagal diproses",
		);
		await world.press("1. Ulangi");
		expect(world.toasts()).toEqual(["Sebentar…", "Sebentar…"]);
	});

	it("that fails says so politely, and can be pressed again", async () => {
		await keep({ queue: "sync-jobs", body: job("r1"), cause: "x" });
		await world.write("/gagal");
		const { sendBatch } = world.context.queue;
		world.context.queue.sendBatch = () => Promise.reject(new Error("the queue is down"));
		await world.press("1. Ulangi");
		expect(world.lastSaid().text).toContain("Maaf, ada gangguan di pihak kami.");
		world.context.queue.sendBatch = sendBatch;
		await world.press("1. Ulangi");
		expect(world.jobs).toEqual([job("r1")]);
	});
});

describe("Ulangi semua", () => {
	beforeEach(async () => {
		for (let n = 0; n < 3; n++) await keep({ queue: "sync-jobs", body: job(`r${n}`), cause: "x" });
		await keep(nonsense);
		await world.write("/gagal");
		await world.press("Ulangi semua");
	});

	it("asks first", async () => {
		expect(world.lastSaid().text).toContain("Ulangi 4 pesan yang gagal?\n");
		expect(buttons()).toEqual(["Ya, ulangi semua", "Batal"]);
		expect([world.jobs, await open()]).toEqual([[], 4]);
		await world.press("Batal");
		expect(world.lastSaid()).toMatchObject({ text: "Baik, tidak ada yang diubah.", keyboard: null });
		expect(await open()).toBe(4);
	});

	it("does them all, and says how many nobody can read", async () => {
		await world.press("Ya, ulangi semua");
		expect(world.jobs).toHaveLength(3);
		expect(world.lastSaid().text).toContain(
			"✅ 3 pesan diulangi.\n⚠️ 1 pesan belum dapat dibaca dan tetap di daftar. Minta pengelola sistem memeriksanya.\n\n1 pesan gagal diproses",
		);
	});

	it("is too late after five minutes, and not for somebody else", async () => {
		const { message_id, keyboard } = world.lastSaid();
		await world.pressData(keyboard?.flat()[0]?.callback_data ?? "", message_id, { ...BUDI });
		world.clock.now += 5 * MINUTE_MS + 1000;
		await world.press("Ya, ulangi semua");
		expect(world.toasts().slice(-2)).toEqual(["This button is not for you.", expect.stringContaining("sudah tidak berlaku")]);
		expect(world.jobs).toEqual([]);
	});
});
