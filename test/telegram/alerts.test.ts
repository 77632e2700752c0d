import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { alertText } from "../../src/telegram/presenters/alert.ts";
import { textsIn } from "../../src/telegram/texts.ts";
import { ANI, BUDI, chatWorld, flooded, refused } from "./support.ts";

describe("an alert in the report chat", () => {
	beforeAll(() => applyD1Migrations(env.DB, env.TEST_MIGRATIONS));

	it("says what happened and what to do next, in Indonesian", async () => {
		const world = chatWorld();
		await world.notifier.alert({ kind: "dead_letters", count: 1200, cause: "Accurate menolak <login>" });
		await world.notifier.alert({ kind: "silent", side: "smh", since: Date.UTC(2026, 10, 20, 10, 5) });
		await world.notifier.alert({ kind: "webhook_renewal_failed", side: "accurate", reason: "token dicabut" });
		await world.notifier.alert({ kind: "signals_failed", reason: "token dicabut" });
		expect(world.said(ANI).map(({ text }) => text)).toEqual([
			"⚠️ 1.200 pesan gagal diproses\nYang terakhir: Accurate menolak <login>\n→ Kirim /gagal untuk melihat dan mengulanginya.",
			"⚠️ Tidak ada kabar perubahan dari SMH sejak 20 Nov 2026 17.05 WIB\n" +
				"Perubahan di SMH untuk sementara hanya terbawa lewat /sinkron dan sinkron malam.\n" +
				"→ Periksa apakah webhook di SMH masih aktif, lalu kirim /sinkron.",
			"⚠️ Webhook Accurate belum bisa diperpanjang\nSebabnya: token dicabut\n" +
				"→ Percobaan diulang tiap 15 menit. Tanpa perpanjangan, webhook berhenti dalam 7 hari; periksa login dan webhook di Accurate.",
			"⚠️ Perubahan yang masuk belum bisa diteruskan\nSebabnya: token dicabut\n→ Bereskan sebabnya, lalu kirim /sinkron.",
		]);
		expect(world.said(BUDI)).toEqual([]);
	});

	it("says what went wrong inside in words for people", async () => {
		const world = chatWorld();
		await world.notifier.alert({ kind: "webhook_renewal_failed", side: "accurate", reason: "internal error, see the logs" });
		await world.notifier.alert({ kind: "signals_failed", reason: "" });
		await world.notifier.alert({ kind: "dead_letters", count: 1, cause: '[{"code":"invalid_union"}]' });
		expect(world.said(ANI).map(({ text }) => text.split("\n")[1])).toEqual([
			"Sebabnya: kesalahan di dalam Sinkron; pengelola sistem dapat melihat catatannya",
			"Sebabnya: tidak diketahui",
			"Yang terakhir: isinya tidak dapat dibaca",
		]);
	});

	it("has the same to say in English", () => {
		const text = alertText({ kind: "dead_letters", count: 1, cause: "x" }, textsIn("en")).markup;
		expect(text).toBe("⚠️ <b>1 message could not be processed</b>\nThe latest: x\n→ Send /gagal to look at them and try again.");
	});

	it.each([
		["asks for a pause", flooded(30)],
		["refuses", refused("chat not found")],
		["is down", new Response("", { status: 502 })],
	])("that Telegram does not take because it %s is an error for whoever raised it", async (_why, answer) => {
		const world = chatWorld();
		world.interference.now = (method) => (method === "sendMessage" ? answer : undefined);
		await expect(world.notifier.alert({ kind: "signals_failed", reason: "x" })).rejects.toThrow();
	});
});
