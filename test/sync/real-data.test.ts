import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { connectionSettings } from "../../src/domain/settings.ts";
import { database } from "../../src/store/database.ts";
import { createStack, type Stack } from "../support/stack.ts";

type Native = Record<string, unknown> & { id: number };
type Side = "smh" | "accurate";
let stack: Stack;
const all = (side: Side, entity: string) => stack.control<Native[]>(`/${side}/${entity}`);
const type = (side: Side, entity: string, native: object) => stack.control<Native>(`/${side}/${entity}`, "POST", native);
const edit = async (side: Side, entity: string, native: object) =>
	stack.control(`/${side}/${entity}/${(await all(side, entity))[0]?.id}`, "PATCH", native);
const plan = (...rules: readonly object[]) => stack.control("/faults", "POST", { plan: rules });
const problems = () => database(env.DB).all(sql`SELECT side, reason, field FROM problem ORDER BY record_id`);
const settings = (of: object) => stack.api("/settings", "PUT", connectionSettings.parse(of));
const done = async (mode?: "full") => expect((await stack.sync(mode)).run).toMatchObject({ state: "done", error: null });
const writes = async () =>
	(await stack.control<{ calls: { method: string; path: string; system: string }[] }>("/calls")).calls.filter(
		({ method, path, system }) => system !== "telegram" && method !== "GET" && !path.endsWith("list.do"),
	);

beforeEach(async () => {
	stack = await createStack({ scenario: "empty" });
});

describe("what can go, goes: a refused field does not hold back the record's other edits", () => {
	const PRODUCT = { code: "P-1", name: "Sabun", category: "Umum", units: [{ name: "PCS", ratio: 1 }] };

	it("an edit: a unit name that Accurate does not take leaves the price alone", async () => {
		await type("smh", "product", PRODUCT);
		await done();
		await edit("smh", "product", {
			sell_price: 5000,
			units: [
				{ name: "PCS", ratio: 1 },
				{ name: "KARDUSBESAR", ratio: 12 },
			],
		});
		await done();
		expect(await all("accurate", "product")).toMatchObject([{ unitPrice: 5000, unit1Name: "PCS", unit2Name: "" }]);
		expect(await problems()).toEqual([{ side: "smh", reason: "INVALID_FIELD", field: "units" }]);
		await edit("smh", "product", {
			units: [
				{ name: "PCS", ratio: 1 },
				{ name: "DUS", ratio: 12 },
			],
		});
		await done();
		expect(await all("accurate", "product")).toMatchObject([{ unit2Name: "DUS" }]);
		expect(await problems()).toEqual([]);
	});

	it("an edit: a code that another record has leaves the name alone", async () => {
		await type("smh", "employee", { code: "K-1", name: "Agung", position: "Sales" });
		await type("smh", "employee", { code: "K-2", name: "Budi", position: "Sales" });
		await done();
		await plan({
			system: "accurate",
			kind: "answer",
			path: "/employee/save.do",
			query: { number: "K-9" },
			...{
				body: { s: false, d: ['Sudah ada data lain dengan ID Karyawan "K-9"'] },
			},
		});
		await edit("smh", "employee", { code: "K-9", name: "Agung Baru" });
		await done();
		expect(await all("accurate", "employee")).toMatchObject([{ number: "K-1", name: "Agung Baru" }, { number: "K-2" }]);
		expect(await problems()).toEqual([{ side: "smh", reason: "DUPLICATE_CODE", field: "code" }]);
	});

	it("a new record: a barcode that another record has is left out", async () => {
		await type("accurate", "product", { no: "P-0", name: "Lain", unit1Name: "PCS", itemCategoryName: "Umum", upcNo: "899" });
		await done();
		await type("smh", "product", { ...PRODUCT, barcode: "899" });
		await done();
		expect((await all("accurate", "product")).map(({ name, upcNo }) => [name, upcNo ?? ""])).toEqual([
			["Lain", "899"],
			["Sabun", ""],
		]);
		expect(await problems()).toMatchObject([{ side: "smh", field: "barcode" }]);
	});

	it.each([
		["smh", "accurate", { code: "C-1", name: "Toko", email: "bukan email" }],
		["accurate", "smh", { customerNo: "C-1", name: "Toko", email: "bukan email" }],
	] as const)("a new record of %s: what %s refuses in it is left out", async (from, to, native) => {
		await plan({
			system: to,
			kind: "answer",
			method: "POST",
			path: to === "smh" ? "/customers/batch" : "/customer/bulk-save.do",
			times: 1,
			body:
				to === "smh"
					? {
							results: [{ status: 422, error: { code: "validation_failed", message: "no", fields: { notes: "not like this" } } }],
						}
					: { s: false, d: [{ s: false, d: ['Invalid field value for field "notes".'] }] },
		});
		await type(from, "customer", { ...native, email: "a@contoh.id", notes: "catatan" });
		await done();
		const [made] = await all(to, "customer");
		expect(made).toMatchObject({ name: "Toko", email: "a@contoh.id" });
		expect(made?.notes ?? "").toBe("");
		expect(await problems()).toEqual([{ side: from, reason: "INVALID_FIELD", field: "notes" }]);
	});
});

describe("batches by bytes", () => {
	it("one new customer with a megabyte of notes does not take the others with it", async () => {
		for (let n = 1; n <= 5; n++)
			await type("accurate", "customer", {
				customerNo: `C-${n}`,
				name: `Toko ${n}`,
				notes: n === 3 ? "x".repeat(1_100_000) : "",
			});
		await done();
		expect((await all("smh", "customer")).map(({ name }) => name)).toEqual(["Toko 1", "Toko 2", "Toko 4", "Toko 5", "Toko 3"]);
		expect(await problems()).toEqual([{ side: "accurate", reason: "INVALID_FIELD", field: "notes" }]);
	});

	it("a hundred rows of 12 KB go in several calls, and each is told what SMH does not take of it", async () => {
		for (let n = 1; n <= 100; n++)
			await type("accurate", "customer", { customerNo: `C-${n}`, name: `Toko ${n}`, notes: "y".repeat(12_000) });
		await done();
		expect(await all("smh", "customer")).toHaveLength(100);
		expect(new Set((await problems()).map((one) => JSON.stringify(one))).size).toBe(1);
		const { calls } = await stack.control<{ calls: { path: string; status: number }[] }>("/calls");
		expect(calls.filter(({ status }) => status === 413)).toEqual([]);
	});

	it("where the other side takes less than we think, the batch is halved", async () => {
		for (let n = 1; n <= 8; n++) await type("smh", "customer", { code: `C-${n}`, name: `Toko ${n}` });
		await plan({
			system: "accurate",
			kind: "answer",
			path: "bulk-save.do",
			query: { "data[2].name": "Toko 3" },
			status: 413,
			body: "",
		});
		await done();
		expect(await all("accurate", "customer")).toHaveLength(8);
		expect(await problems()).toEqual([]);
	});
});

describe("masters that differ in case only are one", () => {
	it("the one that is there is used, each side keeps its spelling, and nothing is written for it again", async () => {
		await type("accurate", "product", { no: "P-0", name: "Lain", unit1Name: "karton", itemCategoryName: "Sabun Mandi" });
		await done();
		await type("smh", "product", { code: "P-1", name: "Baru", category: "SABUN MANDI", units: [{ name: "KARTON", ratio: 1 }] });
		await done();
		expect((await all("accurate", "product")).map(({ unit1Name }) => unit1Name)).toEqual(["karton", "karton"]);
		expect((await all("smh", "product")).map(({ category }) => category)).toEqual(["Sabun Mandi", "SABUN MANDI"]);
		await stack.control("/calls", "DELETE");
		await done("full");
		expect([await writes(), await problems()]).toEqual([[], []]);
	});

	it("an edit of the case alone goes nowhere and is no conflict; a real one does", async () => {
		await type("accurate", "customer", { customerNo: "C-1", name: "Toko", categoryName: "Grosir" });
		await done();
		await edit("smh", "customer", { group: "GROSIR" });
		await stack.control("/calls", "DELETE");
		await done();
		expect([await writes(), await problems(), await all("smh", "customer")]).toMatchObject([[], [], [{ group: "GROSIR" }]]);
		const [there] = await all("accurate", "customer");
		await stack.control(`/accurate/customer/${there?.id}`, "DELETE");
		await done();
		expect(await all("smh", "customer")).toEqual([]);
	});
});

describe("a customer's masters that differ in case only from those that are there", () => {
	it.each([
		["group", "categoryName", "Grosir Besar", "GROSIR BESAR"],
		["payment_term", "termName", "Net 30", "NET 30"],
		["price_list", "priceCategoryName", "Harga Toko", "harga toko"],
	])("%s: the one that is there is used, for a new customer and for an edit", async (field, parameter, there, typed) => {
		await type("accurate", "customer", { customerNo: "C-0", name: "Lain", [parameter]: there });
		await done();
		await type("smh", "customer", { code: "C-1", name: "Baru", [field]: typed });
		await done();
		const named = async () =>
			(await all("accurate", "customer")).map(({ category, term, priceCategory }) => {
				const master = { group: category, payment_term: term, price_list: priceCategory }[field] as { name: string } | null;
				return master?.name;
			});
		expect([await named(), await problems()]).toEqual([[there, there], []]);
		await type("smh", "customer", { code: "C-2", name: "Ketiga" });
		await done();
		const third = (await all("smh", "customer")).find(({ code }) => code === "C-2");
		await stack.control(`/smh/customer/${third?.id}`, "PATCH", { [field]: typed });
		await done();
		expect([await named(), await problems()]).toEqual([[there, there, there], []]);
		await stack.control("/calls", "DELETE");
		await done("full");
		expect([await writes(), await problems()]).toEqual([[], []]);
	});
});

describe("where the spelling of a master is looked up", () => {
	const lookUps = async () =>
		(await stack.control<{ calls: { path: string }[] }>("/calls")).calls.filter(({ path }) =>
			path.includes("customer-category/list.do"),
		);
	beforeEach(async () => {
		await type("accurate", "customer", { customerNo: "C-0", name: "Lain", categoryName: "Grosir Besar" });
		await done();
		await stack.control("/calls", "DELETE");
	});

	it("a second sending that fails loses nothing of what the first has stored", async () => {
		await type("smh", "customer", { code: "C-1", name: "Satu" });
		await type("smh", "customer", { code: "C-2", name: "Dua", group: "GROSIR BESAR" });
		await plan({ system: "accurate", kind: "answer", path: "bulk-save.do", nth: 2, status: 500, body: "" });
		await done();
		const names = (await all("accurate", "customer")).map(({ name }) => name);
		expect(new Set(names)).toEqual(new Set(["Dua", "Lain", "Satu"]));
		expect(await problems()).toEqual([]);
	});

	it("many names that are not there are looked up once", async () => {
		for (const n of [1, 2, 3]) await type("smh", "customer", { code: `C-${n}`, name: `Toko ${n}`, group: `Tidak Ada ${n}` });
		await done();
		expect(await lookUps()).toHaveLength(1);
		expect(await problems()).toMatchObject(Array(3).fill({ side: "smh", reason: "MISSING_REFERENCE", field: "group" }));
	});

	it("names that cannot be looked up leave the refusal as it is, and are asked for once", async () => {
		await plan({
			system: "accurate",
			kind: "answer",
			path: "customer-category/list.do",
			body: { s: false, d: ["Tidak berhak"] },
		});
		for (const n of [1, 2, 3]) await type("smh", "customer", { code: `C-${n}`, name: `Toko ${n}`, group: "GROSIR BESAR" });
		await done();
		expect(await lookUps()).toHaveLength(1);
		expect(await problems()).toMatchObject(Array(3).fill({ side: "smh", reason: "MISSING_REFERENCE", field: "group" }));
	});
});

describe("what is sent belongs to the connection's branch", () => {
	it.each(["customer", "product", "employee"])(
		"a %s born in SMH is made for it, and that is no edit when it is read back",
		async (entity) => {
			await stack.control("/switches", "PATCH", { demandsBranch: true });
			await type("accurate", "customer", { customerNo: "X", name: "Lain", branchName: "Bandung" });
			await settings({ branch: "Bandung" });
			const native =
				{ product: { category: "Umum", units: [{ name: "PCS", ratio: 1 }] }, employee: { position: "Sales" } }[entity] ?? {};
			await type("smh", entity, { code: "B-1", name: "Baru", ...native });
			await done();
			const made = (await all("accurate", entity)).find(({ name }) => name === "Baru");
			const branch = made?.customerBranchName ?? made?.itemBranchName ?? (made?.branch as { name?: string } | null)?.name;
			expect([branch, await problems()]).toEqual(["Bandung", []]);
			await stack.control("/calls", "DELETE");
			await done("full");
			expect(await writes()).toEqual([]);
		},
	);

	it("without a branch in the settings none is sent, and what Accurate says is the reason", async () => {
		await stack.control("/switches", "PATCH", { demandsBranch: true });
		await settings({ branch: null });
		await type("smh", "customer", { code: "B-1", name: "Baru" });
		await done();
		expect(await problems()).toMatchObject([{ side: "smh", reason: "INVALID_FIELD" }]);
		expect(await all("accurate", "customer")).toEqual([]);
	});
});

describe("any refusal of a delete while the record is there", () => {
	it.each(["Data ini milik cabang pusat", "Masih ada piutang"])("is DELETE_REFUSED, whatever its words: %s", async (text) => {
		await type("accurate", "customer", { customerNo: "C-1", name: "Toko" });
		await done();
		await stack.control(`/smh/customer/${(await all("smh", "customer"))[0]?.id}`, "DELETE");
		await plan({ system: "accurate", kind: "answer", path: "/customer/delete.do", body: { s: false, d: [text] } });
		await done();
		expect(await problems()).toEqual([{ side: "accurate", reason: "DELETE_REFUSED", field: null }]);
		const { data } = await stack.api<{ data: object[] }>("/problems");
		expect(data).toMatchObject([{ detail: `Accurate: ${text}` }]);
	});

	it("suspends an employee, and an internal error suspends nobody", async () => {
		await type("accurate", "employee", { number: "K-1", name: "Agung", position: "Sales" });
		await done();
		await stack.control(`/smh/employee/${(await all("smh", "employee"))[0]?.id}`, "DELETE");
		await plan({
			system: "accurate",
			kind: "answer",
			path: "/employee/delete.do",
			body: { s: false, d: ["Upsss... Kode Referensi: ersen-1-0a"] },
		});
		await done();
		expect([await all("accurate", "employee"), await problems()]).toMatchObject([
			[{ suspended: false }],
			[{ reason: "WAITING" }],
		]);
		await plan({
			system: "accurate",
			kind: "answer",
			path: "/employee/delete.do",
			body: { s: false, d: ["Masih punya pinjaman"] },
		});
		await done("full");
		expect(await all("accurate", "employee")).toMatchObject([{ suspended: true }]);
	});
});
