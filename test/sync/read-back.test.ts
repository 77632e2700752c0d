import { beforeEach, describe, expect, it, vi } from "vitest";
import { createStack, type Stack } from "../support/stack.ts";
import { atRest, registered } from "../support/webhooks.ts";

type Native = Record<string, unknown> & { id: number };
const CUSTOMERS = 150;

let stack: Stack;
const listsOfSmh = async () => {
	const { calls } = await stack.control<{ calls: { system: string; method: string; path: string }[] }>("/calls");
	return calls.filter(({ system, method, path }) => system === "smh" && method === "GET" && path.endsWith("/customers")).length;
};
const forget = () => stack.control("/calls", "DELETE");
const partnerOf = async (one: Native | undefined) =>
	(await stack.control<Native[]>("/accurate/customer")).find(({ id }) => String(id) === one?.partner_id);

beforeEach(async () => {
	stack = await createStack({ scenario: "generated", customers: CUSTOMERS, products: 0, employees: 0, seed: 4 });
});

describe("a first sync writes more than the next quick run shall list", () => {
	it("reads none of it back from SMH, whose answers and webhooks tell it, and the quick run lists none of it", async () => {
		await registered(stack);
		await stack.sync("full");
		// What was there before, and no more.
		expect(await listsOfSmh()).toBe(1);
		await atRest(stack);
		await forget();
		const { counts } = await stack.sync();
		expect(counts).toMatchObject({ updated: { smh: 0, accurate: 0 }, problems: 0 });
		// What changed, and how many there are.
		expect(await listsOfSmh()).toBe(2);
	});

	it("reads it back where no webhooks come", async () => {
		await stack.sync("full");
		expect(await listsOfSmh()).toBeGreaterThan(1 + CUSTOMERS / 100);
		await forget();
		await stack.sync();
		expect(await listsOfSmh()).toBe(2);
	});

	it("an edit made meanwhile, of which the webhook got lost, is found by the next full run at the latest", async () => {
		await registered(stack);
		const running = stack.sync("full");
		const first = await vi.waitFor(async () => {
			const [made] = await stack.control<Native[]>("/smh/customer");
			if (!made) throw new Error("nothing is written yet");
			return made;
		}, 20_000);
		await stack.control("/faults", "POST", { plan: [{ system: "smh", kind: "webhook-lost", times: 1 }] });
		await stack.control(`/smh/customer/${first.id}`, "PATCH", { notes: "diubah saat sinkron berjalan" });
		await stack.control("/faults", "DELETE");
		await running;
		await atRest(stack);
		await stack.sync("full");
		expect(await partnerOf(first)).toMatchObject({ notes: "diubah saat sinkron berjalan" });
	});
});
