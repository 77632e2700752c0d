import { env, exports } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { beforeEach, expect, it } from "vitest";
import { database } from "../../src/store/database.ts";
import { createStack, PUBLIC_URL, type Stack, waitFor } from "../support/stack.ts";
import { signedBySmh } from "./support.ts";

let stack: Stack;
beforeEach(async () => {
	stack = await createStack({ scenario: "generated", customers: 6, products: 2, employees: 2, seed: 8 });
	await stack.sync();
	// The echoes of that run's own writes.
	await stack.sandbox.idle();
	await untilCarriedOut();
});

const db = () => database(env.DB);
const deliver = async (path: string, body: string, headers: Record<string, string> = {}): Promise<number> => {
	const request = new Request(`${PUBLIC_URL}/webhooks/${path}`, { method: "POST", body, headers });
	return (await exports.default.fetch(request)).status;
};
const signalsLeft = async (): Promise<number> =>
	(
		await db().all<{ n: number }>(
			sql`SELECT (SELECT count(*) FROM inbox WHERE done_at IS NULL AND source <> 'telegram') + (SELECT count(*) FROM run WHERE finished_at IS NULL) AS n`,
		)
	)[0]?.n ?? -1;
const untilCarriedOut = (): Promise<void> => waitFor(async () => expect(await signalsLeft()).toBe(0));

it.each(["accurate", "smh"])(
	"laws 4 and 5: a webhook of %s that says a record is gone which is there deletes nothing",
	async (side) => {
		const pairs = (await stack.api<{ data: { smhId: string; accurateId: string }[] }>("/links?entity=customer")).data;
		expect(pairs).toHaveLength(6);
		for (const { smhId, accurateId } of pairs) {
			const event = { databaseId: 1001, type: "CUSTOMER", timestamp: "22/11/2026 10:00:00", uuid: crypto.randomUUID() };
			const row = { customerId: Number(accurateId), customerNo: "x", action: "DELETE" };
			const body = JSON.stringify({
				type: "customer.deleted",
				timestamp: "2026-11-22T10:00:00Z",
				data: { id: Number(smhId), version: 99 },
			});
			const status =
				side === "accurate"
					? await deliver(`accurate/${env.ACCURATE_WEBHOOK_SECRET}`, JSON.stringify([{ ...event, data: [row] }]))
					: await deliver("smh", body, signedBySmh(body));
			expect(status).toBe(202);
		}
		await untilCarriedOut();
		const { run } = await stack.sync();
		expect(run.state).toBe("done");
		expect(await stack.control("/state")).toMatchObject({ smh: { customer: 6 }, accurate: { customer: 6 } });
		const states = await db().all(sql`SELECT DISTINCT state FROM link WHERE entity = 'customer'`);
		expect(states).toEqual([{ state: "linked" }]);
	},
);
