import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { database } from "../../src/store/database.ts";
import { carriedSince, waitingSignals } from "../../src/store/freshness.ts";
import { createStack } from "../support/stack.ts";
import { atRest, registered } from "../support/webhooks.ts";

const db = database(env.DB);

describe("how fast changes arrive", () => {
	it("counts a change that a webhook told of, from either side, from its word until it was written; and nothing else", async () => {
		const stack = await createStack({ scenario: "generated", customers: 4, products: 2, employees: 1, seed: 11 });
		await stack.sync();
		await registered(stack);
		const began = Date.now();
		const carried = async () => (await carriedSince(db, "default", began)).carried;
		expect(await carried()).toEqual([]);

		const [first, second] = await stack.control<{ id: number; partner_id: string }[]>("/smh/customer");
		await stack.control(`/smh/customer/${first?.id}`, "PATCH", { name: "Toko Jaya" });
		await atRest(stack);
		const [fromSmh, ...others] = await carried();
		// The echo of our own write came as a webhook too, and was written nowhere.
		expect(others).toEqual([]);
		expect(fromSmh?.receivedAt).toBeGreaterThanOrEqual(began);
		expect(fromSmh?.writtenAt).toBeGreaterThanOrEqual(fromSmh?.receivedAt ?? Number.POSITIVE_INFINITY);

		await stack.control(`/accurate/customer/${second?.partner_id}`, "PATCH", { name: "Toko Maju" });
		await stack.control("/smh/customer", "POST", { code: "BARU-1", name: "Toko Baru" });
		await atRest(stack);
		const found = await carried();
		const rows = await db.all(sql`SELECT source, read_by FROM inbox WHERE read_by IS NOT NULL AND received_at >= ${began}`);
		expect([found.length, rows.length >= 3]).toEqual([3, true]);
		expect(found.every(({ receivedAt, writtenAt }) => writtenAt >= receivedAt && writtenAt - receivedAt < 60_000)).toBe(true);
	});

	it("says that it has not looked at everything when very much has come in", async () => {
		await createStack({ scenario: "empty" });
		const now = Date.now();
		await db.run(sql`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
			INSERT INTO inbox (connection_id, source, delivery_id, entity, record_id, received_at, done_at)
			SELECT 'default', 'accurate', 'd' || i, 'customer', CAST(i AS TEXT), ${now} - 3000 + i, ${now} FROM n`);
		expect(await carriedSince(db, "default", now - 1_000)).toEqual({ carried: [], partial: false });
		expect(await carriedSince(db, "default", now - 60_000)).toEqual({ carried: [], partial: true });
	});

	it("counts what waits, and since when", async () => {
		await createStack({ scenario: "empty" });
		await db.run(sql`INSERT INTO inbox (connection_id, source, delivery_id, entity, record_id, received_at)
			VALUES ('default', 'smh', 'a', 'customer', '1', 500), ('default', 'accurate', 'b', 'product', '2', 400), ('default', 'telegram', 'c', '', '', 300)`);
		expect(await waitingSignals(db, "default")).toEqual({ count: 2, more: false, oldestAt: 400 });
	});
});
