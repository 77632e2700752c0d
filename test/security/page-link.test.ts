import { env, exports } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { expect, it } from "vitest";
import type { SeenMessage } from "../../sandbox/telegram/view.ts";
import { database } from "../../src/store/database.ts";
import { createStack, PUBLIC_URL } from "../support/stack.ts";

it("law 14: what an admin does on the page that the bot's link opens is done in that admin's name", async () => {
	const stack = await createStack({ scenario: "empty" });
	const setWebhook = `http://127.0.0.1:8788/telegram/bot${env.TELEGRAM_BOT_TOKEN}/setWebhook`;
	const body = JSON.stringify({ url: `${PUBLIC_URL}/telegram/webhook`, secret_token: env.TELEGRAM_WEBHOOK_SECRET });
	await stack.sandbox.fetch(new Request(setWebhook, { method: "POST", headers: { "content-type": "application/json" }, body }));
	await stack.control("/telegram/messages", "POST", { from: { id: 7, first_name: "Ani" }, text: "/info" });
	const chat = await stack.control<SeenMessage[]>("/telegram/chats/7/messages");
	const button = chat.flatMap(({ keyboard }) => keyboard?.flat() ?? []).find((one) => "url" in one);
	const link = button && "url" in button ? button.url : "";
	expect(link).toMatch(/^https:\/\/sinkron\.test\/sign-in\/link\?token=/);

	const opened = await exports.default.fetch(new Request(link ?? "", { redirect: "manual" }));
	const cookie = (opened.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
	const headers = { cookie, origin: PUBLIC_URL };
	const form = { method: "POST", body: new URLSearchParams({ mode: "preview" }), headers, redirect: "manual" } as const;
	expect((await exports.default.fetch(new Request(`${PUBLIC_URL}/sync-information/runs`, form))).status).toBe(303);

	const rows = await database(env.DB).all<{ action: string; actor: string }>(sql`SELECT action, actor FROM audit ORDER BY id`);
	const ani = { kind: "telegram", userId: 7, name: "Ani" };
	const told = rows.filter(({ action }) => ["page.sign_in", "run.start"].includes(action));
	expect(told.map(({ action, actor }) => [action, JSON.parse(actor)])).toEqual([
		["page.sign_in", ani],
		["run.start", ani],
	]);
});
