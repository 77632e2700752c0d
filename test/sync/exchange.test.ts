import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { database } from "../../src/store/database.ts";
import { createStack, type Stack } from "../support/stack.ts";

/** Unique values may change places (swap, chain, ring) within one run, with pairs kept. */

type Native = Record<string, unknown> & { id: number };
type Side = "smh" | "accurate";
type Entity = "customer" | "product" | "employee";
let stack: Stack;
const all = (side: Side, entity: Entity) => stack.control<Native[]>(`/${side}/${entity}`);
const type = (side: Side, entity: Entity, native: object) => stack.control<Native>(`/${side}/${entity}`, "POST", native);
const edit = (side: Side, entity: Entity, id: number, native: object) =>
	stack.control(`/${side}/${entity}/${id}`, "PATCH", native);
const plan = (...rules: readonly object[]) => stack.control("/faults", "POST", { plan: rules });
const problems = () => database(env.DB).all(sql`SELECT side, reason, field FROM problem`);
const open = () => database(env.DB).all(sql`SELECT record_id, field FROM exchange`);
const done = async (mode?: "full") => expect((await stack.sync(mode)).run).toMatchObject({ state: "done", error: null });

const CODE: Readonly<Record<Side, Readonly<Record<Entity, string>>>> = {
	smh: { customer: "code", product: "code", employee: "code" },
	accurate: { customer: "customerNo", product: "no", employee: "number" },
};
const fresh = (entity: Entity, code: string, name: string): object =>
	({
		customer: { customerNo: code, name },
		product: { no: code, name, unit1Name: "PCS", itemCategoryName: "Umum" },
		employee: { number: code, name, position: "Sales" },
	})[entity];

/** Values of a field by the name of their record, which never changes here. */
const valuesOf = async (side: Side, entity: Entity, key = CODE[side][entity]) =>
	Object.fromEntries((await all(side, entity)).map((record) => [String(record.name), record[key]]));
const idOf = async (side: Side, entity: Entity, name: string) =>
	(await all(side, entity)).find((record) => record.name === name)?.id ?? 0;

/** Gives records of a side new codes, by name. */
async function recode(
	side: Side,
	entity: Entity,
	codes: Readonly<Record<string, string>>,
	key = CODE[side][entity],
): Promise<void> {
	// A person's screen refuses a code that is taken, so they go by way of one that is not.
	for (const name of Object.keys(codes)) await edit(side, entity, await idOf(side, entity, name), { [key]: `via-${name}` });
	for (const [name, code] of Object.entries(codes)) await edit(side, entity, await idOf(side, entity, name), { [key]: code });
}

const NAMES = ["Satu", "Dua", "Tiga", "Empat"];
const CASES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	"a swap": { Satu: "X-2", Dua: "X-1" },
	"a ring of three": { Satu: "X-2", Dua: "X-3", Tiga: "X-1" },
	"a chain of four": { Satu: "X-2", Dua: "X-3", Tiga: "X-4", Empat: "X-5" },
	"two swaps": { Satu: "X-2", Dua: "X-1", Tiga: "X-4", Empat: "X-3" },
};
const BEFORE = Object.fromEntries(NAMES.map((name, index) => [name, `X-${index + 1}`]));

beforeEach(async () => {
	vi.spyOn(Math, "random").mockReturnValue(0);
	stack = await createStack({ scenario: "empty" });
});

async function inStep(entity: Entity): Promise<readonly unknown[]> {
	for (const [name, code] of Object.entries(BEFORE)) await type("accurate", entity, fresh(entity, code, name));
	await done();
	return (await stack.api<{ data: { smhId: string; accurateId: string }[] }>(`/links?entity=${entity}`)).data.map(
		({ smhId, accurateId }) => `${smhId}-${accurateId}`,
	);
}

const pairs = async (entity: Entity) =>
	(await stack.api<{ data: { smhId: string; accurateId: string }[] }>(`/links?entity=${entity}`)).data.map(
		({ smhId, accurateId }) => `${smhId}-${accurateId}`,
	);

describe.each(Object.entries(CASES))("%s of codes", (_, codes) => {
	it.each([
		["customer", "accurate"],
		["product", "accurate"],
		["employee", "accurate"],
		["employee", "smh"],
	] as const)("%s in %s: carried over in one run, with the pairs as they were", async (entity, side) => {
		const before = await inStep(entity);
		await recode(side, entity, codes);
		await done();
		const wanted = { ...BEFORE, ...codes };
		expect([await valuesOf("smh", entity), await valuesOf("accurate", entity)]).toEqual([wanted, wanted]);
		expect([await pairs(entity), await problems(), await open()]).toEqual([before, [], []]);
		await stack.control("/calls", "DELETE");
		await done();
		expect([await valuesOf("smh", entity), await problems()]).toEqual([wanted, []]);
	});
});

it("barcodes, which only Accurate keeps apart, change places as codes do", async () => {
	for (const [name, code] of Object.entries(BEFORE)) {
		await type("accurate", "product", { ...fresh("product", code, name), upcNo: `899${code.slice(2)}` });
	}
	await done();
	await recode("smh", "product", { Satu: "8992", Dua: "8991" }, "barcode");
	await done();
	expect(await valuesOf("accurate", "product", "upcNo")).toMatchObject({ Satu: "8992", Dua: "8991", Tiga: "8993" });
	expect([await problems(), await open()]).toEqual([[], []]);
});

describe("whatever happens in between", () => {
	const swap = { Satu: "X-2", Dua: "X-1" };

	it.each([1, 2, 3])("a lost answer to write %i: both end where they belong, and nobody sees a value of ours", async (nth) => {
		await inStep("employee");
		await recode("accurate", "employee", swap);
		await plan({ system: "smh", kind: "lost-answer", method: "POST", path: "/batch", nth, times: 1 });
		await done();
		expect(await valuesOf("smh", "employee")).toMatchObject(swap);
		expect([await problems(), await open()]).toEqual([[], []]);
	});

	it.each(["accurate", "smh", "ask"])(
		"a run that is cancelled in the middle: the next one finishes, and the value of ours goes nowhere (%s decides)",
		async (conflictPolicy) => {
			await inStep("employee");
			const { settings } = await stack.context();
			await stack.api("/settings", "PUT", { ...settings, conflictPolicy });
			await recode("accurate", "employee", swap);
			// The first of the ring has stepped aside, and nothing more is answered.
			await plan({
				system: "smh",
				kind: "status-500",
				method: "POST",
				path: "/batch",
				nth: Array.from({ length: 60 }, (_, n) => n + 2),
			});
			const { id } = await stack.api<{ id: string }>("/runs", "POST", { mode: "auto" });
			await vi.waitFor(async () => expect(await open()).toHaveLength(1), { timeout: 20_000 });
			await vi.waitFor(
				async () =>
					expect(Object.values(await valuesOf("smh", "employee")).some((code) => String(code).startsWith("SINKRON-TMP"))).toBe(
						true,
					),
				{ timeout: 20_000 },
			);
			await stack.api(`/runs/${id}/cancel`, "POST");
			await plan();
			await done();
			expect([await valuesOf("smh", "employee"), await valuesOf("accurate", "employee")]).toMatchObject([swap, swap]);
			expect([await problems(), await open()]).toEqual([[], []]);
		},
	);

	it("a ring does not start where one of its members may not be written now", async () => {
		await inStep("product");
		await recode("accurate", "product", swap);
		await edit("accurate", "product", await idOf("accurate", "product", "Dua"), { itemType: "GROUP" });
		await stack.control("/calls", "DELETE");
		await done();
		expect(await valuesOf("smh", "product")).toMatchObject({ Satu: "X-1", Dua: "X-2" });
		expect(await open()).toEqual([]);
		await edit("accurate", "product", await idOf("accurate", "product", "Dua"), { itemType: "INVENTORY" });
		await done();
		expect(await valuesOf("smh", "product")).toMatchObject(swap);
		expect([await problems(), await open()]).toEqual([[], []]);
	});
});

it("a code that becomes free lets go whoever waits for it, in the next quick run", async () => {
	await inStep("customer");
	const stranger = await type("smh", "customer", { code: "X-9", name: "Asing", status: "inactive" });
	await recode("accurate", "customer", { Satu: "X-9" });
	await done();
	expect(await valuesOf("smh", "customer")).toMatchObject({ Satu: "X-1", Asing: "X-9" });
	expect(await problems()).toContainEqual({ side: "accurate", reason: "DUPLICATE_CODE", field: "code" });
	await edit("smh", "customer", stranger.id, { code: "X-10" });
	await done();
	expect(await valuesOf("smh", "customer")).toMatchObject({ Satu: "X-9", Asing: "X-10" });
	expect(await problems()).not.toContainEqual({ side: "accurate", reason: "DUPLICATE_CODE", field: "code" });
});
