import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { activeRun, lastRun } from "../../src/store/runs.ts";
import { openButton, sealButton } from "../../src/telegram/buttons.ts";
import { ANI, BUDI, type ChatWorld, chatWorld, seedChanges } from "./support.ts";

beforeAll(() => applyD1Migrations(env.DB, env.TEST_MIGRATIONS));

/** A run under way, asked to be stopped; answers the data of the two buttons. */
async function asked(world: ChatWorld) {
	await world.write("/sinkron");
	const run = await activeRun(world.db, world.connection);
	await seedChanges(world, run?.id ?? "", [
		{ entity: "customer", side: "smh", operation: "create", count: 3 },
		{ entity: "customer", side: "smh", operation: "create", state: "planned", count: 4 },
	]);
	await world.write("/batal");
	const question = world.lastSaid();
	const [yes = "", no = ""] = question.keyboard?.flat().map((button) => button.callback_data ?? "") ?? [];
	const press = (data: string) => world.people.press({ from: ANI, message_id: question.message_id, data });
	return { question, yes, no, press };
}

const toasts = (world: ChatWorld) => world.people.chat(ANI.id).alerts.map(({ text }) => text);

describe("/batal", () => {
	it("says when there is nothing to stop", async () => {
		const world = chatWorld();
		await world.write("/batal");
		expect(world.lastSaid().text).toBe("Tidak ada sinkron yang sedang berjalan.");
	});

	it("asks first, with what is done and what is not, and stops on yes", async () => {
		const world = chatWorld();
		const { question, yes, press } = await asked(world);
		expect(question.text).toContain("Hentikan sinkron yang dimulai pukul 17.00 WIB oleh Ani?");
		expect(question.text).toContain("3 perubahan sudah dikerjakan dan tetap tersimpan; 4 belum dikerjakan.");
		await press(yes);
		expect(await lastRun(world.db, world.connection)).toMatchObject({ state: "cancelled" });
		expect(toasts(world)).toEqual(["Menghentikan…"]);
		expect(world.lastSaid()).toMatchObject({
			text: "Sinkron dihentikan. Yang sudah dikerjakan tetap tersimpan.",
			keyboard: null,
		});
		expect((await world.audit()).map(({ action }) => action)).toEqual(["run.start", "run.cancel"]);
	});

	it("goes on when told so", async () => {
		const world = chatWorld();
		const { no, press } = await asked(world);
		await press(no);
		expect(world.lastSaid().text).toBe("Baik, sinkron tetap berjalan.");
		expect(await activeRun(world.db, world.connection)).not.toBeNull();
	});

	it("tells a second press that it is over", async () => {
		const world = chatWorld();
		const { question, yes, press } = await asked(world);
		await press(yes);
		const message = { message_id: question.message_id, date: 0, chat: { id: 7, type: "private" } };
		const query = { id: "late", from: ANI, chat_instance: "7", message, data: yes };
		await world.bot.handle({ update_id: 999_999, callback_query: query });
		expect(world.calls.filter(({ method }) => method === "answerCallbackQuery").at(-1)?.body.text).toBe(
			"Sinkron itu sudah berakhir.",
		);
		expect(world.lastSaid().text).toContain("Sinkron dihentikan.");
		expect((await world.audit()).filter(({ action }) => action === "run.cancel")).toHaveLength(1);
	});

	it("does nothing after five minutes, nor for another admin, nor for data nobody of us wrote", async () => {
		const world = chatWorld();
		const { question, yes, press } = await asked(world);
		const message = { message_id: question.message_id, date: 0, chat: { id: 7, type: "private" } };
		const foreign = [
			{ from: BUDI, data: yes },
			{ from: ANI, data: `${yes.slice(0, -12)}AAAAAAAAAAAA` },
			{ from: ANI, data: "stop:everything" },
		];
		for (const [index, { from, data }] of foreign.entries()) {
			const query = { id: `q${index}`, from, chat_instance: "7", message, data };
			await world.bot.handle({ update_id: 999_000 + index, callback_query: query });
		}
		expect(world.lastSaid().keyboard).not.toBeNull();
		world.clock.now += 5 * 60_000 + 1000;
		await press(yes);
		expect(toasts(world)).toEqual(["Tombol ini sudah tidak berlaku. Kirim perintahnya lagi bila masih perlu."]);
		expect(world.lastSaid().keyboard).toBeNull();
		expect(await activeRun(world.db, world.connection)).not.toBeNull();
	});

	it("keeps its button within 64 bytes, for the largest ids too", async () => {
		const button = { action: "allow", subject: crypto.randomUUID(), expiresAt: Date.UTC(2037, 0) } as const;
		const data = await sealButton("secret", 2 ** 52, button);
		expect(data.length).toBeLessThanOrEqual(64);
		expect(await openButton("secret", 2 ** 52, data, Date.UTC(2037, 0))).toEqual({ ok: true, ...button });
		expect(await openButton("other", 2 ** 52, data, Date.UTC(2037, 0))).toEqual({ ok: false, why: "foreign" });
	});
});
