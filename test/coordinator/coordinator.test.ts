import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { gateOf, withLock } from "../../src/coordinator/client.ts";

/** Two invocations of the Worker that know nothing of each other; a connection of its own for each test. */
function isolates() {
	const id = env.COORDINATOR.idFromName(crypto.randomUUID());
	return [env.COORDINATOR.get(id), env.COORDINATOR.get(id)] as const;
}
const soon = () => new Promise((resolve) => setTimeout(resolve, 20));

describe("law 8: the gate, over all invocations", () => {
	it("holds everybody back when one of them was asked to slow down, and nobody on the other side", async () => {
		const [one, other] = isolates();
		const told = await gateOf(one, "accurate").enter();
		await told.leave({ slowDownMs: 400 });
		const since = Date.now();
		await (await gateOf(other, "smh").enter()).leave();
		const passes = [gateOf(one, "accurate").enter(), gateOf(other, "accurate").enter()];
		for (const pass of await Promise.all(passes)) await pass.leave();
		expect(Date.now() - since).toBeGreaterThanOrEqual(390);
	});

	it("lets the ninth in when one of the eight has left, whoever that was", async () => {
		const [one, other] = isolates();
		const inside = await Promise.all(Array.from({ length: 8 }, (_, n) => gateOf(n % 2 ? one : other, "accurate").enter()));
		let entered = false;
		const ninth = gateOf(other, "accurate")
			.enter()
			.then((pass) => {
				entered = true;
				return pass;
			});
		await soon();
		expect(entered).toBe(false);
		await inside[1]?.leave();
		await (await ninth).leave();
	});
});

describe("a lock of the connection", () => {
	it("lets one work at a time, over all invocations, in turn, and also after one has failed", async () => {
		const [one, other] = isolates();
		let inside = 0;
		const done: number[] = [];
		const work = (n: number) => async () => {
			expect(++inside).toBe(1);
			await soon();
			inside--;
			done.push(n);
			if (n === 2) throw new Error("failed at work");
		};
		const outcomes = await Promise.allSettled([1, 2, 3, 4].map((n) => withLock(n % 2 ? one : other, "login", work(n))));
		expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled", "fulfilled"]);
		expect(new Set(done)).toEqual(new Set([1, 2, 3, 4]));
	});
});
