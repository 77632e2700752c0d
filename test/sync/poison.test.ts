import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { database } from "../../src/store/database.ts";
import { createStack, type Stack, waitFor } from "../support/stack.ts";
import { registered } from "../support/webhooks.ts";

/** One record never stops the others (docs/real-data.md): whatever a side answers for it, the rest is brought into step. */

type Native = Record<string, unknown> & { id: number };
type Entity = "customer" | "product" | "employee";
const UPSSS =
	"Upsss... Telah terjadi permasalahan pada saat pemrosesan aktivitas Anda. Kode Referensi: ersen-12-0123456789abcdef";
const PATH: Readonly<Record<Entity, string>> = { customer: "/customer/", product: "/item/", employee: "/employee/" };
const ACCURATE_CODE = { customer: "customerNo", product: "no", employee: "number" } as const;

let stack: Stack;
const db = () => database(env.DB);
const all = (side: "smh" | "accurate", entity: Entity) => stack.control<Native[]>(`/${side}/${entity}`);
const namesOf = async (side: "smh" | "accurate", entity: Entity) =>
	(await all(side, entity)).map(({ name }) => String(name)).toSorted((a, b) => (a < b ? -1 : 1));
const type = (side: "smh" | "accurate", entity: Entity, native: object) =>
	stack.control<Native>(`/${side}/${entity}`, "POST", native);
const edit = (side: "smh" | "accurate", entity: Entity, id: number, native: object) =>
	stack.control<Native>(`/${side}/${entity}/${id}`, "PATCH", native);
const plan = (...rules: readonly object[]) => stack.control("/faults", "POST", { plan: rules });
const problems = (entity: Entity) => db().all(sql`SELECT side, reason, field, detail FROM problem WHERE entity = ${entity}`);
const says = (entity: Entity) => db().all(sql`SELECT side, reason FROM problem WHERE entity = ${entity}`);

/** A record in either system's words, with what a create needs. */
const inSmh = (entity: Entity, code: string, name: string): object =>
	({
		customer: { code, name },
		product: { code, name, category: "Umum", units: [{ name: "PCS", ratio: 1 }] },
		employee: { code, name, position: "Sales" },
	})[entity];
const inAccurate = (entity: Entity, code: string, name: string): object =>
	({
		customer: { customerNo: code, name },
		product: { no: code, name, unit1Name: "PCS", itemCategoryName: "Umum", itemType: "INVENTORY" },
		employee: { number: code, name, position: "Sales" },
	})[entity];

const ANSWERS: Readonly<Record<string, object>> = {
	"words that nobody knows": { body: { s: false, d: ["Kantong ajaib sedang penuh"] } },
	"an internal error": { body: { s: false, d: [UPSSS] } },
	"an exception": { body: { s: false, d: ["java.lang.RuntimeException"] } },
	"HTTP 500": { status: 500, body: "<html></html>" },
	"an empty answer": { body: { s: true, d: [] } },
	"a record without id": { body: { s: true, d: { name: "Siapa" } } },
};

beforeEach(async () => {
	vi.spyOn(Math, "random").mockReturnValue(0);
	stack = await createStack({ scenario: "empty" });
});

describe.each(Object.entries(ANSWERS))("a record of Accurate that is answered with %s", (_, answer) => {
	const poisoned = (id: number) =>
		plan({ system: "accurate", kind: "answer", path: "/employee/detail.do", query: { id: String(id) }, ...answer });

	it("is told of by its reason, and everything else is brought into step", async () => {
		await type("accurate", "employee", inAccurate("employee", "K-1", "Sehat"));
		const bad = await type("accurate", "employee", inAccurate("employee", "K-2", "Sakit"));
		await type("accurate", "customer", inAccurate("customer", "C-1", "Toko"));
		await poisoned(bad.id);
		const { run } = await stack.sync();
		expect(run).toMatchObject({ state: "done", error: null });
		expect([await namesOf("smh", "employee"), await namesOf("smh", "customer")]).toEqual([["Sehat"], ["Toko"]]);
		expect(await says("employee")).toEqual([{ side: "accurate", reason: "UNREADABLE" }]);

		await plan();
		expect((await stack.sync("full")).run.state).toBe("done");
		expect([await namesOf("smh", "employee"), await problems("employee")]).toEqual([["Sakit", "Sehat"], []]);
	});

	it("is neither written nor deleted while nobody knows what it holds, and its edits are merged afterwards", async () => {
		await type("accurate", "employee", inAccurate("employee", "K-1", "Agung"));
		expect((await stack.sync()).run.state).toBe("done");
		const [there] = await all("accurate", "employee");
		const [here] = await all("smh", "employee");
		await edit("accurate", "employee", there?.id ?? 0, { name: "Agung Baru" });
		await edit("smh", "employee", here?.id ?? 0, { mobile: "081234567890" });
		await poisoned(there?.id ?? 0);
		expect((await stack.sync()).run).toMatchObject({ state: "done", error: null });
		expect(await all("accurate", "employee")).toMatchObject([{ name: "Agung Baru", mobilePhone: there?.mobilePhone }]);
		expect(await all("smh", "employee")).toMatchObject([{ name: "Agung" }]);
		expect(await says("employee")).toEqual([{ side: "accurate", reason: "UNREADABLE" }]);

		await plan();
		expect((await stack.sync("full")).run.state).toBe("done");
		expect(await all("smh", "employee")).toMatchObject([{ name: "Agung Baru", mobile: "081234567890" }]);
		expect(await all("accurate", "employee")).toMatchObject([{ name: "Agung Baru", mobilePhone: "+6281234567890" }]);
		expect(await problems("employee")).toEqual([]);
	});
});

it("what cannot be read is tried again at growing intervals by itself, and a quick run does not ask in vain", async () => {
	const bad = await type("accurate", "employee", inAccurate("employee", "K-2", "Sakit"));
	await plan({ system: "accurate", kind: "answer", path: "/employee/detail.do", query: { id: String(bad.id) }, status: 500 });
	await stack.sync();
	const pause = async () => {
		const [row] = await db().all<{ due: number; at: number }>(
			sql`SELECT r.plan_after AS due, p.last_seen AS at FROM record r JOIN problem p ON p.record_id = r.id WHERE r.held = 'UNREADABLE'`,
		);
		return Math.round(((row?.due ?? 0) - (row?.at ?? 0)) / 60_000);
	};
	expect(await pause()).toBe(5);
	await stack.sync("full");
	expect(await pause()).toBe(10);
	await stack.sync("full");
	expect(await pause()).toBe(20);
});

describe.each(["customer", "product", "employee"] as const)("gone needs a clear word or two proofs: a %s", (entity) => {
	const inTwoSystems = async (): Promise<Native> => {
		await type("accurate", entity, inAccurate(entity, "X-1", "Tetap"));
		const doomed = await type("accurate", entity, inAccurate(entity, "X-2", "Hapus"));
		expect((await stack.sync()).run.state).toBe("done");
		expect(await namesOf("smh", entity)).toEqual(["Hapus", "Tetap"]);
		return doomed;
	};
	const WORDS = {
		"an empty answer": { s: true, d: {} },
		"no word at all": { s: false, d: [] },
		"English words": { s: false, d: ["This data is no longer available"] },
	};

	it.each(Object.entries(WORDS))(
		"deleted there and answered with %s is deleted, once a later listing lacks it too",
		async (_, body) => {
			const { id } = await inTwoSystems();
			await stack.control(`/accurate/${entity}/${id}`, "DELETE");
			await plan({ system: "accurate", kind: "answer", path: `${PATH[entity]}detail.do`, query: { id: String(id) }, body });
			expect((await stack.sync()).run).toMatchObject({ state: "done", error: null });
			expect(await namesOf("smh", entity)).toEqual(["Tetap"]);
		},
	);

	it("that is listed still is not deleted, whatever its own answer is", async () => {
		const { id } = await inTwoSystems();
		await plan(
			{ system: "accurate", kind: "shifted-page", path: `${PATH[entity]}list.do`, times: 1 },
			{
				system: "accurate",
				kind: "answer",
				path: `${PATH[entity]}detail.do`,
				query: { id: String(id) },
				body: { s: true, d: {} },
			},
		);
		expect((await stack.sync("full")).run).toMatchObject({ state: "done", error: null });
		expect(await namesOf("smh", entity)).toEqual(["Hapus", "Tetap"]);
		await plan();
		expect((await stack.sync("full")).run.state).toBe("done");
		expect([await namesOf("smh", entity), await problems(entity)]).toEqual([["Hapus", "Tetap"], []]);
	});
});

it("one answer without a word is no deletion of the partner of a record that a webhook had named", async () => {
	await type("accurate", "customer", inAccurate("customer", "X-1", "Tetap"));
	expect((await stack.sync()).run.state).toBe("done");
	await registered(stack);
	const [[there], [here]] = [await all("accurate", "customer"), await all("smh", "customer")];
	const path = `${PATH.customer}detail.do`;
	await plan({ system: "accurate", kind: "answer", path, query: { id: String(there?.id) }, body: { s: true, d: {} } });
	await edit("smh", "customer", here?.id ?? 0, { notes: "diubah" });
	await waitFor(async () => {
		const [left] = await db().all(
			sql`SELECT count(*) AS brought, count(done_at) AS done, (SELECT count(*) FROM run WHERE finished_at IS NULL) AS runs FROM inbox`,
		);
		expect(left).toEqual({ brought: 1, done: 1, runs: 0 });
	});
	expect([await namesOf("smh", "customer"), await says("customer")]).toEqual([
		["Tetap"],
		[{ side: "accurate", reason: "UNREADABLE" }],
	]);
});

const FOUR = ["N-1", "N-2", "N-3", "N-4"];
const ALL = ["customer", "product", "employee"] as const;
const WRITES: Readonly<Record<string, { readonly entities: readonly Entity[]; readonly answer: object }>> = {
	"an internal error": { entities: ALL, answer: { body: { s: false, d: [UPSSS] } } },
	"words that nobody knows": { entities: ALL, answer: { body: { s: false, d: ["Kantong ajaib sedang penuh"] } } },
	"HTTP 500": { entities: ["customer"], answer: { status: 500, body: "" } },
	"HTTP 502 after it was stored": { entities: ALL, answer: { status: 502, body: "", stored: true } },
};
const CASES = Object.entries(WRITES).flatMap(([name, { entities, answer }]) =>
	entities.map((entity) => ({ entity, name, answer })),
);
/** Of a bulk save, or of one by itself. */
const parameter = (entity: Entity, name: string): string => (entity === "employee" ? name : `data.${name}`);

describe.each(CASES)("a $entity whose write Accurate answers with $name", ({ entity, answer }) => {
	it("is created once, later, and tells the words until then; the others are created at once", async () => {
		for (const code of FOUR) await type("smh", entity, inSmh(entity, code, `Nama ${code}`));
		const query = { [parameter(entity, ACCURATE_CODE[entity])]: "N-3" };
		await plan({ system: "accurate", kind: "answer", method: "POST", path: PATH[entity], query, ...answer });
		expect((await stack.sync()).run).toMatchObject({ state: "done", error: null });
		const names = await namesOf("accurate", entity);
		expect(names.filter((name) => name !== "Nama N-3")).toEqual(["Nama N-1", "Nama N-2", "Nama N-4"]);
		const inStep = (await stack.api<{ data: unknown[] }>(`/links?entity=${entity}`)).data.length === 4;
		expect(await says(entity)).toEqual(inStep ? [] : [{ side: "smh", reason: "WAITING" }]);

		await plan();
		expect((await stack.sync("full")).run.state).toBe("done");
		expect([await namesOf("accurate", entity), await problems(entity)]).toEqual([FOUR.map((code) => `Nama ${code}`), []]);
	});

	it("keeps its edit until it can go; the others' edits go at once", async () => {
		for (const code of FOUR) await type("smh", entity, inSmh(entity, code, `Nama ${code}`));
		expect((await stack.sync()).run.state).toBe("done");
		for (const { id, code } of await all("smh", entity)) await edit("smh", entity, id, { name: `Baru ${String(code)}` });
		const query = { [parameter(entity, "name")]: "Baru N-3" };
		await plan({ system: "accurate", kind: "answer", method: "POST", path: PATH[entity], query, ...answer });
		expect((await stack.sync()).run).toMatchObject({ state: "done", error: null });
		const names = await namesOf("accurate", entity);
		expect(names.filter((name) => !name.endsWith("N-3"))).toEqual(["Baru N-1", "Baru N-2", "Baru N-4"]);
		expect(await says(entity)).toEqual([{ side: "smh", reason: "WAITING" }]);

		await plan();
		expect((await stack.sync("full")).run.state).toBe("done");
		expect([await namesOf("accurate", entity), await problems(entity)]).toEqual([FOUR.map((code) => `Baru ${code}`), []]);
	});
});

it("words that nobody knows are told to the admins, once", async () => {
	await type("smh", "customer", inSmh("customer", "C-1", "Toko"));
	await plan({ system: "accurate", kind: "answer", path: "bulk-save.do", body: { s: false, d: ["Kantong ajaib sedang penuh"] } });
	await stack.sync();
	await stack.sync("full");
	const { calls } = await stack.control<{ calls: { path: string }[] }>("/calls");
	expect(calls.filter(({ path }) => path.endsWith("/sendMessage"))).toHaveLength(1);
});

describe.each(ALL)("a %s that SMH stumbles over", (entity) => {
	it("does not keep the others of its batch out", async () => {
		for (const code of FOUR) await type("accurate", entity, inAccurate(entity, code, `Nama ${code}`));
		await plan({
			system: "smh",
			kind: "answer",
			method: "POST",
			query: { "operations.record.code": "N-3" },
			status: 500,
			body: {},
		});
		expect((await stack.sync()).run).toMatchObject({ state: "done", error: null });
		expect(await namesOf("smh", entity)).toEqual(["Nama N-1", "Nama N-2", "Nama N-4"]);
		expect(await says(entity)).toEqual([{ side: "accurate", reason: "WAITING" }]);
		await plan();
		expect((await stack.sync("full")).run.state).toBe("done");
		expect([await namesOf("smh", entity), await problems(entity)]).toEqual([FOUR.map((code) => `Nama ${code}`), []]);
	});
});

describe.each(["smh", "accurate"] as const)("a host that answers nobody: %s", (side) => {
	it("is the fault of no record: the run goes on when it is back", async () => {
		const entity = "employee";
		await type("accurate", entity, inAccurate(entity, "K-1", "Agung"));
		await stack.sync();
		const [record] = await all(side === "smh" ? "accurate" : "smh", entity);
		await edit(side === "smh" ? "accurate" : "smh", entity, record?.id ?? 0, { name: "Agung Baru" });
		// It counts the records of each entity once, and from its first write on nothing is answered for a while.
		await plan(
			{ system: side, kind: "answer", method: "POST", times: 3, status: 500, body: "" },
			{
				...{
					system: side,
					kind: "answer",
					query: { [side === "smh" ? "page_size" : "sp.pageSize"]: "1" },
					nth: [4, 5],
					status: 500,
				},
			},
		);
		expect((await stack.sync()).run).toMatchObject({ state: "done", error: null });
		expect([await namesOf(side, entity), await problems(entity)]).toEqual([["Agung Baru"], []]);
	});
});
