import { beforeEach, describe, expect, it } from "vitest";
import { createStack, type Stack } from "../support/stack.ts";

type Native = Record<string, unknown> & { id: number };

describe("the two-way merge of linked records", () => {
	let stack: Stack;
	const customers = (side: "smh" | "accurate") => stack.control<Native[]>(`/${side}/customer`);
	const smhCustomer = async (code: string) => (await customers("smh")).find((record) => record.code === code);
	const accurateCustomer = async (code: string) => (await customers("accurate")).find((record) => record.customerNo === code);

	beforeEach(async () => {
		stack = await createStack({ scenario: "empty" });
		await stack.control("/accurate/customer", "POST", {
			customerNo: "C-1",
			name: "Toko Maju",
			mobilePhone: "0812-3456-7890",
			billCity: "Surabaya",
		});
		await stack.control("/accurate/customer", "POST", { customerNo: "C-2", name: "Toko Jaya" });
		await stack.sync();
	});

	it("brings a record of Accurate into SMH with Accurate's id as its Partner ID", async () => {
		const accurate = await accurateCustomer("C-1");
		expect(await smhCustomer("C-1")).toMatchObject({ name: "Toko Maju", city: "Surabaya", partner_id: String(accurate?.id) });
	});

	it("carries an edit to the other side, whichever side it was made on", async () => {
		await stack.control(`/smh/customer/${(await smhCustomer("C-1"))?.id}`, "PATCH", { name: "Toko Maju Jaya" });
		await stack.control(`/accurate/customer/${(await accurateCustomer("C-2"))?.id}`, "PATCH", { email: "toko@jaya.id" });
		const { counts } = await stack.sync();
		expect(counts.updated).toEqual({ smh: 1, accurate: 1 });
		expect(await accurateCustomer("C-1")).toMatchObject({ name: "Toko Maju Jaya" });
		expect(await smhCustomer("C-2")).toMatchObject({ email: "toko@jaya.id" });
	});

	it("keeps both edits when different fields of one record were changed on both sides", async () => {
		await stack.control(`/smh/customer/${(await smhCustomer("C-1"))?.id}`, "PATCH", { notes: "tutup hari Minggu" });
		await stack.control(`/accurate/customer/${(await accurateCustomer("C-1"))?.id}`, "PATCH", { billCity: "Gresik" });
		await stack.sync();
		expect(await smhCustomer("C-1")).toMatchObject({ notes: "tutup hari Minggu", city: "Gresik" });
		expect(await accurateCustomer("C-1")).toMatchObject({ notes: "tutup hari Minggu", billCity: "Gresik" });
	});

	it("lets Accurate's code win, whichever side changed it", async () => {
		await stack.control(`/smh/customer/${(await smhCustomer("C-1"))?.id}`, "PATCH", { code: "SMH-1" });
		await stack.control(`/accurate/customer/${(await accurateCustomer("C-2"))?.id}`, "PATCH", { customerNo: "C-22" });
		await stack.sync();
		expect((await customers("smh")).map((record) => record.code).toSorted((a, b) => String(a).localeCompare(String(b)))).toEqual([
			"C-1",
			"C-22",
		]);
		expect(
			(await customers("accurate")).map((record) => record.customerNo).toSorted((a, b) => String(a).localeCompare(String(b))),
		).toEqual(["C-1", "C-22"]);
	});

	it("lets Accurate's value win a conflict by default, and comes to rest", async () => {
		await stack.control(`/smh/customer/${(await smhCustomer("C-1"))?.id}`, "PATCH", { name: "Dari SMH" });
		await stack.control(`/accurate/customer/${(await accurateCustomer("C-1"))?.id}`, "PATCH", { name: "Dari Accurate" });
		await stack.sync();
		expect(await smhCustomer("C-1")).toMatchObject({ name: "Dari Accurate" });
		const { counts } = await stack.sync();
		expect(counts.updated).toEqual({ smh: 0, accurate: 0 });
	});

	it("deactivates in SMH what was deactivated in Accurate", async () => {
		await stack.control(`/accurate/customer/${(await accurateCustomer("C-1"))?.id}`, "PATCH", { suspended: true });
		await stack.sync();
		expect(await smhCustomer("C-1")).toMatchObject({ status: "inactive" });
	});

	it("tells what a person has to do where Accurate's API cannot: deactivating a customer", async () => {
		await stack.control(`/smh/customer/${(await smhCustomer("C-1"))?.id}`, "PATCH", { status: "inactive" });
		const { counts } = await stack.sync();
		expect(counts.updated).toEqual({ smh: 0, accurate: 0 });
		expect(counts.problems).toBe(1);
		await stack.control(`/accurate/customer/${(await accurateCustomer("C-1"))?.id}`, "PATCH", { suspended: true });
		expect((await stack.sync()).counts.problems).toBe(0);
	});

	it("links records that both sides already have under one code, with Accurate's values winning where both have one", async () => {
		await stack.control("/accurate/customer", "POST", { customerNo: "C-3", name: "Nama Accurate", billCity: "Malang" });
		await stack.control("/smh/customer", "POST", { code: "c-3 ", name: "Nama SMH", notes: "dari SMH" });
		const { counts } = await stack.sync();
		expect(counts).toMatchObject({ created: { smh: 0, accurate: 0 }, linked: 1 });
		const accurate = await accurateCustomer("C-3");
		expect(accurate).toMatchObject({ name: "Nama Accurate", notes: "dari SMH" });
		expect(await smhCustomer("C-3")).toMatchObject({ name: "Nama Accurate", city: "Malang", partner_id: String(accurate?.id) });
	});
});
