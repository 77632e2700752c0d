import { beforeEach, describe, expect, it } from "vitest";
import { createStack, type Stack } from "../support/stack.ts";
import { type ChatWorld, chatWorld } from "./support.ts";

type Native = Record<string, unknown> & { id: number };

let stack: Stack;
let world: ChatWorld;
const customers = (side: string) => stack.control<Native[]>(`/${side}/customer`);

/** Two customers of one name and phone under different codes, one on each side. */
beforeEach(async () => {
	stack = await createStack({ scenario: "empty" });
	world = chatWorld({ connection: "default", sync: () => stack.context() });
	await stack.control("/accurate/customer", "POST", {
		...{ customerNo: "A-1", name: "Toko <Maju>", mobilePhone: "0812-3456-7890", billCity: "Surabaya" },
	});
	await stack.control("/smh/customer", "POST", { code: "S-1", name: "Toko <Maju>", mobile: "+62 812 3456 7890", city: "Gresik" });
	await stack.sync();
	await world.write("/masalah");
	await world.press("2 · Mungkin sama");
});

describe("records that may be the same", () => {
	it("are shown side by side, once, with the reason's own buttons below", () => {
		const { text, html, keyboard } = world.lastSaid();
		expect(text).toContain("Kiri SMH, kanan Accurate.");
		expect(text).toContain(
			"Kode: S-1 ↔ A-1\nNama: Toko <Maju> ↔ Toko <Maju>\nHP: +6281234567890 ↔ +6281234567890\nKota: Gresik ↔ Surabaya",
		);
		expect(html).toContain("Toko &lt;Maju&gt;");
		expect(keyboard?.map((row) => row.map((button) => button.text))).toEqual([
			["1. Sama", "1. Berbeda"],
			["🔁 Coba lagi", "📄 Unduh CSV"],
		]);
	});

	it("become a pair when a person says that they are", async () => {
		await world.press("Sama");
		expect(world.lastSaid().text).toContain("data yang sama. /sinkron berikutnya menyamakan sisanya.");
		expect(world.lastSaid().text).toContain("Tidak ada lagi data yang perlu dibandingkan.");
		const { counts } = await stack.sync();
		expect(counts).toMatchObject({ linked: 1, problems: 0 });
		expect(await customers("smh")).toHaveLength(1);
	});

	it("are each created on the other side when a person says that they differ", async () => {
		await world.press("Berbeda");
		await stack.sync();
		expect(await customers("smh")).toHaveLength(2);
		expect(await customers("accurate")).toHaveLength(2);
	});

	it("are judged once, however often the button is pressed", async () => {
		const { message_id, keyboard } = world.lastSaid();
		const data = keyboard?.flat()[0]?.callback_data ?? "";
		await Promise.all([world.pressData(data, message_id), world.pressData(data, message_id)]);
		expect((await world.audit()).filter(({ action }) => action === "pair.same")).toHaveLength(1);
		expect(world.toasts()).toContain("Sudah dikerjakan.");
	});
});
