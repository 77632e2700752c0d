import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { connectionSettings } from "../../src/domain/settings.ts";
import { database } from "../../src/store/database.ts";
import { createStack, type Stack } from "../support/stack.ts";

/** Eligibility holds for linked records too: what takes no part keeps its link, and neither half is written or deleted. */

type Native = Record<string, unknown> & { id: number };
let stack: Stack;
const db = () => database(env.DB);
const only = async (side: "smh" | "accurate", entity: string) => (await stack.control<Native[]>(`/${side}/${entity}`))[0];
const id = async (side: "smh" | "accurate", entity: string) => (await only(side, entity))?.id ?? 0;
const edit = async (side: "smh" | "accurate", entity: string, native: object) =>
	stack.control(`/${side}/${entity}/${await id(side, entity)}`, "PATCH", native);
const remove = async (side: "smh" | "accurate", entity: string) =>
	stack.control(`/${side}/${entity}/${await id(side, entity)}`, "DELETE");
const told = () => db().all(sql`SELECT side, reason FROM problem`);
const settings = (of: object) => stack.api("/settings", "PUT", connectionSettings.parse(of));
/** A field that people fill in later, in either system's words. */
const extra = (side: "smh" | "accurate", entity: string): string =>
	entity === "product" ? (side === "smh" ? "description" : "notes") : side === "smh" ? "mobile" : "mobilePhone";
const writes = async () =>
	(await stack.control<{ calls: { method: string; path: string; system: string }[] }>("/calls")).calls.filter(
		({ method, path, system }) => system !== "telegram" && method !== "GET" && !path.endsWith("list.do"),
	);

interface Case {
	readonly what: string;
	readonly entity: "customer" | "product" | "employee";
	readonly reason: string;
	readonly at: "smh" | "accurate";
	/** Types the record in, linked and taking part. */
	begin(): Promise<void>;
	/** It stops taking part, and is renamed to "Ganti" there. */
	leave(): Promise<void>;
	/** It takes part again, and is still called "Ganti" there. */
	comeBack(): Promise<void>;
}

const accurate = (entity: string, native: object) => stack.control(`/accurate/${entity}`, "POST", native);
const CASES: readonly Case[] = [
	{
		...{ what: "a customer that moves to another branch", entity: "customer", reason: "OTHER_BRANCH", at: "accurate" },
		async begin() {
			await settings({ branch: "Kantor Pusat" });
			await accurate("customer", { customerNo: "C-1", name: "Toko", branchName: "Kantor Pusat" });
		},
		leave: () => edit("accurate", "customer", { name: "Ganti", branchName: "Bandung" }) as Promise<void>,
		comeBack: () => edit("accurate", "customer", { branchName: "Kantor Pusat" }) as Promise<void>,
	},
	{
		...{ what: "an employee that moves to another branch", entity: "employee", reason: "OTHER_BRANCH", at: "accurate" },
		async begin() {
			await settings({ branch: "Kantor Pusat" });
			await accurate("employee", { number: "K-1", name: "Toko", position: "Sales", branchName: "Kantor Pusat" });
		},
		leave: () => edit("accurate", "employee", { name: "Ganti", branchName: "Bandung" }) as Promise<void>,
		comeBack: () => edit("accurate", "employee", { branchName: "Kantor Pusat" }) as Promise<void>,
	},
	{
		...{ what: "an item that becomes a GROUP", entity: "product", reason: "TYPE_NOT_SUPPORTED", at: "accurate" },
		begin: () =>
			accurate("product", {
				...{ no: "P-1", name: "Toko", unit1Name: "PCS", itemCategoryName: "Umum", itemType: "INVENTORY" },
			}) as Promise<void>,
		leave: () => edit("accurate", "product", { name: "Ganti", itemType: "GROUP" }) as Promise<void>,
		comeBack: () => edit("accurate", "product", { itemType: "INVENTORY" }) as Promise<void>,
	},
	{
		...{ what: "a customer that a setting calls a sample", entity: "customer", reason: "DUMMY", at: "accurate" },
		begin: () => accurate("customer", { customerNo: "C-1", name: "Toko" }) as Promise<void>,
		async leave() {
			await edit("accurate", "customer", { name: "Ganti" });
			await settings({ dummy: { accurate: { codePrefixes: ["C-"] } } });
		},
		comeBack: () => settings({}) as Promise<void>,
	},
	{
		...{ what: "an outlet of SMH that has to be approved again", entity: "customer", reason: "AWAITING_APPROVAL", at: "smh" },
		begin: () => stack.control("/smh/customer", "POST", { code: "C-1", name: "Toko" }) as Promise<void>,
		leave: () => edit("smh", "customer", { name: "Ganti", status: "unverified" }) as Promise<void>,
		comeBack: () => edit("smh", "customer", { status: "active" }) as Promise<void>,
	},
];

describe.each(CASES)("$what", ({ entity, reason, at, begin, leave, comeBack }) => {
	const other = at === "smh" ? "accurate" : "smh";

	beforeEach(async () => {
		stack = await createStack({ scenario: "empty" });
		await begin();
		expect((await stack.sync()).run.state).toBe("done");
		expect(await only(other, entity)).toMatchObject({ name: "Toko" });
		await leave();
		await stack.control("/calls", "DELETE");
	});

	it("is neither written nor edited from the other side, says why, and is merged when it comes back", async () => {
		await edit(other, entity, { [extra(other, entity)]: "081234567890" });
		expect((await stack.sync()).run).toMatchObject({ state: "done", error: null });
		expect([await writes(), await told()]).toEqual([[], [{ side: at, reason }]]);
		expect([(await only(other, entity))?.name, (await only(at, entity))?.name]).toEqual(["Toko", "Ganti"]);
		await comeBack();
		expect((await stack.sync()).run.state).toBe("done");
		expect([(await only(other, entity))?.name, (await only(at, entity))?.name, await told()]).toEqual(["Ganti", "Ganti", []]);
		expect(String((await only(at, entity))?.[extra(at, entity)])).toContain("81234567890");
	});

	it("is not deleted because the other side deletes its half; it says why", async () => {
		await remove(other, entity);
		expect((await stack.sync()).run).toMatchObject({ state: "done", error: null });
		expect([await writes(), await told()]).toEqual([[], [{ side: at, reason }]]);
		expect(await only(at, entity)).toMatchObject({ name: "Ganti" });
		expect((await stack.sync("full")).run.state).toBe("done");
		expect(await only(at, entity)).toMatchObject({ name: "Ganti" });
	});

	it("takes nothing with it when it is deleted itself", async () => {
		expect((await stack.sync()).run.state).toBe("done");
		await remove(at, entity);
		expect((await stack.sync()).run).toMatchObject({ state: "done", error: null });
		expect([await writes(), await told()]).toEqual([[], [{ side: other, reason }]]);
		expect(await only(other, entity)).toMatchObject({ name: "Toko" });
	});

	it("counts as linked, and its reason is in Sync Information", async () => {
		expect((await stack.sync()).run.state).toBe("done");
		const { entities } = await stack.api<{ entities: { entity: string; problems: object; smh: object; accurate: object }[] }>(
			"/sync-information",
		);
		expect(entities.find((one) => one.entity === entity)).toMatchObject({
			problems: { [reason]: 1 },
			[at]: { dummy: 0, total: 1 },
		});
		const { data } = await stack.api<{ data: object[] }>(`/problems?entity=${entity}`);
		expect(data).toMatchObject([{ side: at, reason }]);
	});
});

it("a new outlet is held until somebody approves it, and a reactivation in Accurate does not approve it", async () => {
	stack = await createStack({ scenario: "empty" });
	await stack.control("/smh/customer", "POST", { code: "C-1", name: "Outlet", status: "unverified" });
	expect((await stack.sync()).run).toMatchObject({ state: "done", error: null });
	expect([await stack.control("/accurate/customer"), await told()]).toEqual([[], [{ side: "smh", reason: "AWAITING_APPROVAL" }]]);
	await edit("smh", "customer", { status: "active" });
	expect((await stack.sync()).run.state).toBe("done");
	expect(await only("accurate", "customer")).toMatchObject({ name: "Outlet" });
	await edit("accurate", "customer", { suspended: true });
	await stack.sync();
	await edit("smh", "customer", { status: "unverified" });
	await edit("accurate", "customer", { suspended: false });
	expect((await stack.sync()).run.state).toBe("done");
	expect(await only("smh", "customer")).toMatchObject({ status: "unverified" });
});
