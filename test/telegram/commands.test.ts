import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { BUDI, type ChatWorld, chatWorld, seedLink, seedProblem, seedRecords } from "./support.ts";

beforeAll(() => applyD1Migrations(env.DB, env.TEST_MIGRATIONS));

let world: ChatWorld;
beforeEach(() => {
	world = chatWorld();
});

describe("help", () => {
	it("names every command with what it does, and puts them into the menu of the chat", async () => {
		await world.write("/start");
		const { text } = world.lastSaid();
		expect(text).toContain("Halo, Ani!");
		const commands = ["sinkron", "pratinjau", "info", "karyawan", "masalah", "konflik", "gagal"];
		commands.push("jadwal", "status", "laporan", "pengaturan", "tandai", "bukan_contoh", "batal", "bantuan");
		for (const command of commands) expect(text).toContain(`/${command} – `);
		expect(world.calls.filter(({ method }) => method === "setMyCommands").map(({ body }) => body)).toMatchObject([
			{ scope: { type: "chat", chat_id: 7 }, commands: commands.map((command) => ({ command })) },
			{ scope: { type: "chat", chat_id: 7 }, language_code: "en" },
		]);
	});

	it("is in English for those whose Telegram is, and a short hint answers what is no command", async () => {
		await world.write("/bantuan", BUDI);
		expect(world.lastSaid(BUDI).text).toContain("Hello, Budi!");
		await world.write("tolong sinkron dong");
		expect(world.lastSaid().text).toContain("/bantuan");
		await world.write("/entah");
		expect(world.lastSaid().text).toContain("/bantuan");
	});
});

describe("/karyawan", () => {
	beforeEach(async () => {
		await seedRecords(world, [
			{ side: "smh", id: "1", code: "KRY-001", name: "Agung Prasetyo", projection: { position: "Salesman" } },
			{ side: "accurate", id: "2151", code: "KRY-001", name: "Agung Prasetyo" },
			{ side: "accurate", id: "2152", code: "KRY-<9>", name: "<b>Tono & Co</b>", active: false },
		]);
		await seedLink(world, "employee", "1", "2151", "smh");
		await seedProblem(world, "employee", "accurate", "2152", "INACTIVE");
	});

	it.each(["agung", "AGUNG PRAS", "kry-001", "prasetyo"])("finds an employee by a part of name or code: %s", async (part) => {
		await world.write(`/karyawan ${part}`);
		const { text } = world.lastSaid();
		expect(text).toContain("Agung Prasetyo");
		expect(text).toContain("KRY-001");
		expect(text).toContain("Jabatan: Salesman");
		expect(text).toContain("ID SMH: 1 · Partner ID: 2151");
		expect(text).toContain("Sama di kedua sistem");
		expect(text).toContain("1 karyawan ditemukan");
	});

	it("shows names as they are typed, tags and all, with the reason and the next step", async () => {
		await world.write("/Karyawan tono");
		const { text, html } = world.lastSaid();
		expect(text).toContain("<b>Tono & Co</b> (nonaktif)");
		expect(html).toContain("&lt;b&gt;Tono &amp; Co&lt;/b&gt;");
		expect(text).toContain("Kode: KRY-<9>");
		expect(text).toContain("ID SMH: belum ada");
		expect(text).toContain("Nonaktif, jadi tidak dibuat di sistem lain. Aktifkan dulu bila masih dipakai.");
	});

	it("says how to use it, and says kindly when nobody fits", async () => {
		await world.write("/karyawan");
		expect(world.lastSaid().text).toContain("Contoh: /karyawan Agung");
		await world.write("/karyawan <Zaenal> 100%");
		expect(world.lastSaid().text).toContain("Karyawan “<Zaenal> 100%” belum ditemukan.");
		await world.write(`/karyawan ${"Agung Prasetyo yang bekerja di gudang ".repeat(5)}`);
		expect(world.lastSaid().text).toContain("belum ditemukan");
	});

	it("shows the first ten and says that there are more", async () => {
		const more = Array.from({ length: 12 }, (_, index) => ({ side: "smh" as const, id: `${50 + index}`, name: `Wati ${index}` }));
		await seedRecords(world, more);
		await world.write("/karyawan wati");
		const { text } = world.lastSaid();
		expect(text.match(/Wati/g)).toHaveLength(10);
		expect(text).toContain("Ini 10 yang pertama");
	});
});

describe("/info and /masalah", () => {
	async function seed() {
		await seedRecords(world, [
			{ entity: "customer", side: "accurate", id: "1", dummy: true },
			{ entity: "customer", side: "accurate", id: "51" },
			{ entity: "customer", side: "accurate", id: "52" },
			{ entity: "customer", side: "smh", id: "9" },
			{ entity: "product", side: "accurate", id: "61" },
		]);
		await seedLink(world, "customer", "9", "51", "accurate");
		await seedProblem(world, "customer", "accurate", "52", "INACTIVE");
		await seedProblem(world, "product", "accurate", "61", "INACTIVE");
	}

	it("shows the four figures per system in a table that fits a phone, the reasons, the last run and the page", async () => {
		await seed();
		await world.run({ state: "queued", startedAt: Date.UTC(2026, 10, 22, 10, 5) });
		await world.write("/info");
		const { text, html, keyboard } = world.lastSaid();
		const table = /<pre>([\s\S]*)<\/pre>/.exec(html)?.[1] ?? "";
		expect(table.split("\n\n")[0]?.split("\n")).toEqual([
			"Pelanggan        SMH   Accurate",
			"Dummy Data         0          1",
			"Data               0          2",
			"Sinkron            1          0",
			"Total              1          3",
		]);
		for (const line of table.split("\n")) expect(line.length).toBeLessThanOrEqual(32);
		expect(text).toContain("1 pelanggan, 0 produk, 0 karyawan");
		expect(text).toContain("Belum sinkron: 2");
		expect(text).toContain("• 1 – Nonaktif, jadi tidak dibuat di sistem lain");
		expect(text).toContain("Terakhir: Sinkron, 22 Nov 2026 17.05 WIB, menunggu giliran (Ani)");
		expect(keyboard).toEqual([[{ text: "Buka Sync Information", url: "https://sinkron.test/masuk?t=abc" }]]);
	});

	it("says what to do while nothing has been read, and has no button without a page", async () => {
		const bare = chatWorld({ pageLink: async () => null });
		await bare.write("/info");
		expect(bare.lastSaid().text).toContain("/pratinjau");
		expect(bare.lastSaid().text).toContain("Belum pernah dijalankan.");
		expect(bare.lastSaid().keyboard).toBeNull();
	});

	it("counts the problems by reason over all entities, each with its next step", async () => {
		await world.write("/masalah");
		expect(world.lastSaid().text).toContain("Tidak ada masalah");
		await seed();
		await world.write("/masalah");
		const { text } = world.lastSaid();
		expect(text).toContain("2 data belum sinkron");
		expect(text).toContain(
			"2 · Nonaktif, jadi tidak dibuat di sistem lain\n1 pelanggan, 1 produk\n→ Aktifkan dulu bila masih dipakai.",
		);
	});
});
