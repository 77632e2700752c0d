import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import type { Projection } from "../../src/domain/model.ts";
import { insertChanges, type PlannedChange } from "../../src/store/changes.ts";
import { commit } from "../../src/store/database.ts";
import { activeRun, endRun, getRun } from "../../src/store/runs.ts";
import { watchRun } from "../../src/store/watchers.ts";
import type { SystemPort } from "../../src/systems/port.ts";
import { ANI, BUDI, type ChatWorld, chatWorld, seedProblem, seedRecords } from "./support.ts";

beforeAll(() => applyD1Migrations(env.DB, env.TEST_MIGRATIONS));

const change = (id: number, more: Partial<PlannedChange> = {}): PlannedChange => ({
	...{ entity: "customer", side: "smh", operation: "create", smhId: null, accurateId: `${id}`, label: `C-${id} · Toko ${id}` },
	...{ before: null, after: { code: `C-${id}`, name: `Toko ${id}`, city: null }, state: "previewed", ...more },
});

/** A preview that Ani's chat watches, and that has come to its end with these changes. */
async function previewed(world: ChatWorld, changes: readonly PlannedChange[]) {
	const run = await world.run({ mode: "preview" });
	await world.write("/bantuan");
	const { message_id: messageId } = world.lastSaid();
	await watchRun(world.db, world.connection, { runId: run.id, chatId: ANI.id, messageId, language: "id", shown: "" });
	await commit(world.db, [insertChanges(run, changes, 0), endRun(run.id, "done", run.startedAt + 12_000, null)].flat());
	const ended = await getRun(world.db, world.connection, run.id);
	if (!ended) throw new Error("no such run");
	await world.notifier.ended(ended);
	return ended;
}

/** Systems of which only the batch sizes matter. */
function withSystems(world: ChatWorld): ChatWorld {
	const port = (storesPartnerId: boolean) =>
		// Nothing but these two is asked for an estimate.
		({ capabilities: { batchSize: () => 100, storesPartnerId } }) as unknown as SystemPort;
	return chatWorld({
		...{ db: world.db, connection: world.connection },
		sync: async () => ({ ...world.context, ports: { smh: port(true), accurate: port(false) } }),
	});
}

const buttons = (world: ChatWorld, who = ANI) =>
	world
		.lastSaid(who)
		.keyboard?.flat()
		.map(({ text }) => text);

describe("a preview that has ended", () => {
	it("says per side what is new, why the rest stays, the first five changes, calls and time, and offers to run it", async () => {
		const world = withSystems(chatWorld());
		await seedRecords(world, [
			{ entity: "product", side: "accurate", id: "61" },
			...Array.from({ length: 6 }, (_, index) => ({ entity: "customer", side: "accurate", id: `${51 + index}` }) as const),
		]);
		await seedProblem(world, "product", "accurate", "61", "INACTIVE");
		await previewed(world, [
			...Array.from({ length: 6 }, (_, index) => change(51 + index)),
			change(90, { entity: "employee", side: "accurate", smhId: "4", accurateId: null, label: "K-1 · <Agung>" }),
		]);
		const { text, html } = world.lastSaid();
		expect(text).toBe(
			[
				"✅ Pratinjau selesai dalam 12 detik",
				"SMH: 6 pelanggan baru",
				"Accurate: 1 karyawan baru",
				"",
				"1 data tidak ikut",
				"• 1 – Nonaktif, jadi tidak dibuat di sistem lain",
				"",
				"5 dari 7 perubahan",
				...[51, 52, 53, 54, 55].flatMap((id, index) => [
					`${index + 1}. C-${id} · Toko ${id} · Pelanggan, baru di SMH`,
					`   Kode: – → C-${id}`,
					`   Nama: – → Toko ${id}`,
				]),
				"",
				"⏱ Perkiraan untuk mengerjakannya: 3 panggilan API, sekitar 3 detik",
				"Belum ada data yang diubah. Kirim /sinkron untuk menjalankannya.",
			].join("\n"),
		);
		expect(buttons(world)).toEqual(["Lihat lebih banyak", "▶️ Jalankan sinkron"]);
		await world.press("Lihat lebih banyak");
		expect(world.lastSaid().text).toContain("Perubahan 6–7 dari 7\n6. C-56 · Toko 56");
		expect(world.lastSaid().text).toContain("7. K-1 · <Agung> · Karyawan, baru di Accurate");
		expect(world.lastSaid().keyboard).toBeNull();
		expect(html).not.toContain("<Agung>");
	});

	it("shows deletes and edits first, with the values before and after, tags and all", async () => {
		const world = withSystems(chatWorld());
		const before: Projection = { name: "Toko <b>Lama</b>", creditLimit: "1500000" };
		const after: Projection = { name: "Toko & Baru", creditLimit: "2000000.5" };
		await previewed(world, [
			change(51),
			change(52, { operation: "update", smhId: "2", before, after }),
			change(53, { operation: "remove", smhId: "3", before: { code: "C-53" }, after: null }),
			change(54, { operation: "link", smhId: "5", after: null }),
		]);
		const { text, html } = world.lastSaid();
		expect(text).toContain("SMH: 1 pelanggan baru, 1 pelanggan diubah, 1 pelanggan dihapus\n1 pelanggan dipasangkan");
		expect(text).toContain(
			[
				"1. C-53 · Toko 53 · Pelanggan, dihapus di SMH",
				"2. C-52 · Toko 52 · Pelanggan, diubah di SMH",
				"   Nama: Toko <b>Lama</b> → Toko & Baru",
				"   Batas kredit: 1.500.000 → 2.000.000,5",
				"3. C-54 · Toko 54 · Pelanggan, dipasangkan",
			].join("\n"),
		);
		expect(html).toContain("Toko &lt;b&gt;Lama&lt;/b&gt; → Toko &amp; Baru");
	});

	it("pages through hundreds of changes, ten at a time", async () => {
		const world = withSystems(chatWorld());
		await previewed(
			world,
			Array.from({ length: 200 }, (_, index) => change(index + 1)),
		);
		for (let page = 1; page <= 20; page++) {
			// Telegram lets nobody write many messages a second.
			world.clock.now += 1000;
			await world.press("Lihat lebih banyak");
		}
		expect(world.lastSaid().text).toContain("Perubahan 196–200 dari 200");
		expect(world.lastSaid().keyboard).toBeNull();
	});

	it("fits one message, whatever people typed", async () => {
		const world = withSystems(chatWorld());
		const long = Object.fromEntries(
			["code", "name", "group", "term", "priceList", "address", "city", "notes"].map((field) => [field, "<&>".repeat(200)]),
		);
		await previewed(
			world,
			Array.from({ length: 9 }, (_, index) => change(index + 1, { label: "&".repeat(500), after: long })),
		);
		expect(world.lastSaid().text).toContain("✅ Pratinjau selesai");
		expect(buttons(world)).toContain("▶️ Jalankan sinkron");
	});

	it("starts the run on one press, once, in the name of whoever pressed", async () => {
		const world = withSystems(chatWorld());
		await previewed(world, [change(51)]);
		const { message_id, keyboard } = world.lastSaid();
		const data = keyboard?.flat()[0]?.callback_data ?? "";
		await Promise.all([world.pressData(data, message_id), world.pressData(data, message_id)]);
		const run = await activeRun(world.db, world.connection);
		expect(run).toMatchObject({ mode: "auto", trigger: "telegram", actor: { userId: ANI.id } });
		expect((await world.audit()).filter(({ action }) => action === "run.start")).toHaveLength(1);
		await commit(world.db, [sql`UPDATE run SET state = 'done', finished_at = 1 WHERE id = ${run?.id}`]);
		await world.pressData(data, message_id);
		expect(await activeRun(world.db, world.connection)).toBeNull();
		expect(world.toasts().at(-1)).toBe("Sudah dikerjakan.");
	});

	it("asks once more, with the counts, where the run would delete", async () => {
		const world = withSystems(chatWorld());
		await previewed(world, [change(51), change(53, { operation: "remove", smhId: "3", after: null })]);
		await world.press("Jalankan");
		expect(world.lastSaid().text).toBe(
			"⚠️ Sinkron ini juga menghapus data. Jalankan?\n• 1 pelanggan dihapus di SMH\nTombol di bawah berlaku 5 menit.",
		);
		await world.press("Batal");
		expect(await activeRun(world.db, world.connection)).toBeNull();
		await world.press("Jalankan sinkron");
		await world.press("Ya, jalankan");
		expect(await activeRun(world.db, world.connection)).toMatchObject({ mode: "auto" });
	});

	it("neither another admin nor an hour later presses it; what it says stays", async () => {
		const world = withSystems(chatWorld());
		await previewed(world, [change(51)]);
		const { message_id, keyboard } = world.lastSaid();
		await world.write("/bantuan", BUDI);
		await world.pressData(keyboard?.flat()[0]?.callback_data ?? "", message_id, BUDI);
		expect(world.toasts()).toEqual(["This button is not for you."]);
		world.clock.now += 60 * 60_000 + 1000;
		await world.press("Jalankan sinkron");
		expect(world.lastSaid()).toMatchObject({ message_id, keyboard: null });
		expect(world.lastSaid().text).toContain("SMH: 1 pelanggan baru");
		expect(await activeRun(world.db, world.connection)).toBeNull();
	});

	it("offers nothing to run where nothing would change, and needs no estimate to say so", async () => {
		const world = chatWorld();
		await previewed(world, []);
		expect(world.lastSaid().text).toBe(
			"✅ Pratinjau selesai dalam 12 detik\nTidak ada yang perlu diubah; kedua sistem sudah sama.",
		);
		expect(world.lastSaid().keyboard).toBeNull();
	});
});
