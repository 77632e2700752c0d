import { beforeEach, describe, expect, it } from "vitest";
import { commit } from "../../src/store/database.ts";
import { activeRun, askRun, getRun, lastRun } from "../../src/store/runs.ts";
import { english } from "../../src/web/page/texts.en.ts";
import { indonesian } from "../../src/web/page/texts.id.ts";
import {
	type Browser,
	createWorld,
	ids,
	NASTY,
	NOON,
	seedLinks,
	seedProblems,
	seedRecords,
	signedIn,
	type World,
	read as wordsOf,
} from "./support.ts";

let world: World;
let browser: Browser;
beforeEach(async () => {
	world = await createWorld();
	browser = await signedIn(world);
});

const page = async (path = "/sync-information", headers: Record<string, string> = {}): Promise<string> =>
	(await browser.get(path, headers)).text();
const read = async (path?: string, headers?: Record<string, string>): Promise<string> => wordsOf(await page(path, headers));

describe("the Sync Information page", () => {
	it("invites to a preview before anything has been read", async () => {
		const text = await read();
		expect(text).toContain("Belum pernah dijalankan");
		expect(text).toContain("Mulailah dengan Pratinjau");
		expect(text).not.toContain("alasannya");
	});

	it("shows both systems' figures, and reasons that add up to what stayed behind", async () => {
		await seedRecords(world, "accurate", "customer", [
			...ids(1, 23).map((id) => ({ id, dummy: true })),
			...ids(100, 400).map((id) => ({ id })),
		]);
		await seedRecords(
			world,
			"smh",
			"customer",
			ids(1000, 131).map((id) => ({ id })),
		);
		await seedLinks(
			world,
			"customer",
			"accurate",
			ids(1000, 131).map((smhId) => ({ smhId, accurateId: String(Number(smhId) - 900) })),
		);
		await seedProblems(
			world,
			"accurate",
			"customer",
			ids(231, 200).map((id) => ({ id, reason: "INACTIVE" })),
		);
		await seedProblems(
			world,
			"accurate",
			"customer",
			ids(431, 69).map((id) => ({ id, reason: "OTHER_BRANCH" })),
		);
		const text = await read();
		expect(text).toContain("SMH Dummy Data Data Sinkron Total Pelanggan 0 0 131 131");
		expect(text).toContain("Accurate Online Dummy Data Data Sinkron Total Pelanggan 23 400 0 423");
		expect(text).toContain("Pelanggan 269 belum sinkron");
		expect(text).toContain("200 Nonaktif, jadi tidak dibuat di sistem lain Aktifkan dulu bila masih dipakai.");
		expect(text).toContain("SMH 131 − 0 dummy − 131 selaras = 0");
		expect(text).toContain("Accurate Online 423 − 23 dummy − 131 selaras = 269");
		expect(text).toContain("Jumlah alasan 200 + 69 = 269");
		expect(await page()).toContain('href="/problems?entity=customer&amp;reason=INACTIVE"');
	});

	it("counts a pair out of step once, and says so", async () => {
		await seedRecords(world, "accurate", "product", [{ id: "1" }]);
		await seedRecords(world, "smh", "product", [{ id: "2" }]);
		await seedLinks(world, "product", "accurate", [{ smhId: "2", accurateId: "1" }]);
		await seedProblems(world, "smh", "product", [{ id: "2", reason: "CONFLICT", field: "name" }]);
		const text = await read();
		expect(text).toContain("Produk 1 belum sinkron");
		expect(text).toContain("1 pasangan ada di kedua sistem, jadi alasannya dihitung sekali.");
	});

	it("says so when everything is in step", async () => {
		await seedRecords(world, "accurate", "employee", [{ id: "1" }]);
		await seedRecords(world, "smh", "employee", [{ id: "2" }]);
		await seedLinks(world, "employee", "smh", [{ smhId: "2", accurateId: "1" }]);
		expect(await read()).toContain("Karyawan Semua sudah selaras.");
	});

	it("names the settings that are missing", async () => {
		world = await createWorld(() => ({ unmetNeeds: ["SMH: SMH_API_KEY is missing"] }));
		browser = await signedIn(world);
		expect(await read()).toContain("Ada pengaturan yang belum lengkap: SMH: SMH_API_KEY is missing");
	});

	it("speaks English when asked to, and remembers it", async () => {
		expect(await page("/sync-information", { "accept-language": "en-GB,en;q=0.9" })).toContain('<html lang="id">');
		expect(await page("/sync-information?lang=en")).toContain('<html lang="en">');
		expect(await page()).toContain('<html lang="en">');
		expect(await page()).toContain('href="/sync-information?lang=id"');
	});

	it("has both languages say the same things", () => {
		const keys = (value: unknown, path = ""): string[] =>
			typeof value === "object" && value !== null
				? Object.entries(value).flatMap(([key, inner]) => keys(inner, `${path}.${key}`))
				: [path];
		expect(keys(english)).toEqual(keys(indonesian));
	});
});

describe("the button", () => {
	it("starts a run under the reader's name and shows how it goes", async () => {
		const response = await browser.post("/sync-information/runs", { mode: "auto" });
		expect([response.status, response.headers.get("location")]).toEqual([303, "/sync-information"]);
		const run = await activeRun(world.db, world.connection);
		expect(run).toMatchObject({ mode: "auto", trigger: "api", actor: { kind: "api", key: "page" } });
		expect(world.sent).toEqual([{ kind: "drive", connection: world.connection, run: run?.id }]);
		const html = await page();
		expect(html).toContain("Sinkron sedang berjalan");
		expect(html).toContain('<noscript><meta http-equiv="refresh"');
		expect(html).not.toContain('action="/sync-information/runs"');
		const state = await browser.get("/sync-information/state", { accept: "application/json" });
		expect(await state.json()).toEqual({ run: run?.id, state: "queued", activity: "Menunggu giliran…", progress: null });
	});

	it("cancels, and tells how the last run ended", async () => {
		await browser.post("/sync-information/runs", { mode: "preview" });
		const run = await activeRun(world.db, world.connection);
		world.pass(65_000);
		await browser.post("/sync-information/cancel", { run: run?.id ?? "" });
		expect(await lastRun(world.db, world.connection)).toMatchObject({ state: "cancelled" });
		const text = await read();
		expect(text).toContain("Pratinjau Dibatalkan 22 Nov 2026 12.00 WIB, oleh halaman ini, selama 1 menit 5 detik");
		const state = await browser.get("/sync-information/state");
		expect(await state.json()).toEqual({ run: run?.id, state: "cancelled", activity: null, progress: null });
	});

	it("asks before many records are deleted, and goes on after a yes", async () => {
		await browser.post("/sync-information/runs", { mode: "auto" });
		const run = await activeRun(world.db, world.connection);
		if (!run) throw new Error("no run");
		const removal = { entity: "customer", side: "smh", count: 30, links: 131, names: ["K-1 Toko Satu", `K-2 ${NASTY}`] };
		await commit(world.db, [askRun(run, { removals: [removal], expiresAt: NOON + 60_000 })]);
		const text = await read();
		expect(text).toContain("30 dari 131 pelanggan di SMH K-1 Toko Satu, K-2");
		expect(text).toContain("dan 28 lainnya");
		expect(await page()).not.toContain(NASTY);
		await browser.post("/sync-information/confirm", { run: run.id });
		expect(await getRun(world.db, world.connection, run.id)).toMatchObject({ confirmed: true, state: "queued" });
	});

	it("shows why a run failed, escaped", async () => {
		await browser.post("/sync-information/runs", { mode: "auto" });
		const run = await activeRun(world.db, world.connection);
		await world.db.run(
			`UPDATE run SET state = 'failed', finished_at = ${NOON}, error = '<b>ditolak</b>' WHERE id = '${run?.id}'`,
		);
		expect(await page()).toContain("&lt;b&gt;ditolak&lt;/b&gt;");
	});

	it.each([{ mode: "fast" }, {}])("takes no form like %j", async (form) => {
		expect((await browser.post("/sync-information/runs", form)).status).toBe(400);
		expect(world.sent).toEqual([]);
	});
});

describe("the lists of problems", () => {
	it("shows records with their reason, what is to blame, and the next page", async () => {
		await seedRecords(
			world,
			"accurate",
			"product",
			ids(100, 60).map((id) => ({ id })),
		);
		await seedProblems(
			world,
			"accurate",
			"product",
			ids(100, 60).map((id) => ({ id, reason: "MISSING_FIELD", field: "units", detail: "units" })),
		);
		const text = await read("/problems?entity=product&reason=MISSING_FIELD");
		expect(text).toContain("Ada isian wajib yang kosong. Lengkapi isian itu, lalu kirim /sinkron.");
		expect(text).toContain("K-100 Nama 100 Accurate Online Yang kosong: Satuan 22 Nov 2026");
		expect(text).not.toContain("K-150");
		const next = /href="([^"]*cursor=[^"]*)"/
			.exec(await page("/problems?entity=product&reason=MISSING_FIELD"))?.[1]
			?.replaceAll("&amp;", "&");
		const rest = await read(next);
		expect(rest).toContain("K-150");
		expect(rest).not.toContain("K-100");
		expect(rest).toContain("Ke awal");
	});

	it("writes nothing that data says as HTML", async () => {
		await seedRecords(world, "smh", "customer", [{ id: "1", code: NASTY, name: NASTY }]);
		await seedProblems(world, "smh", "customer", [{ id: "1", reason: "REJECTED", field: NASTY, detail: NASTY }]);
		for (const path of ["/problems", "/problems?reason=REJECTED", "/sync-information"]) {
			const html = await page(path);
			expect(html).not.toContain("<script>alert");
			expect(html).not.toContain("<img");
		}
		expect(await page("/problems")).toContain("&lt;script&gt;");
	});

	it("shows everything for filters nobody knows, and a page for a mangled cursor", async () => {
		await seedRecords(world, "smh", "customer", [{ id: "1", name: "Toko Satu" }]);
		expect(await read(`/problems?entity=${encodeURIComponent(NASTY)}&reason=X`)).toContain("Toko Satu");
		const mangled = await browser.get("/problems?cursor=x");
		expect([mangled.status, mangled.headers.get("content-type")]).toEqual([400, "text/html; charset=UTF-8"]);
	});
});

describe("every page", () => {
	it("allows nothing inline, nothing from elsewhere, no frame around it and no copy of it", async () => {
		for (const path of ["/sync-information", "/sign-in", "/problems", "/conflicts", "/history", "/settings", "/nowhere"]) {
			const { headers } = await browser.get(path);
			expect(headers.get("content-security-policy")).toBe(
				"default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
			);
			expect(headers.get("x-content-type-options")).toBe("nosniff");
			expect(headers.get("referrer-policy")).toBe("same-origin");
			expect(headers.get("cache-control")).toBe("no-store");
		}
		const pages = ["/sync-information", "/problems", "/conflicts", "/history", "/settings"];
		const html = (await Promise.all(pages.map((path) => page(path)))).join("");
		expect(html).not.toMatch(/ style="|<style| on\w+="|<script>|javascript:/);
	});

	it("loads a style and a script that browsers may keep", async () => {
		for (const [pattern, type] of [
			[/href="(\/style\.css[^"]*)"/, "text/css"],
			[/src="(\/sync\.js[^"]*)"/, "text/javascript"],
		] as const) {
			const href = pattern.exec(await page())?.[1] ?? "";
			const { status, headers } = await world.fetch(href);
			expect([status, headers.get("content-type"), headers.get("cache-control")]).toEqual([
				200,
				`${type}; charset=utf-8`,
				"public, max-age=31536000, immutable",
			]);
		}
		expect((await world.fetch("/icon.svg")).headers.get("content-type")).toContain("image/svg+xml");
	});

	it("that is not there says so", async () => {
		const response = await browser.get("/nowhere");
		expect([response.status, (await response.text()).includes("Halaman ini tidak ada")]).toEqual([404, true]);
	});
});
