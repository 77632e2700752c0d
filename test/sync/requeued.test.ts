import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { records } from "../../src/domain/problem-detail.ts";
import { database } from "../../src/store/database.ts";
import { detailColumn } from "../../src/store/problems.ts";
import { select, text } from "../../src/store/select.ts";
import { createStack, type Stack } from "../support/stack.ts";
import { atRest, registered } from "../support/webhooks.ts";

type Native = Record<string, unknown> & { id: number };
const db = () => database(env.DB);
const compare = (one: string, other: string): number => (one < other ? -1 : 1);

describe("open problems, when a change arrives by itself", () => {
	let stack: Stack;
	const list = (side: "smh" | "accurate", entity: string) => stack.control<Native[]>(`/${side}/${entity}`);
	const add = (side: "smh" | "accurate", entity: string, record: object) =>
		stack.control<Native>(`/${side}/${entity}`, "POST", record);
	const reasons = async () => (await db().all<{ reason: string }>(sql`SELECT reason FROM problem`)).map(({ reason }) => reason);
	const codes = async (side: "smh" | "accurate") =>
		(await list(side, "customer")).map((one) => String(one[side === "smh" ? "code" : "customerNo"])).toSorted(compare);

	/** Both sides have been listed, and the problems are known. */
	async function listed(): Promise<void> {
		await stack.sync();
		await registered(stack);
	}

	beforeEach(async () => {
		stack = await createStack({ scenario: "empty" });
		await add("accurate", "customer", { customerNo: "C-1", name: "Toko" });
	});

	it("a shared code: when one of the two is deleted or gets another code, the rest goes over at once", async () => {
		const made = new Map<string, number>();
		for (const customerNo of ["D-1", "d-1", "D-2", "d-2"])
			made.set(customerNo, (await add("accurate", "customer", { customerNo, name: `Toko ${customerNo}` })).id);
		await listed();
		expect(await reasons()).toEqual(["DUPLICATE_CODE", "DUPLICATE_CODE", "DUPLICATE_CODE", "DUPLICATE_CODE"]);
		await stack.control(`/accurate/customer/${made.get("D-1")}`, "DELETE");
		await stack.control(`/accurate/customer/${made.get("D-2")}`, "PATCH", { customerNo: "D-3" });
		await atRest(stack);
		expect(await codes("smh")).toEqual(["C-1", "D-3", "d-1", "d-2"]);
		expect(await reasons()).toEqual([]);
	});

	it("a code that three share: when one of them gets another code, the other two name each other alone", async () => {
		const three = ["Xy", "xY", "XY"];
		const made: string[] = [];
		for (const customerNo of three)
			made.push(String((await add("accurate", "customer", { customerNo, name: `Toko ${customerNo}` })).id));
		await listed();
		const named = () =>
			select(
				db(),
				{ id: text, detail: detailColumn },
				sql`SELECT record_id AS id, detail FROM problem WHERE reason = 'DUPLICATE_CODE'`,
			);
		expect((await named()).map(({ detail }) => detail.kind === "records" && detail.ids.length)).toEqual([2, 2, 2]);
		await stack.control(`/accurate/customer/${made[0]}`, "PATCH", { customerNo: "Z-9" });
		await atRest(stack);
		expect((await named()).toSorted((a, b) => Number(a.id) - Number(b.id))).toEqual([
			{ id: made[1], detail: records([String(made[2])]) },
			{ id: made[2], detail: records([String(made[1])]) },
		]);
	});

	it("a code whose pair was deleted: the one that waited for it goes over with the next change", async () => {
		const [held] = await list("accurate", "customer");
		const other = await add("accurate", "customer", { customerNo: "C-2", name: "Lain" });
		await stack.sync();
		await add("accurate", "customer", { customerNo: "c-1", name: "Menunggu" });
		await listed();
		expect(await reasons()).toEqual(["DUPLICATE_CODE"]);
		await stack.control(`/accurate/customer/${held?.id}`, "DELETE");
		await atRest(stack);
		await stack.control(`/accurate/customer/${other.id}`, "PATCH", { name: "Nama Baru" });
		await atRest(stack);
		expect(await codes("smh")).toEqual(["C-2", "c-1"]);
		expect(await reasons()).toEqual([]);
	});

	it("a look-alike that is deleted on the other side keeps nobody waiting", async () => {
		const same = { name: "Toko Mirip" };
		const there = await add("accurate", "customer", { ...same, customerNo: "L-1", mobilePhone: "081234567890" });
		await add("smh", "customer", { ...same, code: "L-2", mobile: "081234567890" });
		await listed();
		expect(await reasons()).toEqual(["POSSIBLE_DUPLICATE", "POSSIBLE_DUPLICATE"]);
		await stack.control(`/accurate/customer/${there.id}`, "DELETE");
		await atRest(stack);
		expect(await codes("accurate")).toEqual(["C-1", "L-2"]);
		expect(await reasons()).toEqual([]);
	});

	it("customers that wait for a salesman go over as soon as he does", async () => {
		const salesman = { code: "E-S", name: "Salesman Baru", position: "Sales", is_salesman: true };
		const { id } = await add("smh", "employee", salesman);
		for (const code of ["S-1", "S-2"]) await add("smh", "customer", { code, name: `Toko ${code}`, salesman_code: "E-S" });
		await stack.control(`/smh/employee/${id}`, "PATCH", { active: false });
		await listed();
		expect((await reasons()).toSorted(compare)).toEqual(["INACTIVE", "MISSING_REFERENCE", "MISSING_REFERENCE"]);
		await stack.control(`/smh/employee/${id}`, "PATCH", { active: true });
		await atRest(stack);
		expect(await codes("accurate")).toEqual(["C-1", "S-1", "S-2"]);
		expect(await reasons()).toEqual([]);
	});

	it("those that nobody has touched are not decided on again", async () => {
		for (let n = 1; n <= 3; n++)
			for (const letter of ["D", "d"]) await add("accurate", "customer", { customerNo: `${letter}-${n}`, name: `Toko ${n}` });
		await listed();
		// Whoever decides on one of them puts its words right.
		await db().run(sql`UPDATE problem SET field = 'name' WHERE reason = 'DUPLICATE_CODE'`);
		const [linked] = (await list("smh", "customer")).filter(({ partner_id }) => partner_id);
		await stack.control(`/smh/customer/${linked?.id}`, "PATCH", { name: "Nama Baru" });
		await atRest(stack);
		expect((await list("accurate", "customer")).map(({ name }) => name)).toContain("Nama Baru");
		const fields = () => db().all<{ field: string }>(sql`SELECT DISTINCT field FROM problem`);
		expect(await fields()).toEqual([{ field: "name" }]);
		// Nor by a run that somebody asks for: nothing that they wait for has changed.
		await stack.sync();
		expect(await fields()).toEqual([{ field: "name" }]);
	});
});
