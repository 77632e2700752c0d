import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { SystemError } from "../../src/domain/errors.ts";
import { activeRun, type Run } from "../../src/store/runs.ts";
import { openWatchers } from "../../src/store/watchers.ts";
import { finish } from "../../src/sync/run/finish.ts";
import { ANI, BUDI, type ChatWorld, chatWorld, refused } from "./support.ts";

beforeAll(() => applyD1Migrations(env.DB, env.TEST_MIGRATIONS));

async function running(world: ChatWorld): Promise<Run> {
	const run = await activeRun(world.db, world.connection);
	if (!run) throw new Error("no run is under way");
	return run;
}

describe("/sinkron", () => {
	it("answers at once, starts one run in the admin's name, and lets the answer watch it", async () => {
		const world = chatWorld();
		await world.write("/sinkron");
		const run = await running(world);
		expect(run).toMatchObject({ mode: "auto", trigger: "telegram", actor: { kind: "telegram", userId: 7, name: "Ani" } });
		expect(world.jobs).toEqual([{ kind: "drive", connection: world.connection, run: run.id }]);
		expect(world.lastSaid().text).toContain("⏳ Sinkron dimulai…");
		expect(await openWatchers(world.db, run.id)).toMatchObject([
			{ chatId: 7, messageId: world.lastSaid().message_id, language: "id" },
		]);
	});

	it("/pratinjau starts a preview", async () => {
		const world = chatWorld();
		await world.write("/pratinjau");
		expect(await running(world)).toMatchObject({ mode: "preview" });
		expect(world.lastSaid().text).toBe("⏳ Pratinjau dimulai…");
	});

	it("mentions the preview before a connection's first run, in /start and /bantuan too, and starts at once all the same", async () => {
		const world = chatWorld();
		await world.run({ mode: "preview", state: "done", finishedAt: 1 });
		for (const command of ["/start", "/bantuan"]) {
			await world.write(command);
			expect(world.lastSaid().text).toContain("Sebelum sinkron pertama, /pratinjau memperlihatkan apa yang akan berubah.");
		}
		await world.write("/sinkron");
		expect(world.jobs).toHaveLength(1);
		expect(world.lastSaid().text).toBe(
			"⏳ Sinkron dimulai…\n💡 Ini sinkron pertama. Ingin melihat dulu? Kirim /batal, lalu /pratinjau.",
		);
	});

	it("mentions it no more once a run has come to its end", async () => {
		const world = chatWorld();
		await world.run({ state: "done", finishedAt: 1 });
		await world.write("/bantuan");
		expect(world.lastSaid().text).not.toContain("Sebelum sinkron pertama");
		await world.write("/sinkron");
		expect(world.lastSaid().text).toBe("⏳ Sinkron dimulai…");
	});

	it("law 10: a second admin joins the run under way and hears of it in their own language", async () => {
		const world = chatWorld();
		await world.write("/sinkron");
		await world.write("/pratinjau", BUDI);
		expect(world.jobs).toHaveLength(1);
		const { text } = world.lastSaid(BUDI);
		expect(text).toContain("Sync has been running since 17:00 WIB (Ani); you have joined it");
		expect(text).toContain("/pratinjau");
		const watchers = await openWatchers(world.db, (await running(world)).id);
		expect(watchers.map(({ chatId, language }) => [chatId, language])).toEqual([
			[ANI.id, "id"],
			[BUDI.id, "en"],
		]);
	});

	it("asked again in the same chat, the newest message watches and the older one says so", async () => {
		const world = chatWorld();
		await world.write("/sinkron");
		await world.write("/sinkron");
		const [older, newest] = world.said();
		expect(newest?.text).toContain("Sinkron sedang berjalan sejak pukul 17.00 WIB (Ani), saya ikutkan Anda.");
		expect(older?.text).toBe("Kemajuannya kini ada di pesan terbaru di bawah.");
		expect(await openWatchers(world.db, (await running(world)).id)).toMatchObject([{ messageId: newest?.message_id }]);
	});

	it("names the settings that are missing instead of starting", async () => {
		const world = chatWorld({
			sync: () => Promise.reject(new SystemError("not_configured", "SMH: SMH_API_URL is missing; SMH_API_KEY is missing")),
		});
		await world.write("/sinkron");
		expect(world.said()).toHaveLength(1);
		expect(world.lastSaid().text).toContain(
			"ada pengaturan yang belum lengkap:\nSMH: SMH_API_URL is missing; SMH_API_KEY is missing",
		);
	});

	it("says sorry for a failure of ours without its details", async () => {
		const world = chatWorld({ sync: () => Promise.reject(new Error("D1_ERROR: secret details")) });
		await world.write("/sinkron");
		expect(world.lastSaid().text).toBe("Maaf, ada gangguan di pihak kami. Coba lagi beberapa saat lagi.");
	});

	it("tells the end itself when the run was over before it was watched", async () => {
		const world = chatWorld();
		const quick: typeof world.context = {
			...world.context,
			queue: {
				...world.context.queue,
				send: async (job) => {
					if (job.kind === "drive") await finish(world.context, await running(world), { state: "done", error: null });
					return await world.context.queue.send(job);
				},
			},
		};
		const fast = chatWorld({ connection: world.connection, sync: async () => quick });
		await fast.write("/sinkron");
		expect(fast.lastSaid().text).toContain("✅ Sinkron selesai");
		expect(fast.lastSaid().text).toContain("Tidak ada perubahan; kedua sistem sudah sama.");
		expect(fast.said()).toHaveLength(1);
	});

	it("starts although the chat cannot be written to, and the end then comes as a new message", async () => {
		const world = chatWorld();
		world.interference.now = () => refused("chat is closed for a moment");
		await world.write("/sinkron");
		const run = await running(world);
		world.interference.now = null;
		await world.notifier.progress(run);
		expect(world.said()).toEqual([]);
		await finish(world.context, run, { state: "done", error: null });
		await world.notifier.ended({ ...run, state: "done", finishedAt: run.startedAt + 1000 });
		expect(world.lastSaid().text).toContain("Sinkron selesai");
	});
});
