import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { describe, expect, it, vi } from "vitest";
import { SystemError } from "../../src/domain/errors.ts";
import type { RemoteRecord } from "../../src/domain/model.ts";
import { database } from "../../src/store/database.ts";
import { inBatches } from "../../src/sync/apply/side-by-side.ts";
import { createStack } from "../support/stack.ts";

const stored = (id: string) => ({
	ok: true as const,
	record: { id, partnerId: null, version: "1", projection: {}, facts: {}, complete: true } as unknown as RemoteRecord,
});
const idsOf = (answers: Awaited<ReturnType<typeof inBatches>>) =>
	answers.map((answer) => (answer.ok ? answer.record.id : answer.error.kind));
const away = new SystemError("unavailable", "tidak terhubung");

describe("batches that go out side by side", () => {
	it("are answered in the order of their rows, whichever is through first", async () => {
		const send = async (batch: readonly string[]) => {
			await new Promise((resolve) => setTimeout(resolve, batch.includes("a") ? 20 : 1));
			return batch.map(stored);
		};
		expect(idsOf(await inBatches(["a", "b", "c", "d", "e"], 2, send))).toEqual(["a", "b", "c", "d", "e"]);
	});

	it("lose nothing that one has stored where another fails", async () => {
		const send = async (batch: readonly string[]) => {
			if (batch.includes("c")) throw away;
			return batch.map(stored);
		};
		expect(idsOf(await inBatches(["a", "b", "c", "d", "e"], 2, send))).toEqual(["a", "b", "unavailable", "unavailable", "e"]);
	});

	it("fail as a whole where none got through", async () => {
		await expect(inBatches(["a", "b", "c"], 2, () => Promise.reject(away))).rejects.toBe(away);
	});
});

describe.each(["lost-answer", "refuse-before", "status-500"])("of 250 new customers the second batch of SMH meets %s", (kind) => {
	it("all are there in the end, each once, each with its partner", async () => {
		vi.spyOn(Math, "random").mockReturnValue(0);
		const stack = await createStack({ scenario: "generated", customers: 250, products: 0, employees: 0, seed: 8 });
		await stack.control("/faults", "POST", { plan: [{ system: "smh", kind, method: "POST", path: "/customers/batch", nth: 2 }] });
		expect((await stack.sync()).run).toMatchObject({ state: "done", error: null });
		const here = await stack.control<{ partner_id: string }[]>("/smh/customer");
		expect([here.length, new Set(here.map(({ partner_id }) => partner_id)).size]).toEqual([250, 250]);
		const [left] = await database(env.DB).all(
			sql`SELECT (SELECT count(*) FROM link WHERE state = 'linked') AS links, (SELECT count(*) FROM intent) AS intents, (SELECT count(*) FROM problem) AS problems`,
		);
		expect(left).toEqual({ links: 250, intents: 0, problems: 0 });
	});
});
