import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { type ConnectionSettings, connectionSettings } from "../../src/domain/settings.ts";
import { insertChanges, type PlannedChange } from "../../src/store/changes.ts";
import { readSettings } from "../../src/store/connections.ts";
import { commit } from "../../src/store/database.ts";
import { lastRun } from "../../src/store/runs.ts";
import type { SystemPort } from "../../src/systems/port.ts";
import { draftOf, settingsIn } from "../../src/web/page/settings-form.ts";
import { type Browser, createWorld, ids, NASTY, NOON, read, seedProblems, seedRecords, signedIn, type World } from "./support.ts";

/** A side that takes a hundred rows at once. */
const port = (storesPartnerId: boolean): SystemPort =>
	// Of a port, an estimate uses its capabilities alone.
	({ capabilities: { batchSize: () => 100, storesPartnerId } }) as unknown as SystemPort;

let world: World;
let browser: Browser;
beforeEach(async () => {
	world = await createWorld((deps) => ({
		sync: async () => ({ ...(await deps.sync()), ports: { smh: port(true), accurate: port(false) } }),
	}));
	browser = await signedIn(world);
});

const html = async (path: string): Promise<string> => (await browser.get(path)).text();
const text = async (path: string): Promise<string> => read(await html(path));

async function finishedRun(mode: "auto" | "preview", changes: readonly PlannedChange[]): Promise<string> {
	await browser.post("/sync-information/runs", { mode });
	const run = await lastRun(world.db, world.connection);
	if (!run) throw new Error("no run");
	await commit(world.db, [
		sql`UPDATE run SET state = 'done', finished_at = ${NOON + 65_000} WHERE id = ${run.id}`,
		insertChanges(run, changes, NOON),
	]);
	return run.id;
}

const edit: PlannedChange = {
	entity: "customer",
	side: "smh",
	operation: "update",
	smhId: "1",
	accurateId: "91",
	label: "K-1 · Toko",
	before: { name: "Lama", creditLimit: null },
	after: { name: "Baru", creditLimit: "1500000.5" },
	state: "applied",
};
const create: PlannedChange = {
	...edit,
	side: "accurate",
	operation: "create",
	accurateId: null,
	before: null,
	after: { name: "Baru", active: true, notes: null },
};

describe("a run in detail", () => {
	it("shows each record field by field, before and after, and the counts", async () => {
		const id = await finishedRun("auto", [
			edit,
			create,
			{ ...edit, operation: "partner_id", before: null, after: null },
			{ ...edit, smhId: "2", operation: "remove", after: null, label: "K-2", state: "failed" },
		]);
		const seen = await text(`/runs/${id}`);
		expect(seen).toContain("Rincian sinkron Sinkron Selesai 22 Nov 2026 12.00 WIB, oleh halaman ini, selama 1 menit 5 detik");
		expect(seen).toContain("Pelanggan Produk Karyawan Total Dibuat di Accurate Online 1 0 0 1 Diubah di SMH 1 0 0 1");
		expect(seen).toContain(
			"Diubah di SMH K-1 · Toko Pelanggan · SMH 1 · Accurate Online 91 · 2 isian Isian Sebelum Sesudah Nama Lama Baru Batas kredit (kosong) 1.500.000,5",
		);
		expect(seen).toContain("Dibuat di Accurate Online K-1 · Toko Pelanggan · SMH 1 · 2 isian Isian Sesudah Nama Baru Aktif Ya");
		expect(seen).toContain("Hapus K-2 Gagal");
		expect(await text("/sync-information")).toContain("Lihat rinciannya");
	});

	it("says of a preview what it would do, what it would take, and what would stay behind", async () => {
		await seedRecords(world, "smh", "customer", [{ id: "1" }, { id: "2" }]);
		await seedProblems(world, "smh", "customer", [{ id: "2", reason: "INACTIVE" }]);
		const id = await finishedRun("preview", [{ ...create, state: "previewed" }]);
		const seen = await text(`/runs/${id}`);
		expect(seen).toContain("Rincian pratinjau");
		expect(seen).toContain("Akan dibuat di Accurate Online K-1 · Toko");
		expect(seen).toMatch(/Perkiraan untuk menuliskannya: \d+ detik, dengan 1 panggilan ke Accurate Online dan 1 ke SMH\./);
		expect(seen).toContain("Yang tetap belum ikut, dan alasannya Nonaktif, jadi tidak dibuat di sistem lain 1");
		expect(await html(`/runs/${id}`)).toContain('name="mode" value="auto"');
	});

	it("is filtered and paged", async () => {
		const many = ids(1, 60).map((smhId) => ({ ...edit, smhId, label: `K-${smhId}.` }));
		const id = await finishedRun("auto", [...many, { ...create, entity: "product", label: "B-1" }]);
		const next =
			/href="([^"]*cursor=[^"]*)"/.exec(await html(`/runs/${id}?operation=update`))?.[1]?.replaceAll("&amp;", "&") ?? "";
		const rest = await text(next);
		expect([rest.includes("K-50."), rest.includes("K-51."), rest.includes("K-60."), rest.includes("B-1")]).toEqual([
			false,
			true,
			true,
			false,
		]);
		expect(await text(`/runs/${id}?entity=product`)).toContain("B-1");
		expect(await text(`/runs/${id}?entity=employee`)).toContain("Tidak ada perubahan di sini.");
		expect((await browser.get(`/runs/${id}?cursor=x`)).status).toBe(400);
	});

	it("is nobody else's, and not there under another name", async () => {
		const id = await finishedRun("auto", [edit]);
		expect((await browser.get("/runs/nobody")).status).toBe(404);
		expect((await (await signedIn(await createWorld())).get(`/runs/${id}`)).status).toBe(404);
		expect((await world.fetch(`/runs/${id}`)).headers.get("location")).toBe("/sign-in");
	});

	it("writes nothing that data says as HTML", async () => {
		const id = await finishedRun("auto", [{ ...edit, label: NASTY, before: { name: NASTY }, after: { name: NASTY } }]);
		await commit(world.db, [sql`UPDATE change SET state = 'failed', error = ${NASTY} WHERE run_id = ${id}`]);
		const page = await html(`/runs/${id}`);
		expect([page.includes("<script>alert"), page.includes("<img"), page.includes("&lt;script&gt;")]).toEqual([
			false,
			false,
			true,
		]);
	});
});

describe("the history", () => {
	it("lists the last runs and who did what", async () => {
		const id = await finishedRun("auto", [edit]);
		const seen = await text("/history");
		expect(seen).toContain("Riwayat Sinkron 22 Nov 2026 12.00 WIB Sinkron Selesai oleh halaman ini 1 diubah di SMH");
		expect(seen).toContain("22 Nov 2026 12.00 WIB halaman ini Memulai sinkron Sinkron");
		expect(await html("/history")).toContain(`href="/runs/${id}"`);
	});

	it("goes back as far as there is something, page by page", async () => {
		for (let row = 0; row < 60; row++) {
			await commit(world.db, [
				sql`INSERT INTO audit (connection_id, at, actor, action, detail)
					VALUES (${world.connection}, ${NOON}, '{"kind":"cron"}', ${`odd.action.${row}.`}, '{}')`,
			]);
		}
		const older = /href="(\/history\?cursor=[^"]*)"/.exec(await html("/history"))?.[1] ?? "";
		const seen = await text(older);
		expect([seen.includes("odd.action.59."), seen.includes("odd.action.0."), seen.includes("Ke yang terbaru")]).toEqual([
			false,
			true,
			true,
		]);
	});

	it("shows odd rows as far as they make sense, and nothing of them as HTML", async () => {
		const actors = [{ kind: "telegram", userId: 7, name: NASTY }, { kind: "stranger", telegramId: 9 }, { kind: "engine" }];
		const details = [{ run: NASTY, mode: "x", count: "y" }, { entity: "customer", field: NASTY, after: NASTY }, { before: 1 }];
		for (const [index, actor] of actors.entries()) {
			for (const action of ["conflict.choose", "settings.change", NASTY]) {
				await commit(world.db, [
					sql`INSERT INTO audit (connection_id, at, actor, action, detail) VALUES (${world.connection}, ${NOON},
						${JSON.stringify(actor)}, ${action}, ${JSON.stringify(details[index])})`,
				]);
			}
		}
		const page = await html("/history");
		expect([page.includes("<script>alert"), page.includes("<img")]).toEqual([false, false]);
		expect(read(page)).toContain("orang tak dikenal (9)");
	});
});

describe("the settings", () => {
	const DEFAULTS = connectionSettings.parse({});
	const stored = (): Promise<ConnectionSettings> => readSettings(world.db, world.connection, DEFAULTS);
	/** The form as a browser sends it, with something changed. */
	const form = (changed: Readonly<Record<string, string | readonly string[]>> = {}): [string, string][] =>
		Object.entries({ ...Object.fromEntries(draftOf(DEFAULTS)), ...changed }).flatMap(([name, value]) =>
			[value].flat().map((one): [string, string] => [name, one]),
		);

	it("go through the form and back unchanged", () => {
		const full = connectionSettings.parse({
			branch: "Kantor Pusat",
			excludedItemTypes: ["SERVICE"],
			dummy: { smh: { codePrefixes: ["X-", "TEST"] }, accurate: { idUpTo: { customer: 2150 }, nameContains: ["contoh"] } },
			conflictPolicy: "ask",
			onDelete: { accurate: "unlink" },
			schedule: { time: "22:30", days: ["tuesday"], zone: "WIT", noFullRuns: { from: "11:00", to: "17:00" } },
			retention: { changes: 90, runs: 400, audit: 1_000, inbox: 14 },
		});
		expect(settingsIn(draftOf(full))).toEqual(full);
		expect(settingsIn(draftOf(DEFAULTS))).toEqual(DEFAULTS);
	});

	it("are shown with the branches that there are", async () => {
		await commit(world.db, [
			sql`INSERT INTO connection (id, fence, created_at, branches) VALUES (${world.connection}, 0, 0, ${JSON.stringify([NASTY])})`,
		]);
		const page = await html("/settings");
		expect(page).toContain('<input type="radio" name="conflictPolicy" value="accurate" checked>');
		expect(page).toContain('<option value="&lt;script&gt;');
		expect(page).not.toContain("<script>alert");
	});

	it("are saved whole, under the reader's name", async () => {
		const response = await browser.post(
			"/settings",
			form({
				branch: " Kantor Pusat ",
				excludedItemTypes: [],
				conflictPolicy: "ask",
				"dummy.accurate.idUpTo.customer": "2150",
				"dummy.smh.codePrefixes": "X-\r\n\r\n TEST ",
			}),
		);
		expect([response.status, response.headers.get("location")]).toEqual([303, "/settings?told=savedUnseenBranch"]);
		expect(await stored()).toMatchObject({
			branch: "Kantor Pusat",
			excludedItemTypes: [],
			conflictPolicy: "ask",
			dummy: { accurate: { idUpTo: { customer: 2150, product: 0 } }, smh: { codePrefixes: ["X-", "TEST"] } },
		});
		expect(await text("/settings?told=savedUnseenBranch")).toContain(
			"Pengaturan disimpan, tetapi cabang itu belum pernah terlihat",
		);
		const history = await text("/history");
		expect(history).toContain("halaman ini Mengubah pengaturan Cabang Accurate Online: (kosong) → Kantor Pusat");
		expect(history).toContain("Data contoh di SMH, Kode diawali: (kosong) → X-, TEST");
	});

	it("say when the nightly sync is and how long things are kept, and change both", async () => {
		const page = await html("/settings");
		expect(page).toContain('<input id="schedule.time" name="schedule.time" type="time" value="01:00">');
		expect(page).toContain('<input type="checkbox" name="schedule.days" value="sunday" checked> <span>Minggu</span>');
		expect(page).toContain(
			'<input id="retention.changes" name="retention.changes" inputmode="numeric" autocomplete="off" value="180">',
		);
		const changed = form({
			...{ "schedule.time": "22:30", "schedule.zone": "WITA", "schedule.days": ["monday", "friday"], "retention.inbox": "14" },
			...{ "schedule.noFullRuns.from": "11:00", "schedule.noFullRuns.to": "17:00" },
		});
		expect((await browser.post("/settings", changed)).headers.get("location")).toBe("/settings?told=saved");
		expect(await stored()).toEqual({
			...DEFAULTS,
			schedule: { time: "22:30", days: ["monday", "friday"], zone: "WITA", noFullRuns: { from: "11:00", to: "17:00" } },
			retention: { ...DEFAULTS.retention, inbox: 14 },
		});
		const history = await text("/history");
		for (const change of ["Jam: 01:00 → 22:30", "Senin, Jumat", "Tanpa sinkron penuh, dari pukul: (kosong) → 11:00"])
			expect(history).toContain(change);
	});

	it.each([
		["schedule.time", "25:00", "Isi dengan jam seperti 01:00, di luar jam tanpa sinkron penuh."],
		["schedule.noFullRuns.to", "17:00", "Isi kedua jamnya dan berbeda, atau kosongkan keduanya."],
		["schedule.days", "funday", "Pilih salah satu: monday, tuesday, wednesday, thursday, friday, saturday, sunday."],
		["schedule.zone", "GMT", "Pilih salah satu: WIB, WITA, WIT."],
		["retention.runs", "7", "Isi dengan jumlah hari: 7 sampai 3650, untuk riwayat paling sedikit 30."],
		["dummy.accurate.idUpTo.product", "2.150", "Isi dengan angka bulat, 0 atau lebih, tanpa titik."],
		["dummy.smh.idUpTo.customer", "-1", "Isi dengan angka bulat, 0 atau lebih, tanpa titik."],
		["conflictPolicy", "coin", "Pilih salah satu: accurate, smh, ask."],
		["onDelete.smh", "burn", "Pilih salah satu: delete, deactivate, unlink."],
		["excludedItemTypes", "TOY", "Pilih salah satu: INVENTORY, NON_INVENTORY, SERVICE, GROUP, PRODUCTION_COST."],
	])("refuse a wrong %s beside the field, keep what was typed, and apply nothing", async (path, wrong, message) => {
		const response = await browser.post("/settings", form({ branch: "Kantor Pusat", [path]: wrong }));
		const page = await response.text();
		expect(response.status).toBe(400);
		expect(page).toContain(`<p class="problem" id="${path}-wrong">${message}</p>`);
		expect(page).toContain('value="Kantor Pusat"');
		expect(await stored()).toEqual(DEFAULTS);
	});

	it("are stored while a run is under way", async () => {
		await browser.post("/sync-information/runs", { mode: "auto" });
		const response = await browser.post("/settings", form({ branch: "Kantor Pusat" }));
		expect([response.status, response.headers.get("location")]).toEqual([303, "/settings?told=savedUnseenBranch"]);
		expect(await stored()).toEqual({ ...DEFAULTS, branch: "Kantor Pusat" });
	});

	it("shows what was typed as text, never as HTML", async () => {
		const typed = form({ branch: NASTY, "dummy.smh.nameContains": `</textarea>${NASTY}`, "dummy.smh.idUpTo.customer": NASTY });
		const page = await (await browser.post("/settings", typed)).text();
		expect([page.includes("<script>alert"), page.includes("<img"), page.includes("&lt;/textarea&gt;")]).toEqual([
			false,
			false,
			true,
		]);
	});

	it("take no form that is not theirs", async () => {
		expect((await browser.post("/settings", { branch: "x" })).status).toBe(400);
		expect((await browser.post("/settings", form(), { origin: "https://evil.example" })).status).toBe(403);
		expect((await world.fetch("/settings")).headers.get("location")).toBe("/sign-in");
		expect(await stored()).toEqual(DEFAULTS);
	});
});
