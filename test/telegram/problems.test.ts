import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { words } from "../../src/domain/problem-detail.ts";
import { activeRun } from "../../src/store/runs.ts";
import { ANI, BUDI, type ChatWorld, chatWorld, seedProblem, seedRecords } from "./support.ts";

beforeAll(() => applyD1Migrations(env.DB, env.TEST_MIGRATIONS));

const NAME = '<b onclick="x">Toko & Co</b>';

let world: ChatWorld;
beforeEach(async () => {
	world = chatWorld();
	await seedRecords(world, [
		...Array.from({ length: 12 }, (_, index) => {
			return { entity: "customer", side: "accurate", id: `${51 + index}`, code: `C-${51 + index}`, name: NAME } as const;
		}),
		{ entity: "product", side: "accurate", id: "61", code: "=1+1", name: "+CMD|' /C calc'!A0" },
	]);
	for (let id = 51; id < 63; id++) {
		await seedProblem(world, "customer", "accurate", `${id}`, "INVALID_FIELD", { field: "email", detail: words("bukan alamat") });
	}
	await seedProblem(world, "product", "accurate", "61", "INACTIVE", { attempts: 3 });
});

describe("/masalah", () => {
	it("offers a button per reason, the most frequent first, and the page", async () => {
		await world.write("/masalah");
		expect(
			world
				.lastSaid()
				.keyboard?.flat()
				.map(({ text }) => text),
		).toEqual([
			"12 · Ada isian yang tidak dapat diterima",
			"1 · Nonaktif, jadi tidak dibuat di sist…",
			"📄 Unduh CSV",
			"Buka Sync Information",
		]);
	});

	it("has one for each of them, however many there are", async () => {
		const reasons = [
			"OTHER_BRANCH",
			"TYPE_NOT_SUPPORTED",
			"MISSING_CODE",
			"MISSING_FIELD",
			"DUPLICATE_CODE",
			"NO_RIGHT",
		] as const;
		for (const [index, reason] of reasons.entries()) await seedProblem(world, "customer", "smh", `${index}`, reason);
		await seedRecords(
			world,
			reasons.map((_, index) => ({ entity: "customer", side: "smh", id: `${index}` })),
		);
		await world.write("/masalah");
		expect(world.lastSaid().keyboard?.flat()).toHaveLength(10);
	});

	it("shows the first ten records of a reason: what they are, where, why, since when; names as typed, tags and all", async () => {
		await world.write("/masalah");
		await world.press("12 ·");
		const { text, html, keyboard } = world.lastSaid();
		expect(text).toContain("12 · Ada isian yang tidak dapat diterima\n12 pelanggan\n→ Perbaiki isian itu, lalu kirim /sinkron.");
		expect(text).toContain(`1. C-51 · ${NAME}\nPelanggan di Accurate, ID 51 · sejak 22 Nov 2026\nEmail: bukan alamat`);
		expect(text.match(/sejak/g)).toHaveLength(10);
		expect(text).toContain("Nomor 1–10 dari 12");
		expect(html).toContain("&lt;b onclick=");
		expect(keyboard?.flat().map((button) => button.text)).toEqual(["Berikutnya ▶", "🔁 Coba lagi", "📄 Unduh CSV"]);
		await world.press("Berikutnya");
		expect(world.lastSaid().text).toContain("Nomor 11–12 dari 12");
		expect(world.lastSaid().text).toContain("11. C-61");
		await world.press("Sebelumnya");
		expect(world.lastSaid().text).toContain("Nomor 1–10 dari 12");
	});

	it("sends the records of the reason that was asked about as a CSV, and no others", async () => {
		await world.write("/masalah");
		await world.press("12 ·");
		await world.press("Unduh CSV");
		const rows = (world.lastSaid().document?.content ?? "").trimEnd().split("\r\n").slice(1);
		expect([world.lastSaid().text, rows.length]).toEqual(["12 data belum sinkron", 12]);
	});

	it("tries all records of the reason again, once, with one run in the admin's name", async () => {
		await world.write("/masalah");
		await world.press("12 ·");
		const { message_id, keyboard } = world.lastSaid();
		const data = keyboard?.flat().find((button) => button.text.includes("Coba lagi"))?.callback_data ?? "";
		await Promise.all([world.press("Coba lagi"), world.pressData(data, message_id)]);
		expect(await activeRun(world.db, world.connection)).toMatchObject({
			mode: "auto",
			trigger: "telegram",
			actor: { userId: 7 },
		});
		expect(world.jobs).toHaveLength(1);
		expect((await world.audit()).map(({ action }) => action)).toEqual(["problem.retry", "run.start"]);
		expect(world.toasts()).toContain("Sudah dikerjakan.");
	});

	it("lets the button be pressed again when it could not be done", async () => {
		const { sync } = world.options;
		const failures = [new Error("away")];
		const shaky = chatWorld({
			...{ db: world.db, connection: world.connection },
			sync: () => {
				const failure = failures.pop();
				return failure ? Promise.reject(failure) : sync();
			},
		});
		await shaky.write("/masalah");
		await shaky.press("12 ·");
		await shaky.press("Coba lagi");
		expect(shaky.lastSaid().text).toBe("Maaf, ada gangguan di pihak kami. Coba lagi beberapa saat lagi.");
		await shaky.press("Coba lagi");
		expect(await activeRun(world.db, world.connection)).not.toBeNull();
	});

	it("sends every open problem as a CSV that no spreadsheet runs", async () => {
		await world.write("/masalah");
		await world.press("Unduh CSV");
		const { document, text } = world.lastSaid();
		expect(text).toBe("13 data belum sinkron");
		expect(document?.file_name).toBe("belum-sinkron-2026-11-22.csv");
		const [heading, ...rows] = (document?.content ?? "").trimEnd().split("\r\n");
		expect(heading?.replace("\uFEFF", "")).toBe(
			"Jenis data,Sistem,ID,Kode,Nama,Sebab,Keterangan,Pertama terlihat (WIB),Terakhir terlihat (WIB),Percobaan",
		);
		expect(rows).toHaveLength(13);
		expect(rows[0]).toBe(
			`Pelanggan,Accurate,51,C-51,"${NAME.replaceAll('"', '""')}",Ada isian yang tidak dapat diterima,Email: bukan alamat,2026-11-22 17:00,2026-11-22 17:00,0`,
		);
		expect(rows[12]).toContain("Produk,Accurate,61,'=1+1,'+CMD|' /C calc'!A0,");
		expect(rows[12]).toMatch(/,3$/);
	});

	it("speaks English to those whose Telegram does", async () => {
		await world.write("/masalah", BUDI);
		await world.press("12 ·", BUDI);
		expect(world.lastSaid(BUDI).text).toContain("Customer in Accurate, id 51 · since 22 Nov 2026\nE-mail: bukan alamat");
	});

	it("does nothing for another admin's button, nor for one of an hour ago, whose list stays", async () => {
		await world.write("/masalah");
		const { message_id, keyboard } = world.lastSaid();
		const data = keyboard?.flat()[0]?.callback_data ?? "";
		await world.write("/bantuan", BUDI);
		await world.pressData(data, message_id, BUDI);
		expect(world.toasts()).toEqual(["This button is not for you."]);
		world.clock.now += 60 * 60_000 + 1000;
		await world.press("12 ·");
		expect(world.toasts().at(-1)).toContain("sudah tidak berlaku");
		expect(world.lastSaid(ANI)).toMatchObject({ message_id, keyboard: null });
		expect(world.lastSaid(ANI).text).toContain("13 data belum sinkron");
	});
});
