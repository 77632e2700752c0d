import { createScheduledController } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { registerWebhook } from "../../sandbox/accurate/webhook.ts";
import worker from "../../src/index.ts";
import { noteChannel } from "../../src/store/channels.ts";
import { commit, database } from "../../src/store/database.ts";
import { takeInDeliveries } from "../../src/store/inbox.ts";
import { activeRun, lastRun } from "../../src/store/runs.ts";
import { createStack, type Stack, waitFor } from "../support/stack.ts";
import { watchedDatabase } from "../support/watched-database.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const CARE = "*/15 * * * *";
const [wrangler = ""] = Object.values(
	import.meta.glob<string>("../../wrangler.toml", { query: "?raw", import: "default", eager: true }),
);

const db = database(env.DB);
const care = (bindings: Env = env) => worker.scheduled(createScheduledController({ cron: CARE }), bindings);

describe("the crons of the deployment", () => {
	let stack: Stack;
	beforeEach(async () => {
		stack = await createStack({ scenario: "empty" });
	});

	it("are the two that the Worker knows: else every other one would be a nightly run", () => {
		expect(/^crons = (.*)$/m.exec(wrangler)?.[1]).toBe(`["0 18 * * *", "${CARE}"]`);
	});

	it("look after the webhooks every quarter of an hour, and start no run", async () => {
		registerWebhook(stack.sandbox.world, null);
		stack.sandbox.world.state.accurate.webhook.expiresAt = Date.now() + HOUR_MS;
		await care();
		expect(stack.sandbox.world.state.accurate.webhook.expiresAt).toBeGreaterThan(Date.now() + 6 * DAY_MS);
		expect(await lastRun(db, "default")).toBeNull();
	});

	it("bring in what no webhook brought: a change in Accurate is carried out by the next look", async () => {
		await stack.control("/accurate/customer", "POST", { customerNo: "C-1", name: "Toko Maju" });
		await stack.sync("full");
		const [customer] = await stack.control<{ id: number }[]>("/accurate/customer");
		await stack.control(`/accurate/customer/${customer?.id}`, "PATCH", { name: "Toko Jaya" });
		await care();
		await waitFor(async () => {
			expect(await stack.control("/smh/customer")).toMatchObject([{ name: "Toko Jaya" }]);
			expect(await activeRun(db, "default")).toBeNull();
		});
	});
});

describe("law 9: a look after the webhooks", () => {
	it("stays within 50 outbound calls and 40 D1 queries when everything is due and wrong at once", async () => {
		const stack = await createStack({ scenario: "empty" });
		const now = Date.now();
		const { accurate } = stack.sandbox.world.state;
		for (let n = 0; n < 5_000; n++) {
			const event = {
				databaseId: 1001,
				type: "CUSTOMER",
				timestamp: "",
				uuid: crypto.randomUUID(),
				data: [{ customerId: 3_000 + n, action: "WRITE" }],
			};
			accurate.webhookHistory.push({ at: now - 25 * DAY_MS + n * 400_000, event });
		}
		await commit(db, [noteChannel("default", "accurate", { readUpTo: now - 25 * DAY_MS })]);
		for (const side of ["smh", "accurate"] as const) {
			for (const hours of [1, 2, 3]) {
				await takeInDeliveries(db, "default", side, [{ id: `d${hours}`, signals: [] }], now - 10 * DAY_MS + hours * HOUR_MS);
			}
		}
		let queries = 0;
		const counted = watchedDatabase(env.DB, {
			sent: (statements) => {
				queries += statements;
			},
		});
		await stack.control("/faults", "POST", {
			plan: [{ system: "accurate", path: "/api/webhook-renew.do", times: 9, kind: "status-500" }],
		});
		await care({ ...env, DB: counted });
		const { calls } = await stack.control<{ calls: unknown[] }>("/calls");
		const messages = await stack.control<{ text: string }[]>("/telegram/chats/7/messages");
		expect(messages.map(({ text }) => text).sort((a, b) => a.localeCompare(b))).toEqual([
			expect.stringContaining("Tidak ada kabar perubahan dari Accurate"),
			expect.stringContaining("Tidak ada kabar perubahan dari SMH"),
			expect.stringContaining("Webhook Accurate belum bisa diperpanjang"),
		]);
		const [taken] = await db.all<{ count: number }>(
			sql`SELECT count(*) AS count FROM inbox WHERE done_at IS NULL AND source <> 'telegram'`,
		);
		expect(taken?.count).toBeGreaterThan(1_000);
		expect(queries).toBeLessThanOrEqual(40);
		expect(calls.length).toBeLessThanOrEqual(50);
	});
});
