import { describe, expect, test } from "vitest";
import type { Projection } from "../../../src/domain/model.ts";
import { createAccurate } from "../../../src/systems/accurate/accurate.ts";
import type { AccurateAuth } from "../../../src/systems/accurate/auth.ts";
import { json, NOON, openGate, outboundOf, type Reply, type Seen, scripted } from "../support.ts";

const auth: AccurateAuth = {
	remedy: "token" as const,
	endpoint: () => Promise.resolve({ apiUrl: "https://zeus.accurate.id/accurate/api", headers: {}, session: "", token: "" }),
	recover: () => Promise.reject(new Error("not asked for here")),
	moved: () => Promise.reject(new Error("not asked for here")),
};

function setUp(replies: Readonly<Record<string, Reply>>) {
	const { fetch, seen } = scripted((call: Seen) => {
		const reply = replies[call.url.pathname.replace("/accurate/api/", "")];
		if (!reply) throw new Error(`unexpected call ${call.url.href}`);
		return reply(call);
	});
	const paths = () => seen.map(({ url }) => url.pathname.replace("/accurate/api/", ""));
	return { port: createAccurate({ outbound: outboundOf(fetch), gate: openGate(), auth, now: () => NOON }), seen, paths };
}

const page = (rows: readonly (object | null)[], rowCount = rows.length) =>
	json({ s: true, d: rows, sp: { page: 1, pageSize: 100, pageCount: Math.ceil(rowCount / 100), rowCount, start: 0 } });
const formOf = (seen: Seen | undefined) => Object.fromEntries(new URLSearchParams(seen?.body));

const product = (over: Projection = {}): Projection => ({
	code: "B-1",
	name: "Sabun",
	active: true,
	category: "Umum",
	units: [{ name: "PCS", ratio: "1" }],
	...over,
});
const row = (projection: Projection) => ({ projection, partnerId: "1" });
const saved = (id: number, more: object = {}) => ({ s: true, d: ["berhasil disimpan"], r: { id, optLock: 0, ...more } });

describe("lists", () => {
	test("ask in the server's time zone, in ascending order, naming the fields", async () => {
		const { port, seen } = setUp({ "customer/list.do": () => page([]) });
		await port.list("customer", { page: 1, size: 100, changedSince: Date.UTC(2026, 10, 22, 18, 30, 15, 900) });
		expect(Object.fromEntries(seen[0]?.url.searchParams ?? [])).toMatchObject({
			"sp.sort": "id|asc",
			"sp.pageSize": "100",
			"filter.lastUpdate.op": "GREATER_EQUAL_THAN",
			"filter.lastUpdate.val[0]": "23/11/2026 01:30:15",
		});
	});

	test("a listing without its counts or of another page is not believed", async () => {
		const answers = [
			{ s: true, d: [] },
			{ s: true, d: [], sp: { page: 2, pageCount: 2, rowCount: 150 } },
		];
		for (const answer of answers) {
			const { port } = setUp({ "item/list.do": () => json(answer) });
			await expect(port.list("product", { page: 1, size: 100 })).rejects.toMatchObject({ kind: "bad_answer" });
		}
	});

	test("fewer rows than were asked for are the size of its pages, whether it says so or not", async () => {
		const rows = Array.from({ length: 100 }, (_, id) => ({ id: id + 1, customerNo: `C-${id}`, name: "A" }));
		for (const told of [{ pageSize: 100 }, { pageSize: 1_000 }, {}]) {
			const sp = { page: 1, pageCount: 3, rowCount: 250, ...told };
			const { port } = setUp({ "customer/list.do": () => json({ s: true, d: rows, sp }) });
			await expect(port.list("customer", { page: 1, size: 1_000 })).resolves.toMatchObject({ total: 250, size: 100 });
		}
	});

	test("a row without id takes nothing from the others", async () => {
		const rows = [{ name: "A" }, null, { id: 7, no: "B-7", name: "B" }];
		const { port } = setUp({ "item/list.do": () => page(rows) });
		await expect(port.list("product", { page: 1, size: 100 })).resolves.toMatchObject({
			rows: [{ id: "7" }],
			unreadable: [{ id: null }, { id: null }],
		});
	});

	test("employees' branches are named by one further call, and by number for a login without that right", async () => {
		const native = { id: 1, number: "E-1", name: "A", branchId: 50 };
		const [rows, detail] = [() => page([native]), () => json({ s: true, d: native })];
		const branches = () => page([{ id: 50, name: "Kantor Pusat" }]);
		const named = setUp({ "employee/list.do": rows, "employee/detail.do": detail, "branch/list.do": branches });
		// A list's rows are read by themselves anyway, so they cost no further call.
		await named.port.list("employee", { page: 1, size: 100 });
		expect(named.paths()).toEqual(["employee/list.do"]);
		for (let n = 0; n < 2; n++) {
			await expect(named.port.get("employee", "1")).resolves.toMatchObject({ facts: { branch: "Kantor Pusat" } });
		}
		expect(named.paths().filter((path) => path === "branch/list.do")).toHaveLength(1);
		const forbidden = () => json({ error: "insufficient_scope", scope: "branch_view" }, 403);
		const unnamed = setUp({ "employee/detail.do": detail, "branch/list.do": forbidden });
		await expect(unnamed.port.get("employee", "1")).resolves.toMatchObject({ facts: { branch: "#50" } });
	});
});

describe("finding by code", () => {
	test("many codes are one call, and records that were not asked for are not believed", async () => {
		const { port, seen } = setUp({ "customer/list.do": () => page([{ id: 1, customerNo: "C-9", name: "X" }]) });
		await expect(port.findByCode("customer", ["C-1", "C-2"])).rejects.toMatchObject({ kind: "bad_answer" });
		expect(formOf(seen[0])).toMatchObject({ "filter.no.op": "EQUAL", "filter.no.val[0]": "C-1", "filter.no.val[1]": "C-2" });
		expect(seen[0]?.method).toBe("POST");
	});
});

describe("creating", () => {
	test("customers and employees carry the date of today in UTC+7, employees a salutation, and all their code", async () => {
		const { port, seen } = setUp({
			"customer/bulk-save.do": () => json({ s: true, d: [saved(1)] }),
			"employee/save.do": () => json(saved(2)),
		});
		await port.create("customer", [row({ code: "C-1", name: "A", active: true, city: null })]);
		await port.create("employee", [row({ code: "E-1", name: "B", active: true, isSalesman: true })]);
		expect(formOf(seen[0])).toEqual({ "data[0].transDate": "22/11/2026", "data[0].customerNo": "C-1", "data[0].name": "A" });
		expect(formOf(seen[1])).toEqual({
			transDate: "22/11/2026",
			salutation: "MR",
			number: "E-1",
			name: "B",
			suspended: "false",
			salesman: "true",
		});
	});

	test("units and categories that products need are created first, once, and only the lacking ones", async () => {
		const { port, paths, seen } = setUp({
			"unit/list.do": () => page([{ id: 100, name: "PCS" }]),
			"item-category/list.do": () => page([{ id: 50, name: "Umum" }]),
			"unit/save.do": () => json(saved(101)),
			"item/bulk-save.do": () => json({ s: true, d: [saved(1), saved(2)] }),
		});
		const units = [
			{ name: "PCS", ratio: "1" },
			{ name: "DUS", ratio: "12" },
		];
		await port.create("product", [row(product({ units })), row(product({ code: "B-2", units }))]);
		expect(paths()).toHaveLength(4);
		expect(new Set(paths())).toEqual(new Set(["unit/list.do", "item-category/list.do", "unit/save.do", "item/bulk-save.do"]));
		expect(paths().at(-1)).toBe("item/bulk-save.do");
		expect(formOf(seen.at(-1))).toMatchObject({
			"data[1].itemType": "INVENTORY",
			"data[1].unit2Name": "DUS",
			"data[1].ratio2": "12",
		});
	});

	test("a category that may not be created stops the products that need it and no others", async () => {
		const { port, seen } = setUp({
			"unit/list.do": () => page([{ id: 100, name: "PCS" }]),
			"item-category/list.do": () => page([{ id: 50, name: "Umum" }]),
			"item-category/save.do": () => json({ error: "insufficient_scope", scope: "item_category_save" }, 403),
			"item/bulk-save.do": () => json({ s: true, d: [saved(7)] }),
		});
		const results = await port.create("product", [
			row(product({ category: "Baru" })),
			row(product({ code: "B-2" })),
			row(product({ code: "B-3", units: [{ name: "KARTONAN", ratio: "1" }] })),
		]);
		expect(results).toMatchObject([
			{ ok: false, error: { kind: "no_right" } },
			{ ok: true, record: { id: "7" } },
			{ ok: false, error: { kind: "invalid", detail: { field: "units" } } },
		]);
		expect(Object.keys(formOf(seen.at(-1))).every((key) => key.startsWith("data[0]."))).toBe(true);
	});

	test("a category that somebody else created meanwhile is there", async () => {
		const { port } = setUp({
			"unit/list.do": () => page([{ id: 100, name: "PCS" }]),
			"item-category/list.do": () => page([]),
			"item-category/save.do": () => json({ s: false, d: ['Sudah ada data lain dengan Nama "Umum"'] }),
			"item/bulk-save.do": () => json({ s: true, d: [saved(7)] }),
		});
		await expect(port.create("product", [row(product())])).resolves.toMatchObject([{ ok: true }]);
	});

	test("an answer with another number of rows leaves everything open", async () => {
		const { port } = setUp({ "customer/bulk-save.do": () => json({ s: true, d: [saved(1)] }) });
		const rows = ["C-1", "C-2"].map((code) => row({ code, name: "A" }));
		await expect(port.create("customer", rows)).rejects.toMatchObject({ kind: "unknown_outcome" });
	});

	test("rows at the top level of the answer are rows too", async () => {
		const { port } = setUp({ "customer/bulk-save.do": () => json([saved(1)]) });
		await expect(port.create("customer", [row({ code: "C-1", name: "A" })])).resolves.toMatchObject([{ ok: true }]);
	});

	test("a save that does not show its record has an unknown outcome, for that row alone", async () => {
		const { port } = setUp({ "customer/bulk-save.do": () => json({ s: true, d: [saved(1), { s: true, d: ["ok"] }] }) });
		const rows = ["C-1", "C-2"].map((code) => row({ code, name: "A" }));
		await expect(port.create("customer", rows)).resolves.toMatchObject([
			{ ok: true },
			{ ok: false, error: { kind: "unknown_outcome" } },
		]);
	});

	test("a bulk refused as a whole stored nothing", async () => {
		const { port } = setUp({ "customer/bulk-save.do": () => json({ s: false, d: ["Max: 100 data dalam 1 kali request"] }) });
		await expect(port.create("customer", [row({ code: "C-1", name: "A" })])).rejects.toMatchObject({ kind: "not_understood" });
	});

	test("employees whose answers were lost fail one by one; a login without the right fails as a whole", async () => {
		let calls = 0;
		const lost = setUp({ "employee/save.do": () => (++calls === 1 ? Promise.reject(new TypeError("reset")) : json(saved(2))) });
		const rows = ["E-1", "E-2"].map((code) => row({ code, name: "A" }));
		await expect(lost.port.create("employee", rows)).resolves.toMatchObject([
			{ ok: false, error: { kind: "unknown_outcome" } },
			{ ok: true },
		]);
		const forbidden = setUp({ "employee/save.do": () => json({ error: "insufficient_scope", scope: "employee_save" }, 403) });
		await expect(forbidden.port.create("employee", rows)).rejects.toMatchObject({ kind: "no_right" });
	});
});

describe("changing and removing", () => {
	test("only what changed is sent", async () => {
		const { port, seen } = setUp({ "customer/bulk-save.do": () => json({ s: true, d: [saved(5)] }) });
		await port.update("customer", [{ id: "5", changes: { city: "Cimahi" }, known: { city: "Bandung", name: "A" } }]);
		expect(formOf(seen[0])).toEqual({ "data[0].id": "5", "data[0].billCity": "Cimahi" });
	});

	test("a record that is gone already has been removed", async () => {
		const { port, seen } = setUp({
			"item/delete.do": () => json({ s: false, d: ["Barang & Jasa tidak ditemukan atau sudah dihapus"] }),
		});
		await expect(port.remove("product", ["9"])).resolves.toEqual([null]);
		expect(seen[0]).toMatchObject({ method: "DELETE", body: "" });
		expect(seen[0]?.url.search).toBe("?id=9");
	});
});
