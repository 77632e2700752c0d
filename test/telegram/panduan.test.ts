import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import type { SeenMessage } from "../../sandbox/telegram/view.ts";
import { createStack, PUBLIC_URL, waitFor } from "../support/stack.ts";

interface Calls {
	readonly calls: readonly { readonly system: string; readonly method: string; readonly path: string }[];
}

it("a dry run on the guide's case tells 131 + 56 creates in SMH, 2 in Accurate, the reasons for the rest, and writes nothing", async () => {
	const stack = await createStack({ scenario: "panduan" });
	const ani = { id: 7, first_name: "Ani" };
	const chat = () => stack.control<SeenMessage[]>("/telegram/chats/7/messages");
	await stack.sandbox.fetch(
		new Request(`http://127.0.0.1:8788/telegram/bot${env.TELEGRAM_BOT_TOKEN}/setWebhook`, {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify({ url: `${PUBLIC_URL}/telegram/webhook`, secret_token: env.TELEGRAM_WEBHOOK_SECRET }),
		}),
	);
	await stack.control("/smh/employee", "POST", { code: "KRY-001", name: "Agung Prasetyo", position: "Salesman" });
	await stack.control("/smh/employee", "POST", { code: "KRY-002", name: "Siti Aminah", position: "Admin" });
	await stack.control("/calls", "DELETE");

	await stack.control("/telegram/messages", "POST", { from: ani, text: "/pratinjau" });
	await waitFor(async () => expect((await chat()).at(-1)?.text).toContain("Pratinjau selesai"));
	const message = (await chat()).at(-1);
	expect(message?.text).toContain("SMH: 131 pelanggan baru, 56 produk baru\nAccurate: 2 karyawan baru");
	expect(message?.text).toContain("632 data tidak ikut");
	expect(message?.text).toContain("5 dari 189 perubahan\n1. KRY-00");
	expect(message?.text).toMatch(/⏱ Perkiraan untuk mengerjakannya: \d+ panggilan API, sekitar \d+ detik/);
	expect(message?.keyboard?.flat().map(({ text }) => text)).toEqual(["Lihat lebih banyak", "▶️ Jalankan sinkron"]);
	const { calls } = await stack.control<Calls>("/calls");
	const writes = calls.filter(
		({ system, path, method }) => system !== "telegram" && (method !== "GET" || /save|delete/.test(path)),
	);
	expect(writes.filter(({ path }) => !path.includes("/api-token.do"))).toEqual([]);
	expect(await stack.control("/state")).toMatchObject({ smh: { customer: 0, product: 0, employee: 2 } });
});
