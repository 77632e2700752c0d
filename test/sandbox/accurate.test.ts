import { describe, expect, it } from "vitest";
import { stand } from "./accurate-world.ts";

const customers = (count: number) =>
	Array.from({ length: count }, (_, index) => ({ id: 3001 + index, customerNo: `C-${index + 1}`, name: `Toko ${index + 1}` }));

describe("list.do", () => {
	it("gives only ids unless fields are named, and drops names it does not know", async () => {
		const { people, call } = stand();
		people.load("customer", customers(1));
		expect((await call("GET", "customer/list.do")).d).toEqual([{ id: 3001 }]);
		const { d } = await call("GET", "customer/list.do", "fields=name%2CcustomerNo,nonsense,constructor");
		expect(d).toEqual([{ name: "Toko 1", customerNo: "C-1" }]);
	});

	it("pages by 20, newest first, and by id when told", async () => {
		const { people, call } = stand();
		people.load("customer", customers(45));
		const page = await call("GET", "customer/list.do", { "sp.page": "3" });
		expect(page.sp).toMatchObject({ page: 3, pageSize: 20, pageCount: 3, rowCount: 45, start: 40 });
		expect(page.d).toEqual([3005, 3004, 3003, 3002, 3001].map((id) => ({ id })));
		const sorted = await call("POST", "customer/list.do", { "sp.sort": "id|asc", "sp.page": "2", "sp.pageSize": "2" });
		expect(sorted.d).toEqual([{ id: 3003 }, { id: 3004 }]);
		expect((await call("GET", "customer/list.do", { "sp.page": "9" })).d).toEqual([]);
	});

	it("filters by what it declares, ignores the rest, and stumbles over filter.customerNo", async () => {
		const { people, call } = stand();
		people.load("customer", customers(30));
		const count = async (query: string) => (await call("GET", "customer/list.do", query)).sp?.rowCount;
		expect(await count("filter.no.val[0]=C-1&filter.no.val[1]=C-2")).toBe(2);
		expect(await count("filter.no.val=C-1&filter.no.val=C-2&filter.no.op=NOT_EQUAL")).toBe(28);
		expect(await count("filter.keywords.op=CONTAIN&filter.keywords.val=toko 3")).toBe(2);
		expect(await count("filter.keywords.val=toko 3")).toBe(0);
		expect(await count("filter.suspended=true")).toBe(0);
		expect(await count("filter.name.val=Toko 1")).toBe(30);
		expect((await call("GET", "customer/list.do", "filter.customerNo.val=C-1")).d).toEqual(["Pelanggan tidak tepat"]);
	});

	it("finds what changed since a moment in UTC+7, to the second, and refuses an ISO date", async () => {
		const { people, call } = stand();
		people.load("product", [
			{ no: "A", name: "Lama", lastUpdate: "31/10/2026 23:59:59" },
			{ no: "B", name: "Baru", lastUpdate: "01/11/2026 00:00:00" },
		]);
		const since = { "filter.lastUpdate.op": "GREATER_EQUAL_THAN", fields: "no,lastUpdate" };
		const { d } = await call("GET", "item/list.do", { ...since, "filter.lastUpdate.val": "01/11/2026 00:00:00" });
		expect(d).toEqual([{ no: "B" }]);
		expect((await call("GET", "item/list.do", { ...since, "filter.lastUpdate.val": "2026-11-01" })).s).toBe(false);
	});

	it("shows employees as a flat row with payroll data and without contact data, whatever fields say", async () => {
		const { people, call } = stand();
		people.create("employee", { number: "E-1", name: "Agung", mobilePhone: "0811", position: "Sales", salesman: true });
		const list = await call("GET", "employee/list.do", { fields: "id,name" });
		expect(list.d).toMatchObject([{ number: "E-1", salesman: true, suspended: false, bankName: "BCA" }]);
		expect(list.text).not.toMatch(/0811|position|mobilePhone/);
		const detail = await call("GET", "employee/detail.do", { number: "E-1" });
		expect(detail.d).toMatchObject({ mobilePhone: "0811", position: "Sales", email: null, city: "" });
	});

	it("pages 100,000 records", async () => {
		const { people, call } = stand();
		people.load("customer", customers(100_000));
		const { d, sp } = await call(
			"GET",
			"customer/list.do",
			"fields=id,name,category&sp.pageSize=100&sp.page=1000&sp.sort=id|asc",
		);
		expect(d).toHaveLength(100);
		expect(sp).toMatchObject({ rowCount: 100_000, pageCount: 1000 });
	});
});

describe("save.do", () => {
	it("creates, answers the whole record in r and only text in d", async () => {
		const { call } = stand();
		const answer = await call("POST", "customer/save.do", {
			name: "Toko Baru",
			customerNo: "C-9",
			suspended: "true",
			nonsense: "1",
		});
		expect(answer).toMatchObject({ s: true, d: ['Pelanggan "C-9" berhasil disimpan'] });
		expect(answer.r).toMatchObject({
			id: 2001,
			suspended: false,
			email: null,
			billCity: "",
			category: { id: 51, name: "Umum", parent: { name: "Root" } },
			term: { name: "C.O.D" },
			salesman: null,
			createDate: "01/11/2026 10:00:01",
		});
	});

	it("changes only what is sent, empties what is sent empty, and numbers a record without a code", async () => {
		const { call } = stand();
		const first = await call("POST", "customer/save.do", { name: "A", email: "a@a.id", notes: "x" });
		expect(first.r).toMatchObject({ customerNo: "C.00001", optLock: 0 });
		const second = await call("POST", "customer/save.do", { id: "2001", notes: "", mobilePhone: "0812" });
		expect(second.r).toMatchObject({ name: "A", email: "a@a.id", notes: null, mobilePhone: "0812", optLock: 1 });
	});

	it("takes a credit limit only with its switch", async () => {
		const { call } = stand();
		const alone = await call("POST", "customer/save.do", { name: "A", customerLimitAmountValue: "5000" });
		expect(alone.r).toMatchObject({ customerLimitAmount: false, customerLimitAmountValue: 0 });
		const both = await call("POST", "customer/save.do", {
			id: "2001",
			customerLimitAmount: "true",
			customerLimitAmountValue: "5000",
		});
		expect(both.r).toMatchObject({ customerLimitAmount: true, customerLimitAmountValue: 5000 });
	});

	it("knows references by name or number and refuses missing ones", async () => {
		const { people, call } = stand();
		people.create("employee", { number: "E-1", name: "Agung", salesman: true });
		const sold = await call("POST", "customer/save.do", { name: "A", salesmanNumber: "E-1" });
		expect(sold.r).toMatchObject({ salesman: { id: 2001, number: "E-1", name: "Agung" }, defaultSalesmanId: 2001 });
		const d = async (parameters: Record<string, string>) =>
			(await call("POST", "customer/save.do", { name: "B", ...parameters })).d;
		expect(await d({ salesmanNumber: "E-2" })).toEqual(["Karyawan E-2 tidak ditemukan atau sudah dihapus"]);
		expect(await d({ categoryName: "Grosir" })).toEqual(["Kategori Pelanggan Grosir tidak ditemukan atau sudah dihapus"]);
		expect(await d({ branchName: "Solo" })).toEqual(["Cabang Solo tidak ditemukan atau sudah dihapus"]);
	});

	it.each([
		["customer", { name: "B", customerNo: "C-1" }, 'Sudah ada data lain dengan ID Pelanggan "C-1"'],
		["customer", { customerNo: "C-2" }, "Nama harus diisi"],
		["customer", { name: "B", transDate: "2026-11-01" }, 'Invalid field value for field "transDate".'],
		["customer", { name: "B", id: "x" }, 'Invalid field value for field "id".'],
		["customer", { name: "B", customerNo: "C".repeat(31) }, "Maksimal 30 karakter"],
		["customer", { name: "B", customerNo: "C'1" }, "Karakter yang diperbolehkan untuk"],
		["employee", { name: "B", transDate: "01/11/2026" }, "Sapaan harus diisi"],
		["item", { name: "B", itemType: "INVENTORY", itemCategoryName: "Umum" }, "Satuan harus diisi"],
		["unit", { name: "KARTONAN" }, 'Data "Nama" pada "Satuan Barang" terlalu besar. Maksimal 7 karakter'],
		["unit", { name: "PCS" }, 'Sudah ada data lain dengan Nama "PCS"'],
	])("%s refuses %o", async (module, parameters, message) => {
		const { people, call } = stand();
		people.create("customer", { customerNo: "C-1", name: "A" });
		const answer = await call("POST", `${module}/save.do`, parameters);
		expect(answer).toMatchObject({ status: 200, s: false });
		expect(JSON.stringify(answer.d)).toContain(JSON.stringify(message).slice(1, -1));
	});

	it("sets PPN by usePpn, which answers do not carry, nor the times", async () => {
		const { call } = stand();
		const item = {
			name: "Sabun",
			itemType: "INVENTORY",
			itemCategoryName: "Umum",
			unit1Name: "PCS",
			upcNo: "899",
			usePpn: "true",
		};
		const { r = {} } = await call("POST", "item/save.do", item);
		expect(r).toMatchObject({ no: "100001", tax1: { name: "PPN" }, unit1Name: "PCS", unit2: null, unit2Name: "", ratio2: 0 });
		expect(["usePpn", "lastUpdate", "createDate"].filter((key) => key in r)).toEqual([]);
		expect((await call("POST", "item/save.do", { id: "2001", usePpn: "false" })).r).toMatchObject({ tax1: null });
		expect((await call("POST", "item/save.do", { ...item, no: "B" })).d).toEqual([
			'Sudah ada data lain dengan UPC/Barcode "899"',
		]);
	});
});

describe("bulk-save.do", () => {
	it("answers row by row in order, keeps the good rows, and says s:false as a whole", async () => {
		const { world, json } = stand();
		const answer = await json("customer/bulk-save.do", {
			data: [{ name: "A", customerNo: "1" }, { name: "B", customerNo: "1" }, { name: "C" }],
		});
		expect(answer).toMatchObject({ s: false, d: [{ s: true, r: { name: "A" } }, { s: false }, { s: true, r: { name: "C" } }] });
		expect(world.state.accurate.records.customer).toHaveLength(2);
	});

	it("takes form, JSON and flattened JSON alike", async () => {
		const { call, json } = stand();
		const rows = { "data[0].name": "A", "data[1].name": "B", "data[1].detailContact[0].name": "Budi" };
		const expected = { s: true, d: [{ r: { name: "A" } }, { r: { name: "B", detailContact: [{ name: "Budi" }] } }] };
		expect(await call("POST", "customer/bulk-save.do", rows)).toMatchObject(expected);
		expect(await json("customer/bulk-save.do", rows)).toMatchObject(expected);
		const nested = { data: [{ name: "A" }, { name: "B", detailContact: [{ name: "Budi" }] }] };
		expect(await json("customer/bulk-save.do", nested)).toMatchObject(expected);
	});

	it("refuses 101 rows as a whole, and does not exist for employees", async () => {
		const { world, json } = stand();
		const rows = (count: number) => ({ data: Array.from({ length: count }, (_, index) => ({ name: `T${index}` })) });
		expect((await json("customer/bulk-save.do", rows(101))).s).toBe(false);
		expect(world.state.accurate.records.customer).toHaveLength(0);
		expect((await json("customer/bulk-save.do", rows(100))).s).toBe(true);
		expect(await json("employee/bulk-save.do", rows(1))).toMatchObject({ status: 404, d: ["URL API tidak tepat"] });
	});
});

describe("delete.do", () => {
	it("removes without trace, and refuses what is gone or in use", async () => {
		const { people, call } = stand();
		people.load("customer", [...customers(1), { id: 3002, customerNo: "C-2", name: "Dipakai", usedIn: "Faktur Penjualan" }]);
		expect((await call("DELETE", "customer/delete.do", { customerNo: "C-1" })).s).toBe(true);
		expect((await call("POST", "customer/delete.do", { id: "3001" })).d).toEqual([
			"Pelanggan tidak ditemukan atau sudah dihapus",
		]);
		expect((await call("GET", "customer/detail.do", { id: "3001" })).d).toEqual(["Pelanggan tidak tepat"]);
		const used = await call("DELETE", "customer/delete.do", { id: "3002" });
		expect(used.d).toEqual(["Tidak dapat menghapus Pelanggan karena telah digunakan di Faktur Penjualan"]);
	});

	it("refuses to delete a salesman that customers still name", async () => {
		const { people, call } = stand();
		people.load("employee", [{ id: 2500, number: "E-1", name: "Agung" }]);
		people.create("customer", { name: "A", salesmanNumber: "E-1" });
		expect((await call("DELETE", "employee/delete.do", { number: "E-1" })).d).toEqual([
			"Tidak dapat menghapus Karyawan karena telah digunakan di Pelanggan",
		]);
	});
});
