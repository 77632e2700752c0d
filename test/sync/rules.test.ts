import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { plainDetail } from "../../src/domain/problem-detail.ts";
import { listConflicts } from "../../src/store/conflicts.ts";
import { syncInformation } from "../../src/store/information.ts";
import { listProblems } from "../../src/store/problem-pages.ts";
import { chooseValue } from "../../src/sync/verbs/choose-value.ts";
import { judgePair } from "../../src/sync/verbs/judge-pair.ts";
import { markDummy } from "../../src/sync/verbs/mark-dummy.ts";
import { retry } from "../../src/sync/verbs/retry.ts";
import { changeSettings, rebuild } from "../../src/sync/verbs/settings.ts";
import { settleDeletion } from "../../src/sync/verbs/settle-deletion.ts";
import { createStack, type Stack } from "../support/stack.ts";

type Native = Record<string, unknown> & { id: number };
const actor = { kind: "telegram", userId: 7, name: "Ani" } as const;

let stack: Stack;
const records = (side: string, entity = "customer") => stack.control<Native[]>(`/${side}/${entity}`);
const smh = async (code: string, entity = "customer") => (await records("smh", entity)).find((record) => record.code === code);
const accurate = async (code: string) => (await records("accurate")).find((record) => record.customerNo === code);
const type = (side: string, entity: string, native: object) => stack.control<Native>(`/${side}/${entity}`, "POST", native);
const edit = (side: string, record: Native | undefined, native: object, entity = "customer") =>
	stack.control(`/${side}/${entity}/${record?.id}`, "PATCH", native);
const settings = async (change: object) => {
	const ctx = await stack.context();
	await changeSettings(ctx, { ...ctx.settings, ...change }, actor);
};
const problems = async () =>
	(await listProblems((await stack.context()).db, { connection: "default", limit: 50 })).map(
		({ reason, code, detail, field }) => ({
			reason,
			code,
			detail: plainDetail(detail, field),
		}),
	);

beforeEach(async () => {
	stack = await createStack({ scenario: "empty" });
});

describe("a conflict: the same field changed to different values on both sides", () => {
	beforeEach(async () => {
		await type("accurate", "customer", { customerNo: "C-1", name: "Toko Maju", billCity: "Surabaya" });
		await stack.sync();
	});
	const clash = async () => {
		await edit("smh", await smh("C-1"), { name: "Dari SMH" });
		await edit("accurate", await accurate("C-1"), { name: "Dari Accurate" });
		return await stack.sync();
	};

	it("goes to SMH's value under the policy 'smh'", async () => {
		await settings({ conflictPolicy: "smh" });
		await clash();
		expect(await accurate("C-1")).toMatchObject({ name: "Dari SMH" });
	});

	it("keeps the losing value, and puts it back on both sides with one press", async () => {
		const { counts } = await clash();
		expect(counts.conflicts).toBe(1);
		const ctx = await stack.context();
		const [conflict] = await listConflicts(ctx.db, "default", { open: false, limit: 5 });
		expect(conflict).toMatchObject({ field: "name", smh: "Dari SMH", accurate: "Dari Accurate", winner: "accurate" });
		expect(await chooseValue(ctx, conflict?.id ?? "", "smh", actor)).toEqual({ kind: "done" });
		expect([(await smh("C-1"))?.name, (await accurate("C-1"))?.name]).toEqual(["Dari SMH", "Dari SMH"]);
		const { counts: after } = await stack.sync();
		expect(after).toMatchObject({ updated: { smh: 0, accurate: 0 }, problems: 0 });
	});

	it("a side that refuses to be read has the choice refused in its words, on record, with nothing written", async () => {
		await clash();
		const ctx = await stack.context();
		const [conflict] = await listConflicts(ctx.db, "default", { open: false, limit: 5 });
		const body = { error: { code: "forbidden", message: "tidak boleh" } };
		const fault = { system: "smh", kind: "answer", path: "/smh/v1/customers/", status: 403, times: 1, body };
		await stack.control("/faults", "POST", { plan: [fault] });
		const outcome = await chooseValue(ctx, conflict?.id ?? "", "smh", actor);
		expect(outcome).toEqual({ kind: "refused", detail: expect.stringContaining("tidak boleh") });
		expect([(await smh("C-1"))?.name, (await accurate("C-1"))?.name]).toEqual(["Dari Accurate", "Dari Accurate"]);
		const { data } = await stack.api<{ data: { action: string; detail: object }[] }>("/audit");
		const chosen = data.find(({ action }) => action === "conflict.choose");
		expect(chosen?.detail).toMatchObject({ conflict: conflict?.id, before: {}, outcome: "refused" });
	});

	it("waits for a person under the policy 'ask', and writes neither side meanwhile", async () => {
		await settings({ conflictPolicy: "ask" });
		await clash();
		expect([(await smh("C-1"))?.name, (await accurate("C-1"))?.name]).toEqual(["Dari SMH", "Dari Accurate"]);
		expect(await problems()).toEqual([{ reason: "CONFLICT", code: "C-1", detail: "name" }]);
		await edit("smh", await smh("C-1"), { notes: "tetap jalan" });
		await stack.sync();
		expect(await accurate("C-1")).toMatchObject({ notes: "tetap jalan", name: "Dari Accurate" });
		const ctx = await stack.context();
		const [conflict] = await listConflicts(ctx.db, "default", { open: true, limit: 5 });
		await chooseValue(ctx, conflict?.id ?? "", "accurate", actor);
		await stack.sync();
		expect((await smh("C-1"))?.name).toBe("Dari Accurate");
		expect(await problems()).toEqual([]);
	});

	it("changed on both sides to the same value is no conflict", async () => {
		await edit("smh", await smh("C-1"), { city: "Malang" });
		await edit("accurate", await accurate("C-1"), { billCity: "Malang" });
		expect((await stack.sync()).counts).toMatchObject({ updated: { smh: 0, accurate: 0 }, conflicts: 0 });
	});
});

describe("first meeting", () => {
	it("asks a person about two records of one name and phone, and remembers 'the same'", async () => {
		await type("accurate", "customer", { customerNo: "A-1", name: "Toko Sama", mobilePhone: "0812 3456 7890" });
		await type("smh", "customer", { code: "S-1", name: "TOKO SAMA", mobile: "+62 812-3456-7890" });
		await stack.sync();
		expect((await problems()).map(({ reason }) => reason)).toEqual(["POSSIBLE_DUPLICATE", "POSSIBLE_DUPLICATE"]);
		const pair = {
			entity: "customer",
			smhId: String((await smh("S-1"))?.id),
			accurateId: String((await accurate("A-1"))?.id),
		} as const;
		await judgePair(await stack.context(), pair, "same", actor);
		await stack.sync();
		expect(await problems()).toEqual([]);
		expect(await records("smh")).toHaveLength(1);
		expect(await smh("A-1")).toMatchObject({ partner_id: pair.accurateId });
	});

	it("creates both on the other side once a person has said that they are different", async () => {
		await type("accurate", "customer", { customerNo: "A-1", name: "Toko Sama", npwpNo: "09.254.294.3-407.000" });
		await type("smh", "customer", { code: "S-1", name: "Toko Sama", npwp: "092542943407000" });
		await stack.sync();
		const pair = {
			entity: "customer",
			smhId: String((await smh("S-1"))?.id),
			accurateId: String((await accurate("A-1"))?.id),
		} as const;
		await judgePair(await stack.context(), pair, "different", actor);
		await stack.sync();
		expect([(await records("smh")).length, (await records("accurate")).length]).toEqual([2, 2]);
		expect(await problems()).toEqual([]);
	});

	it("asks about one taxpayer in two official spellings, and nobody is doubled", async () => {
		await type("accurate", "customer", { customerNo: "A-1", name: "Toko Sama", npwpNo: "01.234.567.8-901.000" });
		await type("smh", "customer", { code: "S-1", name: "Toko Sama", npwp: "0012345678901000" });
		await stack.sync();
		expect((await problems()).map(({ reason }) => reason)).toEqual(["POSSIBLE_DUPLICATE", "POSSIBLE_DUPLICATE"]);
		expect([(await records("smh")).length, (await records("accurate")).length]).toEqual([1, 1]);
	});

	it("keeps each side's spelling of a tax number, and writes nothing for it", async () => {
		await type("accurate", "customer", { customerNo: "A-1", name: "Toko", npwpNo: "01.234.567.8-901.000" });
		await type("smh", "customer", { code: "A-1", name: "Toko", npwp: "0012345678901000" });
		const { counts } = await stack.sync();
		expect(counts).toMatchObject({ linked: 1, conflicts: 0 });
		expect([(await smh("A-1"))?.npwp, (await accurate("A-1"))?.npwpNo]).toEqual(["0012345678901000", "01.234.567.8-901.000"]);
	});

	it("links two codes that differ in a mark that nobody sees", async () => {
		await type("accurate", "customer", { customerNo: "A-1", name: "Toko" });
		await type("smh", "customer", { code: "A\u200d-1", name: "Toko" });
		const { counts } = await stack.sync();
		expect(counts).toMatchObject({ linked: 1, created: { smh: 0, accurate: 0 } });
	});

	it("gives two records of one side with one code the reason DUPLICATE_CODE, and lets them go once they differ", async () => {
		const first = await type("accurate", "product", {
			no: "B-1",
			name: "Sabun",
			itemType: "INVENTORY",
			itemCategoryName: "Umum",
			unit1Name: "PCS",
		});
		await type("accurate", "product", {
			no: "b-1",
			name: "Sabun 2",
			itemType: "INVENTORY",
			itemCategoryName: "Umum",
			unit1Name: "PCS",
		});
		await stack.sync();
		expect((await problems()).map(({ reason }) => reason)).toEqual(["DUPLICATE_CODE", "DUPLICATE_CODE"]);
		await edit("accurate", first, { no: "B-2" }, "product");
		await stack.sync();
		expect(await problems()).toEqual([]);
		expect(await records("smh", "product")).toHaveLength(2);
	});

	it("restores the whole link table from SMH's Partner IDs alone, and doubles nothing", async () => {
		for (let n = 1; n <= 5; n++) await type("accurate", "customer", { customerNo: `C-${n}`, name: `Toko ${n}` });
		await stack.sync();
		const ctx = await stack.context();
		const before = await ctx.db.all(sql`SELECT smh_id, accurate_id FROM link ORDER BY smh_id`);
		await ctx.db.run(sql`DELETE FROM link`);
		await rebuild(ctx, actor);
		const { counts } = await stack.sync();
		expect(counts).toMatchObject({ created: { smh: 0, accurate: 0 }, linked: 5 });
		expect(await ctx.db.all(sql`SELECT smh_id, accurate_id FROM link ORDER BY smh_id`)).toEqual(before);
	});
});

describe("eligibility", () => {
	it("follows the branch of the settings, and takes records in when it changes", async () => {
		await type("accurate", "customer", { customerNo: "C-1", name: "Toko Cabang", branchName: "Cabang Surabaya" });
		await stack.sync();
		expect(await problems()).toEqual([{ reason: "OTHER_BRANCH", code: "C-1", detail: "Cabang Surabaya" }]);
		await settings({ branch: null });
		await stack.sync();
		expect(await smh("C-1")).toBeDefined();
	});

	it("never pulls what a dummy rule or a person marks as sample data", async () => {
		const marked = await type("accurate", "customer", { customerNo: "C-1", name: "Toko Satu" });
		await type("accurate", "customer", { customerNo: "CONTOH-2", name: "Toko Dua" });
		await type("accurate", "customer", { customerNo: "C-3", name: "Pelanggan Demo" });
		const ctx = await stack.context();
		await settings({
			dummy: {
				...ctx.settings.dummy,
				accurate: { ...ctx.settings.dummy.accurate, codePrefixes: ["contoh-"], nameContains: ["demo"] },
			},
		});
		await stack.sync("preview");
		await markDummy(await stack.context(), { entity: "customer", side: "accurate", id: String(marked.id) }, true, actor);
		await stack.sync();
		expect(await records("smh")).toEqual([]);
		const [customers] = await syncInformation((await stack.context()).db, "default");
		expect(customers?.accurate).toEqual({ dummy: 3, data: 0, synced: 0, total: 3 });
		await markDummy(await stack.context(), { entity: "customer", side: "accurate", id: String(marked.id) }, false, actor);
		await stack.sync();
		expect(await smh("C-1")).toBeDefined();
	});

	it("does not create what is inactive, and does when it is activated", async () => {
		const record = await type("accurate", "customer", { customerNo: "C-1", name: "Toko Tidur", suspended: true });
		await stack.sync();
		expect(await problems()).toEqual([{ reason: "INACTIVE", code: "C-1", detail: "" }]);
		await edit("accurate", record, { suspended: false });
		await stack.sync();
		expect(await smh("C-1")).toMatchObject({ status: "active" });
	});

	it("refuses bad settings with the field and the allowed values, and changes nothing", async () => {
		const ctx = await stack.context();
		await expect(changeSettings(ctx, { ...ctx.settings, conflictPolicy: "random" }, actor)).rejects.toThrow(
			/conflictPolicy[\s\S]*accurate|accurate[\s\S]*conflictPolicy/,
		);
		expect((await stack.context()).settings).toEqual(ctx.settings);
	});
});

describe("references go by name or code", () => {
	it("syncs the salesman first, then the customer that names him", async () => {
		await type("smh", "employee", { code: "SLS-1", name: "Agung", position: "Sales", is_salesman: true });
		await type("smh", "customer", { code: "C-1", name: "Toko Agung", salesman_code: "SLS-1" });
		await stack.sync();
		expect(await accurate("C-1")).toMatchObject({ salesman: expect.objectContaining({ number: "SLS-1" }) });
	});

	it("creates the unit and the category that a product needs and Accurate lacks", async () => {
		await type("smh", "product", {
			code: "P-1",
			name: "Kopi",
			category: "Minuman",
			units: [
				{ name: "SACHET", ratio: 1 },
				{ name: "RENTENG", ratio: 10 },
			],
			sell_price: 1500,
		});
		await stack.sync();
		const [item] = await records("accurate", "product");
		expect(item).toMatchObject({
			no: "P-1",
			itemCategory: expect.objectContaining({ name: "Minuman" }),
			unitPrice: 1500,
			ratio2: 10,
		});
	});

	it("leaves an unknown payment term alone and says so, without keeping the customer out", async () => {
		await type("smh", "customer", { code: "C-1", name: "Toko Tempo", payment_term: "Net 45" });
		await stack.sync();
		expect(await accurate("C-1")).toMatchObject({ name: "Toko Tempo" });
		expect(await problems()).toEqual([{ reason: "MISSING_REFERENCE", code: "C-1", detail: "Net 45" }]);
		const { counts } = await stack.sync();
		expect(counts.updated).toEqual({ smh: 0, accurate: 0 });
	});

	it("keeps a customer out whose salesman SMH lacks, until he is there", async () => {
		const rudi = await type("accurate", "employee", {
			number: "SLS-9",
			name: "Rudi",
			position: "Sales",
			salesman: true,
			suspended: true,
		});
		await type("accurate", "customer", { customerNo: "C-1", name: "Toko Rudi", salesmanNumber: "SLS-9" });
		await stack.sync();
		expect(await problems()).toContainEqual({ reason: "MISSING_REFERENCE", code: "C-1", detail: "SLS-9" });
		await edit("accurate", rudi, { suspended: false }, "employee");
		await stack.sync();
		expect(await smh("C-1")).toMatchObject({ salesman_code: "SLS-9" });
	});
});

describe("problems", () => {
	it("opens one per record, keeps its first day, counts attempts, and closes it when the record gets through", async () => {
		await type("smh", "customer", { code: "C-1", name: "Toko Nakal" });
		await stack.control("/faults", "POST", {
			plan: [{ system: "accurate", path: "/customer/bulk-save.do", times: 1, kind: "rows-rejected" }],
		});
		await stack.sync();
		const ctx = await stack.context();
		const [first] = await listProblems(ctx.db, { connection: "default", limit: 5 });
		expect(first).toMatchObject({ side: "smh", code: "C-1", attempts: 1 });
		await stack.control("/faults", "DELETE");
		expect(await retry(ctx, { reason: first?.reason }, actor)).toBe(1);
		await stack.sync();
		expect(await problems()).toEqual([]);
		expect(await accurate("C-1")).toBeDefined();
	});

	it("settles a record that was edited while its partner was deleted, as the person says", async () => {
		for (const code of ["C-1", "C-2"]) await type("accurate", "customer", { customerNo: code, name: `Toko ${code}` });
		await stack.sync();
		for (const code of ["C-1", "C-2"]) {
			await edit("smh", await smh(code), { notes: "masih dipakai" });
			await stack.control(`/accurate/customer/${(await accurate(code))?.id}`, "DELETE");
		}
		await stack.sync();
		const at = async (code: string) => ({ entity: "customer", side: "smh", id: String((await smh(code))?.id) }) as const;
		await settleDeletion(await stack.context(), await at("C-1"), "restore", actor);
		await settleDeletion(await stack.context(), await at("C-2"), "delete", actor);
		await stack.sync();
		expect(await accurate("C-1")).toMatchObject({ notes: "masih dipakai" });
		expect(await smh("C-1")).toMatchObject({ partner_id: String((await accurate("C-1"))?.id) });
		expect(await smh("C-2")).toBeUndefined();
		expect(await problems()).toEqual([]);
	});
});

describe("dry run", () => {
	it("says what a run would do, writes nothing on either side, and binds nothing", async () => {
		await type("smh", "employee", { code: "SLS-1", name: "Agung", position: "Sales", is_salesman: true });
		await type("accurate", "customer", { customerNo: "C-1", name: "Toko Satu" });
		await type("smh", "customer", { code: "C-2", name: "Toko Dua", salesman_code: "SLS-1" });
		await stack.control("/calls", "DELETE");
		const { counts } = await stack.sync("preview");
		expect(counts).toMatchObject({ created: { smh: 1, accurate: 2 }, linked: 3 });
		const { calls } = await stack.control<{ calls: { method: string; path: string }[] }>("/calls");
		expect(
			calls.filter(({ method, path }) => method !== "GET" && !path.endsWith("list.do") && !path.endsWith("api-token.do")),
		).toEqual([]);
		expect(await (await stack.context()).db.all(sql`SELECT * FROM link`)).toEqual([]);
	});
});

describe("audit", () => {
	it("keeps before and after of every change with the run that made it", async () => {
		await type("accurate", "customer", { customerNo: "C-1", name: "Toko Lama" });
		await stack.sync();
		await edit("accurate", await accurate("C-1"), { name: "Toko Baru" });
		const { run } = await stack.sync();
		const ctx = await stack.context();
		const changes = await ctx.db.all(sql`SELECT operation, side, before, after, state FROM change WHERE run_id = ${run.id}`);
		expect(changes).toEqual([
			{ operation: "update", side: "smh", before: '{"name":"Toko Lama"}', after: '{"name":"Toko Baru"}', state: "applied" },
		]);
	});
});
