import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { SystemError } from "../../src/domain/errors.ts";
import type { Side } from "../../src/domain/model.ts";
import { commit } from "../../src/store/database.ts";
import { lastRun } from "../../src/store/runs.ts";
import type { SystemPort } from "../../src/systems/port.ts";
import {
	type Browser,
	createWorld,
	NASTY,
	NOON,
	read,
	seedConflicts,
	seedLinks,
	seedProblems,
	seedRecords,
	signedIn,
	type World,
} from "./support.ts";

let world: World;
let browser: Browser;
/** What the sides say no with; null: they take what they are told. */
let refusal: string | null;

const port = (side: Side): SystemPort =>
	({
		get: async (_: string, id: string) => record(id, side === "smh" ? "Toko Baru" : "Toko Lama"),
		update: async (_: string, updates: readonly { id: string; changes: { name: string } }[]) =>
			updates.map(({ id, changes }) =>
				refusal === null
					? { ok: true, record: record(id, changes.name) }
					: { ok: false, error: new SystemError("rejected", refusal) },
			),
		// Of a port, choosing a value uses these two alone.
	}) as unknown as SystemPort;

const record = (id: string, name: string) => ({
	id,
	version: "2",
	partnerId: null,
	projection: { code: `K-${id}`, name, active: true },
	facts: { branch: null, type: null, sample: false, unapproved: false },
	complete: true,
});

beforeEach(async () => {
	refusal = null;
	world = await createWorld((deps) => ({
		sync: async () => ({ ...(await deps.sync()), ports: { smh: port("smh"), accurate: port("accurate") } }),
	}));
	browser = await signedIn(world);
	await seedRecords(world, "smh", "customer", [{ id: "1", name: "Toko Baru" }]);
	await seedRecords(world, "accurate", "customer", [{ id: "91", name: "Toko Lama" }]);
});

const text = async (path: string): Promise<string> => read(await (await browser.get(path)).text());
const actions = async (): Promise<readonly string[]> =>
	(
		await world.db.all<{ action: string }>(
			sql`SELECT action FROM audit WHERE connection_id = ${world.connection} AND action <> 'page.sign_in' ORDER BY id`,
		)
	).map(({ action }) => action);

describe("conflicts on the page", () => {
	const seedClash = (winner: Side | null, label = "K-1 · Toko Baru") =>
		seedConflicts(world, [
			{ entity: "customer", smhId: "1", accurateId: "91", label, field: "name", smh: "Toko Baru", accurate: "Toko Lama", winner },
		]);
	const id = async (): Promise<string> =>
		/name="conflict" value="([^"]+)"/.exec(await (await browser.get("/conflicts")).text())?.[1] ?? "";

	it("asks which value is right, with both in sight", async () => {
		await seedClash(null);
		for (const path of ["/sync-information", "/conflicts", "/conflicts?show=open"]) {
			expect(await text(path)).toContain(
				"K-1 · Toko Baru Pelanggan · Nama · 22 Nov 2026 SMH Toko Baru Accurate Online Toko Lama Pakai SMH Pakai Accurate Online",
			);
		}
		expect(await text("/conflicts?show=settled")).toContain("Tidak ada benturan nilai.");
	});

	it("offers to put the value back that lost, and says who decided", async () => {
		await seedClash("accurate");
		expect(await text("/sync-information")).toContain(
			"Nilai yang baru saja kalah Diubah di kedua sistem, dan salah satunya menang. Nilai yang kalah disimpan dan dapat dikembalikan. K-1 · Toko Baru Pelanggan · Nama · 22 Nov 2026 SMH Toko Baru Accurate Online berlaku, menurut pengaturan Toko Lama Kembalikan nilai SMH",
		);
		world.pass(8 * 24 * 3_600_000);
		browser = await signedIn(world);
		expect(await text("/sync-information")).not.toContain("Kembalikan nilai SMH");
		expect(await text("/conflicts")).toContain("Kembalikan nilai SMH");
	});

	it("settles with one press, and says so where it was pressed", async () => {
		await seedClash(null);
		const response = await browser.post("/conflicts/choose", { conflict: await id(), side: "smh", place: "information" });
		expect([response.status, response.headers.get("location")]).toEqual([303, "/sync-information?told=chosen"]);
		expect(await text("/sync-information?told=chosen")).toContain("Nilai itu sekarang berlaku di kedua sistem.");
		expect(await text("/conflicts")).toContain("berlaku, dipilih halaman ini Toko Baru");
		expect(await actions()).toEqual(["conflict.choose"]);
	});

	it("says why it could not be done, escaped", async () => {
		await seedClash(null);
		const conflict = await id();
		const press = () => browser.post("/conflicts/choose", { conflict, side: "smh", place: "conflicts" });
		refusal = NASTY;
		const refused = await press();
		const html = await refused.text();
		expect([refused.status, html.includes(NASTY), html.includes("&lt;script&gt;")]).toEqual([422, false, true]);
		expect(await text("/history")).toMatch(/Memilih nilai Pelanggan · Nama = Toko Baru · tidak berhasil/);
		await world.db.run(sql`INSERT INTO connection (id, fence, holder, created_at) VALUES (${world.connection}, 1, 'a run', 0)
			ON CONFLICT DO UPDATE SET fence = fence + 1, holder = 'a run'`);
		const accepted = await press();
		expect([accepted.status, (await accepted.text()).includes("Diterima. Dikerjakan begitu sinkron")]).toEqual([202, true]);
		const gone = await browser.post("/conflicts/choose", { conflict: "x", side: "smh", place: "conflicts" });
		expect([gone.status, (await gone.text()).includes('href="/conflicts"')]).toEqual([404, true]);
	});

	it.each([{ side: "both" }, { place: "https://evil.example" }, { conflict: "" }])("takes no form like %j", async (wrong) => {
		await seedClash(null);
		const form = { conflict: await id(), side: "smh", place: "conflicts", ...wrong };
		expect((await browser.post("/conflicts/choose", form)).status).toBe(400);
	});

	it("writes nothing that data says as HTML", async () => {
		const clash = { entity: "customer", smhId: "1", accurateId: "91", label: NASTY, field: NASTY } as const;
		await seedConflicts(world, [{ ...clash, smh: NASTY, accurate: NASTY, winner: "smh" }]);
		for (const path of ["/conflicts", "/sync-information"]) {
			const html = await (await browser.get(path)).text();
			expect([html.includes("<script>alert"), html.includes("<img"), html.includes("&lt;script&gt;")]).toEqual([
				false,
				false,
				true,
			]);
		}
	});
});

describe("a record that may be the same as another", () => {
	const form = { entity: "customer", smhId: "1", accurateId: "91" };
	const LIST = "/problems?reason=POSSIBLE_DUPLICATE";
	const seedAlike = (field: string) =>
		seedProblems(world, "smh", "customer", [
			{ id: "1", reason: "POSSIBLE_DUPLICATE", field, detail: { kind: "records", ids: ["91"] } },
		]);

	it("is shown beside the other one, field by field, and asked about once", async () => {
		await seedAlike("name");
		await seedProblems(world, "accurate", "customer", [
			{ id: "91", reason: "POSSIBLE_DUPLICATE", field: "name", detail: { kind: "records", ids: ["1"] } },
		]);
		const seen = await text(LIST);
		expect(seen).toContain(
			"Apakah ini data yang sama? Isian SMH 1 Accurate Online 91 Kode K-1 K-91 Nama Toko Baru Toko Lama Aktif Ya Ya Sama Berbeda",
		);
		expect(seen.split("Apakah ini data yang sama?")).toHaveLength(2);
		expect(seen).toContain("Dibandingkan di atas");
	});

	it.each(["same", "different"])("is settled by the word %s", async (verdict) => {
		await seedAlike("name");
		const response = await browser.post("/problems/judge?reason=POSSIBLE_DUPLICATE", { ...form, verdict });
		expect(response.headers.get("location")).toBe(`${LIST}&told=${verdict}`);
		expect(await actions()).toEqual([`pair.${verdict}`]);
		expect(await text(`${LIST}&told=${verdict}`)).toContain("Dicatat: data yang");
	});

	it("offers only what would change something", async () => {
		await seedAlike("code");
		expect(await text(LIST)).toMatch(/Pilih pasangan yang benar, atau bedakan kodenya\. Sama (?!Berbeda)/);
		await seedLinks(world, "customer", "accurate", [{ smhId: "8", accurateId: "91" }]);
		expect(await text(LIST)).toMatch(/tidak dapat disamakan\. Berbeda/);
		const response = await browser.post("/problems/judge", { ...form, verdict: "same" });
		expect([response.status, (await response.text()).includes("sudah punya pasangan")]).toEqual([422, true]);
	});

	it("shows nothing beside a record that is gone, and takes no word on it", async () => {
		await seedProblems(world, "smh", "customer", [
			{ id: "1", reason: "POSSIBLE_DUPLICATE", field: "name", detail: { kind: "records", ids: ["404", "x"] } },
		]);
		expect(await text(LIST)).not.toContain("Apakah ini");
		expect((await browser.post("/problems/judge", { ...form, accurateId: "404", verdict: "same" })).status).toBe(404);
		expect((await browser.post("/problems/judge", { ...form, verdict: "perhaps" })).status).toBe(400);
	});

	it("writes nothing that the two records say as HTML", async () => {
		await seedRecords(world, "accurate", "customer", [{ id: "91", name: NASTY, code: NASTY }]);
		await seedAlike("name");
		const html = await (await browser.get(LIST)).text();
		expect([html.includes("<script>alert"), html.includes("<img")]).toEqual([false, false]);
	});
});

describe("a record edited on one side and deleted on the other", () => {
	const form = { entity: "customer", side: "smh", id: "1" };
	beforeEach(async () => {
		await seedLinks(world, "customer", "accurate", [{ smhId: "1", accurateId: "91" }]);
		await env.DB.prepare("UPDATE record SET gone_at = 1 WHERE side = 'accurate' AND id = '91'").run();
	});

	it.each(["restore", "delete"])("is settled by the choice %s", async (choice) => {
		await seedProblems(world, "smh", "customer", [
			{ id: "1", reason: "CONFLICT", field: "name", detail: { kind: "deleted", on: "accurate" } },
		]);
		expect(await text("/problems?reason=CONFLICT")).toContain(
			"Dihapus di Accurate Online, tetapi diubah di SMH. Mana yang benar? Buat lagi di Accurate Online Hapus juga di SMH",
		);
		const response = await browser.post("/problems/settle?reason=CONFLICT", { ...form, choice });
		expect(response.headers.get("location")).toBe(`/problems?reason=CONFLICT&told=${choice}`);
		expect(await actions()).toEqual([`deletion.${choice}`]);
	});

	it("is the only thing that this button settles", async () => {
		expect((await browser.post("/problems/settle", { ...form, choice: "restore" })).status).toBe(404);
		expect(await actions()).toEqual([]);
	});
});

describe("trying again", () => {
	beforeEach(async () => {
		await seedProblems(world, "smh", "customer", [{ id: "1", reason: "REJECTED" }]);
		await seedProblems(world, "accurate", "customer", [{ id: "91", reason: "REJECTED" }]);
	});

	it("is offered per reason and per record", async () => {
		expect(await text("/problems?reason=REJECTED")).toContain("Coba lagi semua (2)");
		const all = await browser.post("/problems/retry?reason=REJECTED", { reason: "REJECTED" });
		expect(all.headers.get("location")).toBe("/problems?reason=REJECTED&told=retried&n=2");
		expect(await text("/problems?told=retried&n=2")).toContain("2 data akan dicoba lagi pada sinkron berikutnya.");
		const one = await browser.post("/problems/retry", { entity: "customer", side: "smh", id: "1" });
		expect(one.headers.get("location")).toBe("/problems?told=retried&n=1");
		expect((await browser.post("/problems/retry", { reason: "LAZY" })).status).toBe(400);
	});

	it("is taken in while a run is under way", async () => {
		await browser.post("/sync-information/runs", { mode: "auto" });
		expect((await browser.post("/problems/retry", { reason: "REJECTED" })).status).toBe(303);
	});

	it("is not offered where there is nothing to try", async () => {
		await seedRecords(world, "smh", "product", [{ id: "5" }, { id: "6", dummy: true }]);
		expect(await text("/problems?reason=WAITING")).not.toContain("Coba lagi");
		expect(await text("/problems?reason=DUMMY")).not.toContain("Coba lagi");
	});
});

describe("sample records", () => {
	it("can be told to be none", async () => {
		await seedRecords(world, "accurate", "product", [{ id: "6", dummy: true }]);
		expect(await text("/problems?reason=DUMMY")).toContain("Bukan dummy");
		const form = { entity: "product", side: "accurate", id: "6" };
		const response = await browser.post("/problems/unmark?reason=DUMMY", form);
		expect(response.headers.get("location")).toBe("/problems?reason=DUMMY&told=unmarked");
		expect(await text("/problems?reason=DUMMY")).not.toContain("K-6");
		expect((await browser.post("/problems/unmark", { ...form, id: "404" })).status).toBe(404);
	});
});

describe("the table for spreadsheets", () => {
	it("is a download of what the list shows", async () => {
		await seedProblems(world, "smh", "customer", [{ id: "1", reason: "REJECTED", detail: '=HYPERLINK("x")' }]);
		expect(await (await browser.get("/problems?reason=REJECTED")).text()).toContain('href="/problems/download?reason=REJECTED"');
		const response = await browser.get("/problems/download?reason=REJECTED");
		expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8");
		expect(response.headers.get("content-disposition")).toContain("attachment");
		expect(await response.text()).toContain(
			`Pelanggan,SMH,1,K-1,Toko Baru,REJECTED,Ditolak oleh sistem lain,"'=HYPERLINK(""x"")"`,
		);
		expect((await world.fetch("/problems/download")).status).toBe(303);
	});
});

describe("what a page says of a button", () => {
	it("is one of our own sentences, whatever the address says", async () => {
		for (const told of [NASTY, "constructor", "__proto__", "toString"]) {
			const html = await (await browser.get(`/problems?told=${encodeURIComponent(told)}&n=${encodeURIComponent(NASTY)}`)).text();
			expect([told, html.includes('role="status"'), html.includes("<script>alert")]).toEqual([told, false, false]);
		}
		expect(await text("/problems?told=retried&n=-5")).toContain("Tidak ada yang perlu dicoba lagi.");
	});
});

describe("the first sync", () => {
	const buttons = async (): Promise<readonly string[]> =>
		[
			...(await (await browser.get("/sync-information")).text()).matchAll(
				/<button class="([^"]*)" name="mode" value="(\w+)">([^<]*)</g,
			),
		].map(([, looks = "", mode, label]) => `${mode}: ${label}${looks.includes("primary") ? " (!)" : ""}`);

	it("begins with a preview until a run other than a preview has been done", async () => {
		expect(await buttons()).toEqual(["preview: Pratinjau dulu (!)", "auto: Sinkron Data"]);
		for (const [mode, then] of [
			["preview", ["preview: Pratinjau dulu (!)", "auto: Sinkron Data"]],
			["auto", ["preview: Pratinjau", "auto: Sinkron Data (!)"]],
		] as const) {
			await browser.post("/sync-information/runs", { mode });
			const run = await lastRun(world.db, world.connection);
			await commit(world.db, [sql`UPDATE run SET state = 'done', finished_at = ${NOON} WHERE id = ${run?.id}`]);
			world.pass(60_000);
			expect(await buttons()).toEqual(then);
		}
	});
});
