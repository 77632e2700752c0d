import { env, exports } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import worker from "../../src/index.ts";
import { database } from "../../src/store/database.ts";
import { createStack, PUBLIC_URL, waitFor } from "../support/stack.ts";
import { watchedDatabase } from "../support/watched-database.ts";

const WEBHOOK = `${PUBLIC_URL}/webhooks/accurate/${env.ACCURATE_WEBHOOK_SECRET}`;
const event = (uuid: string, customer: number) => ({
	...{ uuid, databaseId: 1, type: "CUSTOMER", timestamp: "27/11/2026 08:00:00" },
	data: [{ customerId: customer, customerNo: `C${customer}`, action: "WRITE" }],
});
const webhook = (uuid: string, customer: number) =>
	new Request(WEBHOOK, {
		...{ method: "POST", headers: { "content-type": "application/json" } },
		body: JSON.stringify([event(uuid, customer)]),
	});
const stored = () =>
	database(env.DB).all<{ delivery: string; record: string }>(
		sql`SELECT delivery_id AS delivery, record_id AS record FROM inbox WHERE source = 'accurate' ORDER BY CAST(record_id AS INTEGER)`,
	);

describe("webhooks that come at once", () => {
	it("are each stored, and each once, however often they come", async () => {
		await createStack({ scenario: "empty" });
		const numbers = Array.from({ length: 40 }, (_, index) => index + 1);
		const twice = [...numbers, ...numbers];
		const answers = await Promise.all(twice.map((number) => exports.default.fetch(webhook(`u-${number}`, number))));
		expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
		expect(await stored()).toEqual(numbers.map((number) => ({ delivery: `u-${number}`, record: String(number) })));
	});

	it("are stored by themselves while the connection's object is out of reach", async () => {
		await createStack({ scenario: "empty" });
		const away = () => Promise.reject(new Error("the object is away"));
		let sent = 0;
		const DB = watchedDatabase(env.DB, { sent: () => void sent++ });
		const COORDINATOR = { idFromName: () => "any", get: () => ({ takeIn: away, wake: away }) };
		// A request of the runtime's own carries where it comes from besides; nothing here looks at that.
		const request = webhook("u-1", 7) as Parameters<typeof worker.fetch>[0];
		const answer = await worker.fetch(request, { ...env, DB, COORDINATOR } as unknown as Env);
		expect([answer.status, sent, await stored()]).toEqual([202, 1, [{ delivery: "u-1", record: "7" }]]);
	});

	it("wake the engine, which carries them out", async () => {
		const stack = await createStack({ scenario: "generated", customers: 3, products: 0, employees: 0, seed: 3 });
		await stack.sync();
		const [customer] = await stack.control<{ id: number }[]>("/accurate/customer");
		await stack.control(`/accurate/customer/${customer?.id}`, "PATCH", { notes: "diubah" });
		expect((await exports.default.fetch(webhook("u-1", customer?.id ?? 0))).status).toBe(202);
		await waitFor(async () => {
			const notes = (await stack.control<{ notes: string }[]>("/smh/customer")).map((each) => each.notes);
			expect(notes).toContain("diubah");
		});
	});
});
