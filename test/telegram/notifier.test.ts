import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { commit } from "../../src/store/database.ts";
import { endRun, getRun, type Run } from "../../src/store/runs.ts";
import { insertSteps } from "../../src/store/steps.ts";
import { openWatchers, watchRun } from "../../src/store/watchers.ts";
import { type ChatWorld, chatWorld, flooded, refused, seedChanges, seedProblem, seedRecords } from "./support.ts";

beforeAll(() => applyD1Migrations(env.DB, env.TEST_MIGRATIONS));

/** A run that Ani's chat watches with a message of the bot. */
async function watched(world: ChatWorld, change: Partial<Run> = {}) {
	const run = await world.run(change);
	await world.write("/bantuan");
	const { message_id: messageId } = world.lastSaid();
	await watchRun(world.db, world.connection, { runId: run.id, chatId: 7, messageId, language: "id", shown: "" });
	return { run, messageId };
}

async function end(world: ChatWorld, run: Run, state: "done" | "failed" | "cancelled" = "done", error: string | null = null) {
	await commit(world.db, [endRun(run.id, state, run.startedAt + 65_000, error)]);
	const ended = await getRun(world.db, world.connection, run.id);
	if (!ended) throw new Error("no such run");
	return ended;
}

const edits = (world: ChatWorld) => world.calls.filter(({ method }) => method === "editMessageText");

describe("progress", () => {
	it("shows what the run is doing, for how long, and how much it has read", async () => {
		const world = chatWorld();
		const { run, messageId } = await watched(world);
		await commit(world.db, [
			insertSteps(run, [
				{ id: crypto.randomUUID(), work: { kind: "scan", entity: "customer", side: "accurate", from: 1, to: 1 } },
			]),
			sql`UPDATE step SET state = 'done', result = '{"ids":["1","2","3"],"totals":[3]}' WHERE run_id = ${run.id}`,
		]);
		world.clock.now += 65_000;
		await world.notifier.progress(run);
		expect(world.lastSaid()).toMatchObject({ message_id: messageId });
		expect(world.lastSaid().text).toBe(
			"⏳ Sinkron sedang berjalan · 1 menit 5 detik\nMembaca data di kedua sistem…\nTerbaca: SMH 0, Accurate 3",
		);
		await seedChanges(world, run.id, [
			{ entity: "customer", side: "smh", operation: "create", count: 2 },
			{ entity: "customer", side: "smh", operation: "create", state: "planned", count: 1 },
			{ entity: "customer", side: "smh", operation: "partner_id", count: 5 },
		]);
		await world.notifier.progress({ ...run, phase: 7, state: "applying" });
		expect(world.lastSaid().text).toContain("Menyamakan data…");
		expect(world.lastSaid().text).toContain("2 dari 3 perubahan selesai");
	});

	it("edits only when the text has changed, and takes 'not modified' for success", async () => {
		const world = chatWorld();
		const { run } = await watched(world);
		await world.notifier.progress(run);
		await world.notifier.progress(run);
		expect(edits(world)).toHaveLength(1);
		await commit(world.db, [sql`UPDATE watcher SET shown = '' WHERE run_id = ${run.id}`]);
		await world.notifier.progress(run);
		expect(edits(world)).toHaveLength(2);
		expect(world.logged).toEqual([]);
	});

	it("leaves a chat alone for as long as Telegram asks", async () => {
		const world = chatWorld();
		const { run } = await watched(world);
		world.interference.now = () => flooded(30);
		await world.notifier.progress(run);
		expect(await openWatchers(world.db, run.id)).toMatchObject([{ notBefore: world.clock.now + 30_000 }]);
		world.interference.now = null;
		world.clock.now += 29_000;
		await world.notifier.progress(run);
		expect(edits(world)).toHaveLength(1);
		world.clock.now += 1_000;
		await world.notifier.progress(run);
		expect(edits(world)).toHaveLength(2);
	});

	it("never hurts the run, whatever Telegram does", async () => {
		const world = chatWorld();
		const { run } = await watched(world);
		for (const answer of [() => refused("message to edit not found"), () => new Response("<html>", { status: 502 })]) {
			world.interference.now = answer;
			await world.notifier.progress(run);
		}
		expect(world.logged.map(({ event }) => event)).toEqual(["telegram_progress_failed", "telegram_progress_failed"]);
	});

	it("does not stand above the end when its edit arrives after it", async () => {
		const world = chatWorld();
		const { run } = await watched(world);
		const ended = await end(world, run);
		await world.notifier.ended(ended);
		await commit(world.db, [sql`UPDATE watcher SET finished = 0 WHERE run_id = ${run.id}`]);
		await world.notifier.progress(run);
		expect(world.lastSaid().text).toContain("✅ Sinkron selesai dalam 1 menit 5 detik");
	});
});

describe("the end", () => {
	it("says per entity what happened, what is left, and how long it took", async () => {
		const world = chatWorld();
		const { run, messageId } = await watched(world);
		await seedChanges(world, run.id, [
			{ entity: "customer", side: "smh", operation: "create", count: 131 },
			{ entity: "customer", side: "accurate", operation: "update", count: 2 },
			{ entity: "employee", side: "accurate", operation: "create", count: 2 },
			{ entity: "employee", side: "smh", operation: "partner_id", count: 2 },
		]);
		await seedRecords(world, [{ entity: "product", side: "accurate", id: "61" }]);
		await seedProblem(world, "product", "accurate", "61", "INACTIVE");
		await world.notifier.ended(await end(world, run));
		expect(world.lastSaid()).toMatchObject({ message_id: messageId });
		expect(world.lastSaid().text).toBe(
			[
				"✅ Sinkron selesai dalam 1 menit 5 detik",
				"Pelanggan: 131 dibuat di SMH, 2 diubah di Accurate",
				"Karyawan: 2 dibuat di Accurate",
				"",
				"1 data belum sinkron. Kirim /masalah untuk melihat sebab dan langkah berikutnya.",
			].join("\n"),
		);
		expect(await openWatchers(world.db, run.id)).toEqual([]);
	});

	it("comes as a new message when the old one cannot be edited", async () => {
		const world = chatWorld();
		const { run, messageId } = await watched(world);
		world.interference.now = (method) => (method === "editMessageText" ? refused("message can't be edited") : undefined);
		await world.notifier.ended(await end(world, run));
		expect(world.lastSaid().message_id).toBeGreaterThan(messageId);
		expect(world.lastSaid().text).toContain("Tidak ada perubahan; kedua sistem sudah sama.");
		expect(await openWatchers(world.db, run.id)).toEqual([]);
	});

	it("comes back later when Telegram asks to wait, or cannot be reached", async () => {
		const world = chatWorld();
		const { run } = await watched(world);
		const ended = await end(world, run);
		world.interference.now = () => flooded(40);
		await expect(world.notifier.ended(ended)).rejects.toMatchObject({ kind: "rate_limited", detail: { retryAfterMs: 40_000 } });
		world.interference.now = () => new Response("<html>", { status: 502 });
		await expect(world.notifier.ended(ended)).rejects.toMatchObject({ kind: "unavailable" });
		world.interference.now = null;
		await world.notifier.ended(ended);
		expect(world.lastSaid().text).toContain("Sinkron selesai");
	});

	it("gives a reason and a next step on failure, and is plain about a stop", async () => {
		const world = chatWorld();
		const { run } = await watched(world);
		await world.notifier.ended(await end(world, run, "failed", "Login Accurate ditolak <401>"));
		expect(world.lastSaid().text).toContain("❌ Sinkron gagal setelah 1 menit 5 detik\nSebabnya: Login Accurate ditolak <401>");
		expect(world.lastSaid().text).toContain("lalu kirim /sinkron lagi");
		const second = await watched(world);
		await world.notifier.ended(await end(world, second.run, "cancelled"));
		expect(world.lastSaid().text).toContain("🚫 Sinkron dihentikan setelah");
	});

	it("of a preview that was stopped says what it had found so far", async () => {
		const world = chatWorld();
		const { run } = await watched(world, { mode: "preview" });
		await seedChanges(world, run.id, [{ entity: "product", side: "smh", operation: "create", state: "previewed", count: 56 }]);
		await world.notifier.ended(await end(world, run, "cancelled"));
		expect(world.lastSaid().text).toContain("Produk: 56 akan dibuat di SMH");
		expect(world.lastSaid().keyboard).toBeNull();
	});
});

describe("the nightly report", () => {
	const cron = { trigger: "cron", actor: { kind: "cron" } } as const;

	it("reaches the report chat once, quietly when all went well", async () => {
		const world = chatWorld();
		const ended = await end(world, await world.run(cron));
		await world.notifier.ended(ended);
		await world.notifier.ended(ended);
		expect(world.said()).toHaveLength(1);
		expect(world.lastSaid().text).toContain("🌙 Laporan sinkron malam, 22 Nov 2026 17.00 WIB\n✅ Sinkron selesai");
		expect(world.calls[0]?.body).toMatchObject({ disable_notification: true });
	});

	it("is not lost when Telegram is away for a while", async () => {
		const world = chatWorld();
		const ended = await end(world, await world.run(cron), "failed", null);
		world.interference.now = () => new Response("<html>", { status: 502 });
		await expect(world.notifier.ended(ended)).rejects.toMatchObject({ kind: "unavailable" });
		world.interference.now = null;
		await world.notifier.ended(ended);
		expect(world.lastSaid().text).toContain("❌");
	});

	it("is for cron alone: what an admin started is told to those who watch", async () => {
		const world = chatWorld();
		await world.notifier.ended(await end(world, await world.run()));
		expect(world.calls).toEqual([]);
	});
});
