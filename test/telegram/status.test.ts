import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { SystemError } from "../../src/domain/errors.ts";
import type { Standing } from "../../src/domain/status/standing.ts";
import { noteChannel } from "../../src/store/channels.ts";
import { commit } from "../../src/store/database.ts";
import { keepDeadLetter } from "../../src/store/deadletters.ts";
import { takeInDeliveries } from "../../src/store/inbox.ts";
import type { BotOptions } from "../../src/telegram/bot.ts";
import { COMPLETE } from "../support/setup.ts";
import { accurateStanding, loginThat, smhStanding } from "../support/standings.ts";
import { BUDI, type ChatWorld, chatWorld } from "./support.ts";

beforeAll(() => applyD1Migrations(env.DB, env.TEST_MIGRATIONS));

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NASTY = "Toko <b>Maju</b> & Jaya 😀";

/** A chat whose Accurate answers so; `null`: not at all. */
function connected(change: Partial<Standing> | null = {}, overrides: Partial<BotOptions> = {}): ChatWorld {
	const world: ChatWorld = chatWorld({
		sync: async () => ({
			...world.context,
			channels: [{ side: "accurate", read: () => null, livesMs: 7 * DAY_MS }],
			logins: [
				loginThat("smh", () => smhStanding(world.clock.now)),
				loginThat("accurate", () => (change === null ? null : accurateStanding(world.clock.now, change))),
			],
		}),
		...overrides,
	});
	return world;
}

const heard = async ({ db, connection, clock }: ChatWorld, side: "smh" | "accurate", ago: readonly number[]): Promise<void> => {
	for (const ms of ago) await takeInDeliveries(db, connection, side, [{ id: `d${ms}`, signals: [] }], clock.now - ms);
};
const paths = (world: ChatWorld) =>
	world
		.lastSaid()
		.keyboard?.flat()
		.map(({ text, url }) => [text, url?.split("&to=")[1]]);

describe("/status", () => {
	it("with everything connected says that nothing has to be put right, and tells all there is to tell", async () => {
		const world = connected();
		world.clock.now = Date.UTC(2026, 10, 22, 10, 5);
		const { now } = world.clock;
		await heard(world, "smh", [5 * 60_000]);
		await heard(world, "accurate", [2 * HOUR_MS]);
		await commit(world.db, [noteChannel(world.connection, "accurate", { renewedAt: now - HOUR_MS })]);
		await world.run({
			mode: "full",
			trigger: "cron",
			state: "done",
			startedAt: now - 16 * HOUR_MS,
			finishedAt: now - 16 * HOUR_MS,
			fence: 0,
		});
		await world.run({ state: "done", startedAt: now - HOUR_MS, finishedAt: now - HOUR_MS, fence: 0 });
		await world.write("/status");
		expect(world.lastSaid().text).toBe(
			[
				"🩺 Status Sinkron",
				"Keadaan 22 Nov 2026 17.05 WIB",
				"✅ Tidak ada yang perlu dibereskan.",
				"",
				"Sambungan",
				"✅ SMH: login diterima, ditanyakan 22 Nov 2026 17.05 WIB",
				"✅ Hak login SMH: lengkap",
				"✅ Accurate: login diterima, ditanyakan 22 Nov 2026 17.05 WIB",
				"✅ Hak login Accurate: lengkap",
				"✅ Telegram: bot terdaftar",
				"",
				"Kabar perubahan (webhook)",
				"✅ SMH: terakhir terdengar 22 Nov 2026 17.00 WIB",
				"✅ Accurate: terakhir terdengar 22 Nov 2026 15.05 WIB",
				"",
				"Masa berlaku",
				"✅ Izin Accurate: dibuat 2 hari lalu, sampai 5 Des 2026, diperpanjang sendiri",
				"• Sesi Accurate: dibuka 3 jam lalu; akhirnya tidak disebutkan, dan dibuka lagi sendiri",
				"• Lisensi Accurate: sampai 10 Jun 2027",
				"✅ Webhook Accurate: terdaftar sampai sekitar 29 Nov 2026, diperpanjang sendiri tiap hari",
				"",
				"Sinkron terakhir",
				"✅ Malam: 22 Nov 2026 01.05 WIB, selesai",
				"✅ Diminta: sinkron, 22 Nov 2026 16.05 WIB, selesai",
				"",
				"Cepatnya perubahan sampai",
				"• 24 jam terakhir: belum ada perubahan dari webhook yang dibawa ke sistem lain",
				"✅ Tidak ada kabar yang menunggu",
				"Dihitung dari kabar webhook diterima sampai perubahannya tertulis di sistem lain.",
			].join("\n"),
		);
		expect(paths(world)).toEqual([["Buka halaman Status", "/status"]]);
	});

	it("with nothing connected names what is missing, and asks nobody", async () => {
		const world = chatWorld({
			setup: {
				...COMPLETE,
				smh: "SMH: SMH_API_KEY is missing",
				accurate: "Accurate Online (API token): ACCURATE_API_TOKEN is missing",
				smhWebhook: "SMH webhook: SMH_WEBHOOK_SECRET is missing",
			},
			sync: () => Promise.reject(new SystemError("not_configured", "SMH: SMH_API_KEY is missing")),
		});
		await world.write("/status", BUDI);
		const { text } = world.lastSaid(BUDI);
		expect(text).toContain("⚠️ 2 things to put right.");
		expect(text).toContain(
			"1. Settings are incomplete – SMH: SMH_API_KEY is missing\n→ Ask whoever runs the system to fill them in.",
		);
		expect(text).toContain("❌ SMH: not set up\n❌ Accurate: not set up");
		expect(text).toContain("➖ SMH: not set up; its changes come with a sync");
		expect(text).toContain("➖ Nightly: never so far");
	});

	it("of a consent that has ended says so, with the button that gives it anew", async () => {
		const world = connected({
			refused: { words: `izin ${NASTY}`, remedy: "consent" },
			missing: null,
			token: null,
			session: null,
		});
		await world.write("/status");
		const { text, html } = world.lastSaid();
		expect(text).toContain(`1. Accurate menolak login Sinkron: “izin ${NASTY}”\n→ Beri izin lagi di halaman Sinkron.`);
		expect(text).toContain("❌ Accurate: login ditolak");
		expect(text).not.toContain("Lisensi Accurate");
		expect(html).toContain("&lt;b&gt;Maju&lt;/b&gt; &amp; Jaya 😀");
		expect(paths(world)).toEqual([
			["Beri izin Accurate Online", "/oauth/accurate/start"],
			["Buka halaman Status", "/status"],
		]);
	});

	it("of a token that was revoked says what to do, without a button that could not help", async () => {
		const world = connected({ mode: "token", refused: { words: "Invalid or Revoked API Token", remedy: "token" } });
		await world.write("/status");
		expect(world.lastSaid().text).toContain(
			"1. Accurate menolak login Sinkron: “Invalid or Revoked API Token”\n→ Buat API Token baru di Accurate Online, lalu minta pengelola sistem memasangnya (ACCURATE_API_TOKEN, ACCURATE_SIGNATURE_SECRET).",
		);
		expect(paths(world)).toEqual([["Buka halaman Status", "/status"]]);
	});

	it("names the right that is missing", async () => {
		const missing: Standing["missing"] = [{ on: "product", to: "save", name: "item_save" }];
		const world = connected({ missing });
		await world.write("/status");
		expect(world.lastSaid().text).toContain(
			"1. Login Accurate belum punya hak: Barang – simpan (item_save)\n→ Beri izin lagi, dan setujui semua hak yang diminta.",
		);
		expect(world.lastSaid().text).toContain("❌ Hak login Accurate: kurang 1");
		expect(paths(world)?.[0]).toEqual(["Beri izin Accurate Online", "/oauth/accurate/start"]);
		await world.write("/status", BUDI);
		expect(world.lastSaid(BUDI).text).toContain("1. The login to Accurate lacks rights: Items – save (item_save)");
	});

	it("tells of a licence that ends in three days, and in a hundred of none", async () => {
		const at = (days: number) => {
			const world: ChatWorld = connected({});
			return { world, end: world.clock.now + days * DAY_MS };
		};
		const { world, end } = at(3);
		const ending = connected({ licence: { endsAt: end, accessUntil: null, accessToldAt: null, trial: true, expired: false } });
		ending.clock.now = world.clock.now;
		await ending.write("/status");
		const { text } = ending.lastSaid();
		expect(text).toMatch(/1\. Lisensi Accurate berakhir 3 hari lagi \(\d+ \w+ \d{4}\)\n→ Perpanjang lisensi di Accurate\./);
		expect(text).toContain("• Data usaha Accurate: masih masa uji coba");
		await world.write("/status");
		expect(world.lastSaid().text).not.toContain("hari lagi");
	});

	it("of a side that is silent longer than is usual says since when", async () => {
		const world = connected();
		await heard(world, "smh", [80 * HOUR_MS, 79 * HOUR_MS, 78 * HOUR_MS]);
		await commit(world.db, [
			noteChannel(world.connection, "smh", { heardAt: world.clock.now - 78 * HOUR_MS, longestSilenceMs: HOUR_MS }),
		]);
		await world.write("/status");
		const { text } = world.lastSaid();
		expect(text).toMatch(
			/1\. Tidak ada kabar perubahan dari SMH sejak .* WIB\n→ Periksa apakah webhook di SMH masih aktif, lalu jalankan sinkron\. Kirim \/sinkron\./,
		);
		expect(text).toContain("❌ SMH: diam sejak");
		expect(text).toContain("➖ Accurate: belum pernah terdengar");
	});

	it("still answers while a side does not, by what it told last", async () => {
		const world: ChatWorld = chatWorld({
			sync: async () => ({
				...world.context,
				logins: [loginThat("accurate", () => null, accurateStanding(world.clock.now - 5 * HOUR_MS))],
			}),
		});
		await world.write("/status");
		const { text } = world.lastSaid();
		expect(text).toContain(
			"1. Accurate sedang tidak menjawab\n→ Coba lagi beberapa menit lagi; bila tetap begitu, periksa layanan Accurate.",
		);
		expect(text).toMatch(/❌ Accurate: tidak menjawab; login terakhir diterima .* WIB/);
	});

	it("tells of runs and messages that wait for somebody, each with the command that helps", async () => {
		const world = connected();
		const { now } = world.clock;
		const letter = { connection: world.connection, queue: "sync-jobs", body: {}, at: now };
		await commit(world.db, [keepDeadLetter({ ...letter, cause: NASTY })]);
		const failed = await world.run({ state: "failed", startedAt: now - HOUR_MS, finishedAt: now - HOUR_MS, fence: 0 });
		await world.run({ trigger: "cron", state: "done", startedAt: now - 50 * HOUR_MS, finishedAt: now - 50 * HOUR_MS, fence: 0 });
		await commit(world.db, [sql`UPDATE run SET error = ${NASTY} WHERE id = ${failed.id}`]);
		await world.write("/status");
		const { text } = world.lastSaid();
		expect(text).toContain("⚠️ 3 hal perlu dibereskan.");
		expect(text).toContain(`${NASTY}\n→ Bereskan sebabnya, lalu jalankan sinkron lagi. Kirim /sinkron.`);
		expect(text).toContain("Sinkron malam belum berjalan lagi sejak");
		expect(text).toContain("1 pesan gagal diproses\n→ Lihat pesan itu, lalu ulangi. Kirim /gagal.");
	});

	it("says when Telegram has trouble to reach us, and goes without its word when it does not answer", async () => {
		const world = connected();
		const info = { url: "https://sinkron.test/x", pending_update_count: 3, last_error_date: world.clock.now / 1000 - 60 };
		world.interference.now = (method) => (method === "getWebhookInfo" ? Response.json({ ok: true, result: info }) : undefined);
		await world.write("/status");
		expect(world.lastSaid().text).toMatch(
			/1\. 3 pesan di Telegram belum sampai ke Sinkron; gagal terakhir .* WIB\n→ Minta pengelola sistem memeriksa apakah alamat Sinkron \(PUBLIC_URL\) dapat dibuka dari luar\./,
		);
		world.interference.now = (method) => (method === "getWebhookInfo" ? new Response("", { status: 502 }) : undefined);
		await world.write("/status");
		expect(world.lastSaid().text).toContain("• Telegram: tidak menjawab");
	});
});
