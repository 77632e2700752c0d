import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ConnectionSettings, connectionSettings } from "../../src/domain/settings.ts";
import { readSettings } from "../../src/store/connections.ts";
import { commit } from "../../src/store/database.ts";
import { BUDI, type ChatWorld, chatWorld, seedLink, seedRecords } from "./support.ts";

beforeAll(() => applyD1Migrations(env.DB, env.TEST_MIGRATIONS));

const DEFAULTS = connectionSettings.parse({
	branch: "Kantor Pusat",
	dummy: { accurate: { idUpTo: { customer: 2150 }, nameContains: ["<contoh>"] } },
});

let world: ChatWorld;
let stored: () => Promise<ConnectionSettings>;

/** The context is made anew for each command, with the settings as they are stored by then. */
beforeEach(() => {
	const bare = chatWorld();
	stored = () => readSettings(bare.db, bare.connection, DEFAULTS);
	world = chatWorld({
		...{ db: bare.db, connection: bare.connection },
		sync: async () => ({ ...bare.context, settings: await stored() }),
	});
});

const changes = async () => (await world.audit()).filter(({ action }) => action === "settings.change");

describe("/pengaturan", () => {
	it("says in plain words how the connection is set, and how to change it", async () => {
		await world.write("/pengaturan");
		const { text, html, keyboard } = world.lastSaid();
		for (const line of [
			"Cabang Accurate\nKantor Pusat",
			"Jenis barang yang tidak ikut\nGROUP, PRODUCTION_COST",
			"Data contoh di Accurate (tidak pernah ikut)\nPelanggan dengan ID sampai 2150; nama memuat <contoh>",
			"Data contoh di SMH (tidak pernah ikut)\ntidak ada",
			"Bila isian yang sama diubah di kedua sistem\nnilai Accurate dipakai",
			"Bila data dihapus di Accurate\ndihapus juga di SMH",
			"Bila data dihapus di SMH\ndihapus juga di Accurate",
		])
			expect(text).toContain(line);
		expect(html).toContain("&lt;contoh&gt;");
		expect(keyboard?.map((row) => row.map((button) => button.text))).toEqual([
			["✓ Accurate", "SMH", "Tanya dulu"],
			["✓ Hapus di SMH", "Nonaktifkan", "Biarkan"],
		]);
	});

	it("changes the conflict policy and what follows a delete with one tap, in the admin's name", async () => {
		await world.write("/pengaturan");
		await world.press("Tanya dulu");
		expect((await stored()).conflictPolicy).toBe("ask");
		expect(world.lastSaid().text).toContain("✅ Tersimpan.");
		expect(world.lastSaid().text).toContain("tanya dulu di /konflik");
		await world.press("Biarkan");
		expect(await stored()).toEqual({ ...DEFAULTS, conflictPolicy: "ask", onDelete: { smh: "unlink", accurate: "delete" } });
		expect(await changes()).toMatchObject([{ actor: expect.stringContaining('"userId":7') }, {}]);
	});

	it("takes a second press of the same button for what it is", async () => {
		await world.write("/pengaturan");
		const { message_id, keyboard } = world.lastSaid();
		const data = keyboard?.flat()[1]?.callback_data ?? "";
		await world.pressData(data, message_id);
		await world.pressData(data, message_id);
		expect(await changes()).toHaveLength(1);
	});

	it("changes nothing for another admin's press, nor after an hour", async () => {
		await world.write("/pengaturan");
		const { message_id, keyboard } = world.lastSaid();
		const data = keyboard?.flat()[1]?.callback_data ?? "";
		await world.write("/bantuan", BUDI);
		await world.pressData(data, message_id, BUDI);
		world.clock.now += 60 * 60_000 + 1000;
		await world.press("SMH");
		expect(world.toasts()).toEqual([
			"This button is not for you.",
			"Tombol ini sudah tidak berlaku. Kirim perintahnya lagi bila masih perlu.",
		]);
		expect(await changes()).toEqual([]);
	});

	it("takes a branch, or all of them", async () => {
		await seedRecords(world, [{ entity: "customer", side: "accurate", id: "51" }]);
		await commit(world.db, [
			sql`INSERT INTO connection (id, fence, created_at, branches) VALUES (${world.connection}, 0, 0, '["Gudang Surabaya"]')
				ON CONFLICT DO UPDATE SET branches = excluded.branches`,
		]);
		await world.write("/pengaturan cabang  gudang  SURABAYA");
		expect((await stored()).branch).toBe("Gudang Surabaya");
		await world.write("/pengaturan cabang Gudang <Malang>");
		expect((await stored()).branch).toBe("Gudang <Malang>");
		expect(world.lastSaid().text).toContain(
			"⚠️ Belum ada data dari cabang “Gudang <Malang>”. Cabang yang terlihat: Gudang Surabaya.",
		);
		await world.write("/pengaturan cabang semua");
		expect((await stored()).branch).toBeNull();
		expect(world.lastSaid().text).toContain("Cabang Accurate\nsemua cabang");
	});

	it("takes the id up to which records are samples, in Accurate unless SMH is named", async () => {
		await world.write("/pengaturan contoh produk 2150");
		await world.write("/pengaturan contoh smh karyawan 3");
		expect((await stored()).dummy.accurate.idUpTo).toEqual({ customer: 2150, product: 2150, employee: 0 });
		expect((await stored()).dummy.smh.idUpTo).toEqual({ customer: 0, product: 0, employee: 3 });
		expect((await stored()).dummy.accurate.nameContains).toEqual(["<contoh>"]);
	});

	it("takes item types in and out", async () => {
		await world.write("/pengaturan jenis -service, +group");
		expect((await stored()).excludedItemTypes).toEqual(["SERVICE", "PRODUCTION_COST"]);
	});

	it.each([
		["/pengaturan warna biru", "Isian “warna” belum tepat.\nYang bisa dipakai: cabang, contoh, jenis."],
		["/pengaturan cabang", "Isian “Cabang Accurate” belum tepat.\nYang bisa dipakai: nama cabang di Accurate, atau semua."],
		["/pengaturan contoh toko 5", "Isian “contoh” belum tepat.\nYang bisa dipakai: pelanggan, produk, karyawan."],
		["/pengaturan contoh produk -1", "Isian “contoh · Produk” belum tepat.\nYang bisa dipakai: angka ID, 0 atau lebih."],
		["/pengaturan contoh produk 5 6", "Yang bisa dipakai: angka ID, 0 atau lebih."],
		[
			"/pengaturan jenis GROUP",
			"Isian “jenis” belum tepat.\nYang bisa dipakai: - (tidak ikut) atau + (ikut) di depan INVENTORY,",
		],
		["/pengaturan jenis -GROUP,-<APA>", "PRODUCTION_COST."],
	])("refuses %s, naming the field and what it may be; nothing half applied", async (text, answer) => {
		await world.write(text);
		expect(world.lastSaid().text).toContain(answer);
		expect(await stored()).toEqual(DEFAULTS);
		expect(await changes()).toEqual([]);
	});

	it("is in English for those whose Telegram is", async () => {
		await world.write("/pengaturan sample customer 99", BUDI);
		expect(world.lastSaid(BUDI).text).toContain("✅ Saved.");
		expect(world.lastSaid(BUDI).text).toContain("Customer with an id up to 99");
	});
});

describe("/tandai and /bukan_contoh", () => {
	beforeEach(async () => {
		await seedRecords(world, [
			{ entity: "customer", side: "accurate", id: "51", code: "C-51", name: "Toko <Contoh>" },
			{ entity: "product", side: "smh", id: "9", dummy: true },
			{ entity: "customer", side: "accurate", id: "52" },
			{ entity: "customer", side: "smh", id: "1" },
		]);
		await seedLink(world, "customer", "1", "52", "accurate");
	});
	const dummies = async () =>
		(
			await world.db.all<{ id: string }>(
				sql`SELECT id FROM record WHERE connection_id = ${world.connection} AND dummy = 1 ORDER BY id`,
			)
		).map(({ id }) => id);

	it("mark a record as a sample, or as none, whatever the rules say", async () => {
		await world.write("/tandai pelanggan accurate 51");
		expect(world.lastSaid().text).toBe(
			"✅ Ditandai sebagai data contoh, jadi tidak ikut sinkron.\nC-51 · Toko <Contoh>\nPelanggan di Accurate, ID 51\n/sinkron berikutnya menyamakan sisanya.",
		);
		expect(world.lastSaid().html).toContain("Toko &lt;Contoh&gt;");
		await world.write("/bukan_contoh produk SMH 9");
		expect(world.lastSaid().text).toContain("✅ Ditandai bukan data contoh, jadi ikut sinkron.");
		expect(await dummies()).toEqual(["51"]);
		expect((await world.audit()).map(({ action }) => action)).toEqual(["record.mark", "record.unmark"]);
	});

	it("refuse a record that has a partner, and one that nobody has read", async () => {
		await world.write("/tandai pelanggan accurate 52");
		expect(world.lastSaid().text).toBe("⚠️ Data itu sudah berpasangan di kedua sistem, jadi tidak dapat dijadikan data contoh.");
		await world.write("/tandai karyawan smh 77");
		expect(world.lastSaid().text).toContain("⚠️ Karyawan di SMH, ID 77: belum pernah terbaca.");
		expect(await dummies()).toEqual(["9"]);
	});

	it.each([
		["/tandai", "Isian “jenis data” belum tepat.\nYang bisa dipakai: pelanggan, produk, karyawan."],
		["/tandai pelanggan jurnal 5", "Isian “sistem” belum tepat.\nYang bisa dipakai: smh, accurate."],
		[
			"/bukan_contoh pelanggan smh lima",
			"Isian “ID” belum tepat.\nYang bisa dipakai: angka ID, 0 atau lebih.\n/bukan_contoh pelanggan accurate 2150",
		],
	])("say how they are used: %s", async (text, answer) => {
		await world.write(text);
		expect(world.lastSaid().text).toContain(answer);
	});
});
