import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { drive } from "../../src/sync/run/drive.ts";
import { changeSettings } from "../../src/sync/verbs/settings.ts";
import { createStack, type Stack } from "../support/stack.ts";
import { ANI, BUDI, type ChatWorld, chatWorld } from "./support.ts";

type Native = Record<string, unknown> & { id: number };
const actor = { kind: "telegram", userId: 7, name: "Ani" } as const;

let stack: Stack;
let world: ChatWorld;
const find = async (side: string) => (await stack.control<Native[]>(`/${side}/customer`))[0];
const names = async () => [(await find("smh"))?.name, (await find("accurate"))?.name];
const buttons = (of = world.lastSaid()) => of.keyboard?.flat().map(({ text }) => text);

/** The bot over the real engine, queue and stand-ins; one customer in step on both sides. */
beforeEach(async () => {
	stack = await createStack({ scenario: "empty" });
	world = chatWorld({ connection: "default", sync: () => stack.context() });
	await stack.control("/accurate/customer", "POST", { customerNo: "C-1", name: "Toko Maju", billCity: "Surabaya" });
	await stack.sync();
});

async function clash(policy: "accurate" | "ask" = "accurate") {
	const ctx = await stack.context();
	await changeSettings(ctx, { ...ctx.settings, conflictPolicy: policy }, actor);
	await stack.control(`/smh/customer/${(await find("smh"))?.id}`, "PATCH", { name: "<i>Dari SMH</i>" });
	await stack.control(`/accurate/customer/${(await find("accurate"))?.id}`, "PATCH", { name: "Dari Accurate & Co" });
	await stack.sync();
}

describe("/konflik", () => {
	it("says when there is none", async () => {
		await world.write("/konflik");
		expect(world.lastSaid().text).toBe("✅ Belum ada isian yang diubah di kedua sistem.");
	});

	it("shows both values, who won and why; one tap puts the other one back, and says what comes next", async () => {
		await clash();
		await world.write("/konflik");
		const { text, html } = world.lastSaid();
		expect(text).toContain(
			"(Pelanggan)\nNama\nSMH: <i>Dari SMH</i>\nAccurate: Dari Accurate & Co ✓\nDipakai: Accurate, menurut pengaturan",
		);
		expect(html).toContain("&lt;i&gt;Dari SMH&lt;/i&gt;");
		expect(buttons()).toEqual(["1. Pakai SMH"]);

		await world.press("Pakai SMH");
		expect(await names()).toEqual(["<i>Dari SMH</i>", "<i>Dari SMH</i>"]);
		expect(world.lastSaid().text).toContain("✅ Nilai SMH dipakai untuk Nama (");
		expect(world.lastSaid().text).toContain("/sinkron berikutnya menyamakan sisanya.");
		expect(world.lastSaid().text).toContain("Dipakai: SMH, dipilih Ani");
		expect(buttons()).toEqual(["1. Pakai Accurate"]);
		expect(world.toasts()).toEqual(["Sebentar…"]);
		const { counts } = await stack.sync();
		expect(counts.updated).toEqual({ smh: 0, accurate: 0 });
	});

	it("is done once, however often it is pressed, and from however many lists", async () => {
		await clash();
		await world.write("/konflik");
		await world.write("/konflik");
		const [older, newer] = world.said();
		const data = (message: typeof newer) => message?.keyboard?.flat()[0]?.callback_data ?? "";
		await Promise.all([
			world.pressData(data(newer), newer?.message_id ?? 0),
			world.pressData(data(newer), newer?.message_id ?? 0),
		]);
		await world.pressData(data(older), older?.message_id ?? 0);
		expect((await world.audit()).filter(({ action }) => action === "conflict.choose")).toHaveLength(1);
	});

	it("offers both values where a person has to choose", async () => {
		await clash("ask");
		await world.write("/konflik");
		expect(world.lastSaid().text).toContain("❓ Belum diputuskan. Pilih nilai yang benar.");
		expect(buttons()).toEqual(["1. Pakai SMH", "1. Pakai Accurate"]);
		await world.press("Pakai Accurate");
		expect(await names()).toEqual(["Dari Accurate & Co", "Dari Accurate & Co"]);
		expect((await stack.sync()).counts.problems).toBe(0);
	});

	it("is taken in while a run writes, carried out when it is over, and the chat hears what came of it", async () => {
		await clash();
		await world.write("/konflik");
		const ctx = await stack.context();
		await ctx.db.run(sql`UPDATE connection SET holder = 'a run that writes', fence = fence + 1`);
		await world.press("Pakai SMH");
		expect(world.lastSaid().text).toContain("⏳ Diterima. Dikerjakan begitu sinkron yang sedang berjalan selesai");
		expect(await names()).toEqual(["Dari Accurate & Co", "Dari Accurate & Co"]);
		await ctx.db.run(sql`UPDATE connection SET holder = NULL`);
		const budget = () => ({ calls: 1_000, statements: 1_000, ms: 60_000 });
		await drive({ ...(await stack.context()), notifier: world.notifier, budget });
		expect(await names()).toEqual(["<i>Dari SMH</i>", "<i>Dari SMH</i>"]);
		const told = world.said().filter(({ text }) => text.startsWith("✅ Nilai SMH dipakai untuk Nama"));
		expect(told).toHaveLength(1);
	});

	it("passes on what the other system says when it refuses", async () => {
		await clash();
		await world.write("/konflik");
		await stack.control("/faults", "POST", {
			plan: [{ system: "accurate", path: "/customer/bulk-save.do", times: 1, kind: "rows-rejected" }],
		});
		await world.press("Pakai SMH");
		expect(world.lastSaid().text).toContain("⚠️ Belum berhasil, sistem tujuan menolak: ");
	});

	it("works for the one who asked alone", async () => {
		await clash();
		await world.write("/konflik");
		const { message_id, keyboard } = world.lastSaid();
		await world.write("/bantuan", BUDI);
		await world.pressData(keyboard?.flat()[0]?.callback_data ?? "", message_id, BUDI);
		expect(world.toasts()).toEqual(["This button is not for you."]);
		expect(await names()).toEqual(["Dari Accurate & Co", "Dari Accurate & Co"]);
	});
});

describe("deleted on one side, edited on the other", () => {
	beforeEach(async () => {
		await stack.control(`/smh/customer/${(await find("smh"))?.id}`, "PATCH", { notes: "penting" });
		await stack.control(`/accurate/customer/${(await find("accurate"))?.id}`, "DELETE");
		await stack.sync();
		await world.write("/konflik");
	});

	it("is shown with what was edited where, and created again on one tap", async () => {
		expect(world.lastSaid().text).toContain("1. C-1 · Toko Maju (Pelanggan)\nDihapus di Accurate, masih ada di SMH");
		expect(world.lastSaid().text).toContain("Yang diubah: Catatan");
		expect(buttons()).toEqual(["1. Buat lagi di Accurate", "1. Hapus juga"]);
		await world.press("Buat lagi");
		expect(world.lastSaid().text).toContain("✅ Akan dibuat lagi. /sinkron berikutnya menyamakan sisanya.");
		await stack.sync();
		expect(await find("accurate")).toMatchObject({ customerNo: "C-1", notes: "penting" });
	});

	it("is deleted too after a question with the counts", async () => {
		const question = world.lastSaid();
		await world.press("Hapus juga");
		expect(world.lastSaid().text).toContain("⚠️ Hapus 1 pelanggan ini di SMH?\nC-1 · Toko Maju\n");
		expect(buttons()).toEqual(["Ya, hapus", "Batal"]);
		expect((await stack.sync()).counts.deleted).toEqual({ smh: 0, accurate: 0 });

		await world.press("Ya, hapus");
		expect(world.lastSaid()).toMatchObject({
			text: "✅ Akan dihapus juga. /sinkron berikutnya menyamakan sisanya.",
			keyboard: null,
		});
		await stack.sync();
		expect(await find("smh")).toBeUndefined();
		// A press of the old list finds it settled.
		await world.pressData(question.keyboard?.flat()[0]?.callback_data ?? "", question.message_id);
		expect(world.said()[0]?.text).toContain("Data itu sudah tidak ada atau sudah dibereskan.");
	});

	it("stays when the answer is no, or comes after five minutes", async () => {
		await world.press("Hapus juga");
		await world.press("Batal");
		expect(world.lastSaid()).toMatchObject({ text: "Baik, tidak ada yang diubah.", keyboard: null });
		await world.press("Hapus juga");
		world.clock.now += 5 * 60_000 + 1000;
		await world.press("Ya, hapus");
		expect(world.lastSaid(ANI).text).toContain("Tombol ini sudah tidak berlaku.");
		await stack.sync();
		expect(await find("smh")).toMatchObject({ notes: "penting" });
	});
});
