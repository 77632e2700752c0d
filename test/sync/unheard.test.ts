import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { database } from "../../src/store/database.ts";
import { takeInDeliveries } from "../../src/store/inbox.ts";
import { READS_PER_STEP } from "../../src/sync/scan/scan.ts";
import { createStack, type Stack } from "../support/stack.ts";
import { atRest, registered } from "../support/webhooks.ts";

type Native = Record<string, unknown> & { id: number };
const db = () => database(env.DB);
const HOUR_MS = 3_600_000;
const compare = (one: string, other: string): number => (one < other ? -1 : 1);

let stack: Stack;
const list = (side: "smh" | "accurate", entity: string) => stack.control<Native[]>(`/${side}/${entity}`);
const conflicts = () => db().all<{ field: string }>(sql`SELECT field FROM conflict`);
/** The next deliveries of these systems are lost. */
const lose = (...systems: string[]) =>
	stack.control("/faults", "POST", { plan: systems.map((system) => ({ system, kind: "webhook-lost", nth: [1] })) });

describe("a change that arrives by itself, where the other side has one that no webhook told of", () => {
	beforeEach(async () => {
		stack = await createStack({ scenario: "generated", customers: 6, products: 3, employees: 4, seed: 11 });
		await stack.sync();
		await registered(stack);
		await stack.control("/smh/employee", "POST", { code: "E-1", name: "Agung", position: "Sales" });
		await atRest(stack);
	});

	it("an employee edited in Accurate, which sends none, and then in SMH: Accurate wins, and SMH's value is kept", async () => {
		const there = (await list("accurate", "employee")).find(({ number }) => number === "E-1");
		const here = (await list("smh", "employee")).find(({ code }) => code === "E-1");
		await stack.control(`/accurate/employee/${there?.id}`, "PATCH", { name: "Agung Accurate" });
		await stack.control(`/smh/employee/${here?.id}`, "PATCH", { name: "Agung SMH" });
		await atRest(stack);
		expect(await conflicts()).toEqual([{ field: "name" }]);
		const named = async (side: "smh" | "accurate") => (await list(side, "employee")).map(({ name }) => name);
		expect(await named("smh")).toContain("Agung Accurate");
		expect(await named("accurate")).toContain("Agung Accurate");
	});

	it("a customer edited in Accurate, whose webhook was lost, and then in SMH: the same", async () => {
		const [there] = await list("accurate", "customer");
		const here = (await list("smh", "customer")).find(({ partner_id }) => partner_id === String(there?.id));
		await lose("accurate");
		await stack.control(`/accurate/customer/${there?.id}`, "PATCH", { notes: "dari Accurate" });
		await stack.sandbox.idle();
		await stack.control(`/smh/customer/${here?.id}`, "PATCH", { notes: "dari SMH" });
		await atRest(stack);
		expect(await conflicts()).toEqual([{ field: "notes" }]);
		expect((await list("accurate", "customer")).find(({ id }) => id === there?.id)?.notes).toBe("dari Accurate");
	});

	it("a customer edited on both sides, whose webhooks were both lost: the next quick run brings it, another one's webhook does not", async () => {
		const [there, other] = await list("accurate", "customer");
		const here = (await list("smh", "customer")).find(({ partner_id }) => partner_id === String(there?.id));
		await lose("accurate", "smh");
		await stack.control(`/accurate/customer/${there?.id}`, "PATCH", { notes: "dari Accurate" });
		await stack.control(`/smh/customer/${here?.id}`, "PATCH", { notes: "dari SMH" });
		await stack.sandbox.idle();
		const another = (await list("smh", "customer")).find(({ partner_id }) => partner_id === String(other?.id));
		await stack.control(`/smh/customer/${another?.id}`, "PATCH", { name: "Nama Baru" });
		await atRest(stack);
		expect(await conflicts()).toEqual([]);
		await stack.sync();
		expect(await conflicts()).toEqual([{ field: "notes" }]);
		expect((await list("smh", "customer")).find(({ id }) => id === here?.id)?.notes).toBe("dari Accurate");
	});

	it("an employee typed in Accurate and, under another code, in SMH: a person is asked, nobody is doubled", async () => {
		const before = (await list("accurate", "employee")).length;
		const [name, mobile] = ["Budi Santoso", "081234567890"];
		await stack.control("/accurate/employee", "POST", { number: "K-900", name, mobilePhone: mobile });
		await stack.control("/smh/employee", "POST", { code: "E-900", name, position: "Sales", mobile });
		await atRest(stack);
		const called = async (side: "smh" | "accurate") => (await list(side, "employee")).filter((one) => one.name === name).length;
		expect([await called("accurate"), await called("smh")]).toEqual([1, 1]);
		expect((await list("accurate", "employee")).length).toBe(before + 1);
		const asked = await db().all(sql`SELECT 1 FROM problem WHERE reason = 'POSSIBLE_DUPLICATE' AND entity = 'employee'`);
		expect(asked).toHaveLength(2);
	});
});

describe("what changes that arrive by themselves cost over a day", () => {
	const marks = async () =>
		new Map(
			(
				await db().all<{ key: string; since: number; version: number }>(
					sql`SELECT side || '/' || entity AS key, since, projection_version AS version FROM watermark`,
				)
			).map(({ key, ...mark }) => [key, mark]),
		);
	/** More than are read one by one. */
	const editMany = async (entity: "customer") => {
		const some = (await list("smh", entity)).slice(0, READS_PER_STEP + 1);
		for (const { id } of some) await stack.control(`/smh/${entity}/${id}`, "PATCH", { name: `Nama Baru ${id}` });
		const signals = some.map(({ id, version }) => {
			return { side: "smh", entity, id: String(id), version: Number(version) + 1, gone: false } as const;
		});
		await takeInDeliveries(db(), "default", "smh", [{ id: "many", signals }], Date.now());
		await (await stack.context()).coordinator.wake("default", 0);
		await atRest(stack);
	};
	const editOne = async (entity: string) => {
		const [one] = await list("smh", entity);
		await stack.control(`/smh/${entity}/${one?.id}`, "PATCH", { name: "Nama Baru" });
		await atRest(stack);
	};
	let since: number;
	beforeEach(async () => {
		stack = await createStack({ scenario: "generated", customers: 120, products: 6, employees: 4, seed: 11 });
		await stack.sync();
		await registered(stack);
		since = Date.now() - HOUR_MS;
		await db().run(sql`UPDATE watermark SET since = ${since}`);
	});

	it("a list of changes that has grown long is not read again by the next ones; a short one leaves no trace", async () => {
		await stack.control("/registrations", "PUT", {});
		await editMany("customer");
		await registered(stack);
		await editOne("product");
		const after = await marks();
		for (const side of ["smh", "accurate"]) {
			expect(after.get(`${side}/customer`)?.since).toBeGreaterThan(since);
			expect(after.get(`${side}/product`)?.since).toBe(since);
			expect(after.get(`${side}/employee`)?.since).toBe(since);
		}
	});

	it("what other settings have to judge anew is still listed in full by the next run", async () => {
		await stack.api("/settings", "PUT", { ...(await stack.api<object>("/settings")), conflictPolicy: "smh" });
		await editOne("customer");
		expect([...(await marks()).values()].every((mark) => mark.since === since && mark.version === 0)).toBe(true);
	});

	it("one edited customer costs a look at it on each side and its own write, and its echo one more look", async () => {
		await stack.sync();
		await stack.control("/calls", "DELETE");
		const [one] = await list("smh", "customer");
		await editOne("customer");
		const { calls } = await stack.control<{ calls: { system: string; method: string; path: string }[] }>("/calls");
		const made = calls.map(({ system, path }) => `${system} ${path.split("/").slice(-2).join("/")}`);
		const looks = [`smh customers/${one?.id}`, "accurate customer/detail.do"];
		// Accurate's webhook says nothing by which to tell an echo, so its record is looked at once more.
		const echo = "accurate customer/detail.do";
		expect(made.toSorted(compare)).toEqual([...looks, "accurate customer/bulk-save.do", echo].toSorted(compare));
	});
});
