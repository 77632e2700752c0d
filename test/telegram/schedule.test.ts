import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ConnectionSettings, connectionSettings } from "../../src/domain/settings.ts";
import { readSettings } from "../../src/store/connections.ts";
import { lastRun } from "../../src/store/runs.ts";
import { BUDI, type ChatWorld, chatWorld } from "./support.ts";

beforeAll(() => applyD1Migrations(env.DB, env.TEST_MIGRATIONS));

const DEFAULTS = connectionSettings.parse({});
let world: ChatWorld;
let stored: () => Promise<ConnectionSettings>;
beforeEach(() => {
	const bare = chatWorld();
	stored = () => readSettings(bare.db, bare.connection, DEFAULTS);
	world = chatWorld({
		...{ db: bare.db, connection: bare.connection },
		sync: async () => ({ ...bare.context, settings: await stored(), now: () => world.clock.now }),
	});
	// Tuesday the 24th of November 2026, 12.00 WIB.
	world.clock.now = Date.UTC(2026, 10, 24, 5);
});
const schedule = async () => (await stored()).schedule;

describe("/jadwal", () => {
	it("says when the nightly sync is, when the next one is, and how to change it", async () => {
		await world.write("/jadwal");
		const { text } = world.lastSaid();
		for (const line of [
			"Jam\n01.00 WIB",
			"Hari\nsetiap hari",
			"Jam tanpa sinkron penuh\ntidak ada",
			"Sinkron malam berikutnya\nRabu, 25 Nov 2026 01.00 WIB",
			"/jadwal jam 02.30",
		])
			expect(text).toContain(line);
	});

	it("changes time, days, zone and the hours without full syncs, each in the admin's name", async () => {
		await world.write("/jadwal jam 2.30");
		expect(world.lastSaid().text).toContain("✅ Tersimpan.");
		await world.write("/jadwal hari senin - kamis, sabtu");
		await world.write("/jadwal zona wita");
		await world.write("/jadwal sibuk 11-17");
		expect(await schedule()).toEqual({
			time: "02:30",
			days: ["monday", "tuesday", "wednesday", "thursday", "saturday"],
			zone: "WITA",
			noFullRuns: { from: "11:00", to: "17:00" },
		});
		const { text } = world.lastSaid();
		expect(text).toContain("Hari\nSenin, Selasa, Rabu, Kamis, Sabtu");
		expect(text).toContain("Jam tanpa sinkron penuh\n11.00 sampai 17.00 WITA");
		expect(text).toContain("Sinkron malam berikutnya\nRabu, 25 Nov 2026 02.30 WITA");
		const changes = (await world.audit()).filter(({ action }) => action === "settings.change");
		expect(changes).toHaveLength(4);
		expect(changes[0]?.actor).toContain('"userId":7');
		await world.write("/jadwal sibuk tidak");
		await world.write("/jadwal hari semua");
		expect(await schedule()).toMatchObject({ days: DEFAULTS.schedule.days, noFullRuns: { from: null, to: null } });
	});

	it("takes a range over the end of the week, and no day at all", async () => {
		await world.write("/jadwal hari sabtu-senin");
		expect((await schedule()).days).toEqual(["monday", "saturday", "sunday"]);
		await world.write("/jadwal hari tidak");
		expect((await schedule()).days).toEqual([]);
		expect(world.lastSaid().text).toContain("Hari\ntidak ada; sinkron malam dimatikan");
		expect(world.lastSaid().text).not.toContain("berikutnya");
	});

	it.each([
		["/jadwal jam 25", "Isian “jam” belum tepat.\nYang bisa dipakai: jam seperti 02.30, di luar jam sibuk."],
		["/jadwal hari funday", "Isian “hari” belum tepat."],
		["/jadwal zona GMT", "Yang bisa dipakai: WIB, WITA, WIT."],
		["/jadwal sibuk 11", "Isian “sibuk” belum tepat."],
		["/jadwal sibuk 0-6", "rentang seperti 11-17 yang tidak memuat jam sinkron malam, atau tidak."],
		["/jadwal warna biru", "Isian “warna” belum tepat.\nYang bisa dipakai: jam, hari, zona, sibuk."],
	])("refuses %s, naming what it may be; nothing half applied", async (text, answer) => {
		await world.write(text);
		expect(world.lastSaid().text).toContain(answer);
		expect(await stored()).toEqual(DEFAULTS);
	});

	it("is in English for those whose Telegram is", async () => {
		await world.write("/jadwal days monday-friday", BUDI);
		expect(world.lastSaid(BUDI).text).toContain("Days\nMonday, Tuesday, Wednesday, Thursday, Friday");
		expect(world.lastSaid(BUDI).text).toContain("Wednesday, 25 Nov 2026 01.00 WIB");
	});
});

describe("/sinkron penuh", () => {
	it("is a full sync", async () => {
		await world.write("/sinkron penuh");
		expect((await lastRun(world.db, world.connection))?.mode).toBe("full");
	});

	it("in the hours without is answered with why, and with what there is instead; /sinkron itself begins", async () => {
		await world.write("/jadwal sibuk 11-17");
		await world.write("/sinkron penuh");
		expect(world.lastSaid().text).toBe(
			"⏸ Sinkron penuh tidak dijalankan antara pukul 11.00 dan 17.00 WIB, sesuai /jadwal.\n" +
				"→ Kirim /sinkron untuk sinkron cepat (hanya yang berubah), atau coba lagi di luar jam itu.",
		);
		expect(await lastRun(world.db, world.connection)).toBeNull();
		await world.write("/sinkron");
		expect((await lastRun(world.db, world.connection))?.mode).toBe("auto");
	});
});
