import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { ensureConnection } from "../../src/store/connections.ts";
import { commit } from "../../src/store/database.ts";
import { getRun } from "../../src/store/runs.ts";
import { openWatchers, watchRun } from "../../src/store/watchers.ts";
import type { Question } from "../../src/sync/run/question.ts";
import { ANI, BUDI, type ChatWorld, chatWorld, flooded } from "./support.ts";

beforeAll(() => applyD1Migrations(env.DB, env.TEST_MIGRATIONS));

/** A run that is about to delete 45 customers in SMH and waits for a word. */
async function waiting(world: ChatWorld, watched = true) {
	const question: Question = {
		removals: [{ entity: "customer", side: "smh", count: 45, links: 131, names: ["Toko <Maju>", "Toko Jaya"] }],
		expiresAt: world.clock.now + 30 * 60_000,
	};
	await commit(world.db, [ensureConnection(world.connection, 0)]);
	const made = await world.run({ state: "needs_confirmation", phase: 2 });
	await commit(world.db, [sql`UPDATE run SET question = ${JSON.stringify(question)} WHERE id = ${made.id}`]);
	if (watched) {
		await world.write("/bantuan");
		const { message_id: messageId } = world.lastSaid();
		await watchRun(world.db, world.connection, { runId: made.id, chatId: ANI.id, messageId, language: "id", shown: "" });
	}
	const run = await getRun(world.db, world.connection, made.id);
	if (!run) throw new Error("no such run");
	return run;
}

const press = (world: ChatWorld, button: number, who = ANI) => {
	const { message_id, keyboard } = world.lastSaid(who);
	return world.people.press({ from: who, message_id, data: keyboard?.flat()[button]?.callback_data ?? "" });
};

describe("a run that is about to delete many records", () => {
	it("asks those who watch it, with the counts in the question, once", async () => {
		const world = chatWorld();
		const run = await waiting(world);
		await world.notifier.asks(run);
		await world.notifier.asks(run);
		const [progress, question, ...more] = world.said();
		expect(progress?.text).toContain("Menunggu persetujuan sebelum dilanjutkan.");
		expect(question?.text).toContain("• 45 pelanggan di SMH (dari 131 yang terhubung): Toko <Maju>, Toko Jaya, …");
		expect(question?.text).toContain("Jawab sebelum pukul 17.30 WIB");
		expect(question?.keyboard?.flat().map(({ text }) => text)).toEqual(["Ya, hapus", "Tidak, hentikan"]);
		expect(more).toEqual([]);
	});

	it("goes on once somebody approved, in their name, and tells a second press so", async () => {
		const world = chatWorld();
		const run = await waiting(world);
		await world.notifier.asks(run);
		const data = world.lastSaid().keyboard?.flat()[0]?.callback_data;
		await press(world, 0);
		expect(world.lastSaid()).toMatchObject({ text: "Disetujui. Sinkron dilanjutkan.", keyboard: null });
		expect(await getRun(world.db, world.connection, run.id)).toMatchObject({ state: "queued", confirmed: true });
		expect(world.jobs).toMatchObject([{ kind: "drive", run: run.id }]);
		expect(await world.audit()).toMatchObject([{ actor: expect.stringContaining('"userId":7'), action: "run.confirm" }]);

		const message = { message_id: world.lastSaid().message_id, date: 0, chat: { id: ANI.id, type: "private" } };
		await world.bot.handle({ update_id: 999_999, callback_query: { id: "q", from: ANI, chat_instance: "7", message, data } });
		expect(world.lastSaid().text).toBe("Sudah disetujui sebelumnya. Sinkron dilanjutkan.");
		expect(world.jobs).toHaveLength(1);
	});

	it("stops when somebody says no", async () => {
		const world = chatWorld();
		const run = await waiting(world);
		await world.notifier.asks(run);
		await press(world, 1);
		expect(await getRun(world.db, world.connection, run.id)).toMatchObject({ state: "cancelled" });
		expect(world.lastSaid().text).toContain("Sinkron dihentikan.");
	});

	it("asks every admin where nobody watches, and comes back when nobody could be asked", async () => {
		const world = chatWorld();
		await world.write("/bantuan", BUDI);
		const run = await waiting(world, false);
		world.interference.now = () => flooded(40);
		await expect(world.notifier.asks(run)).rejects.toMatchObject({ kind: "rate_limited" });
		world.interference.now = null;
		await world.notifier.asks(run);
		expect(world.lastSaid(ANI).keyboard).not.toBeNull();
		expect(world.lastSaid(BUDI).keyboard).not.toBeNull();
	});

	it("puts the question to an admin who joins it, too", async () => {
		const world = chatWorld();
		const run = await waiting(world, false);
		await world.write("/sinkron", BUDI);
		expect(await openWatchers(world.db, run.id)).toMatchObject([{ chatId: BUDI.id }]);
		expect(world.lastSaid(BUDI).text).toContain("Sync is waiting for your approval");
	});
});
