import { describe, expect, it } from "vitest";
import { stand } from "./smh-world.ts";

const PRODUCT = { code: "P-1", name: "Kopi", category: "Minuman", units: [{ name: "PCS", ratio: 1 }] };
const EMPLOYEE = { code: "E-1", name: "Agung", position: "Sales" };

describe("records", () => {
	it("shows every field of the contract, and nothing of its own", async () => {
		const { smh } = stand();
		const { status, json } = await smh("POST", "/customers", { name: "Toko Jaya" });
		expect(status).toBe(201);
		const text = "group channel salesman_code payment_term price_list npwp address district city province postal_code";
		const more = "latitude longitude credit_limit mobile phone email contact_person notes partner_id";
		expect(json).toEqual({
			...Object.fromEntries(`${text} ${more}`.split(" ").map((field) => [field, null])),
			id: 1,
			code: "CS-261100001",
			name: "Toko Jaya",
			status: "active",
			taxable: false,
			demo: false,
			version: 1,
			created_at: "2026-11-22T03:00:01.000Z",
			updated_at: "2026-11-22T03:00:01.000Z",
		});
	});

	it.each([
		["customers", {}, ["name"]],
		["customers", { name: "  ", email: "tidak ada", colour: "red", version: 3 }, ["name", "email", "colour", "version"]],
		["customers", { name: "T", demo: true, in_use: true, id: 4 }, ["demo", "in_use", "id"]],
		["customers", { name: "x".repeat(201), code: "y".repeat(31), status: "gone" }, ["name", "code", "status"]],
		["customers", { name: "T", credit_limit: "1000" }, ["credit_limit"]],
		["customers", { name: "T", salesman_code: "E-9" }, ["salesman_code"]],
		["products", { code: "P", name: "K" }, ["category", "units"]],
		["products", { ...PRODUCT, units: [{ name: "DUS", ratio: 12 }] }, ["units"]],
		["products", { ...PRODUCT, units: [1, 2, 3, 4].map((ratio) => ({ name: `U${ratio}`, ratio })) }, ["units"]],
		["products", { ...PRODUCT, units: [{ name: "PCS", ratio: 1, price: 5 }] }, ["units"]],
		["employees", { code: "E", name: "A" }, ["position"]],
	])("refuses %s %j and names the fields", async (collection, record, fields) => {
		const { smh } = stand();
		const { status, json } = await smh("POST", `/${collection}`, record);
		expect(status).toBe(422);
		expect(json).toMatchObject({ error: { code: "validation_failed" } });
		expect(json).toHaveProperty("error.fields");
		expect(new Set(Object.keys(Object(Object(json.error).fields)))).toEqual(new Set(fields));
	});

	it("takes a salesman only while that employee is active", async () => {
		const { smh } = stand();
		const employee = await smh("POST", "/employees", EMPLOYEE);
		expect((await smh("POST", "/customers", { name: "T", salesman_code: "E-1" })).status).toBe(201);
		await smh("PATCH", `/employees/${String(employee.json.id)}`, { active: false });
		expect((await smh("POST", "/customers", { name: "U", salesman_code: "E-1" })).status).toBe(422);
	});

	it("keeps code and Partner ID unique and names the record that has them, until it is deleted", async () => {
		const { smh } = stand();
		await smh("POST", "/products", { ...PRODUCT, partner_id: "51" });
		const sameCode = await smh("POST", "/products", PRODUCT);
		expect(sameCode).toMatchObject({ status: 409, json: { error: { code: "duplicate_code", existing_id: 1 } } });
		const samePartner = await smh("POST", "/products", { ...PRODUCT, code: "P-2", partner_id: "51" });
		expect(samePartner).toMatchObject({ status: 409, json: { error: { code: "duplicate_partner_id", existing_id: 1 } } });
		expect((await smh("DELETE", "/products/1")).status).toBe(204);
		const again = await smh("POST", "/products", { ...PRODUCT, partner_id: "51" });
		expect(again).toMatchObject({ status: 201, json: { id: 2 } });
	});

	it("changes only the fields sent, and leaves version and time alone when nothing changes", async () => {
		const { smh } = stand();
		const before = (await smh("POST", "/products", { ...PRODUCT, brand: "Sari" })).json;
		const after = await smh("PATCH", "/products/1", { name: "Kopi Bubuk" });
		expect(after).toMatchObject({ status: 200, json: { name: "Kopi Bubuk", brand: "Sari", version: 2 } });
		expect(after.json.updated_at).not.toBe(before.updated_at);
		expect((await smh("PATCH", "/products/1", { name: "Kopi Bubuk", units: PRODUCT.units })).json).toEqual(after.json);
		expect((await smh("PATCH", "/products/1", { code: "" })).status).toBe(422);
		expect((await smh("PATCH", "/products/9", { name: "x" })).status).toBe(404);
	});

	it("refuses to delete what transactions use, and never uses an id again", async () => {
		const { smh, type, control } = stand();
		await type("employee", { ...EMPLOYEE, in_use: true });
		expect(await smh("DELETE", "/employees/1")).toMatchObject({ status: 409, json: { error: { code: "in_use" } } });
		await control("PATCH", "/smh/employee/1", { in_use: false });
		expect((await smh("GET", "/employees/1")).json.version).toBe(1);
		expect((await smh("DELETE", "/employees/1")).status).toBe(204);
		expect((await smh("DELETE", "/employees/1")).status).toBe(404);
		expect((await smh("POST", "/employees", EMPLOYEE)).json.id).toBe(2);
	});
});

describe("lists", () => {
	it("are newest first, ascending by id when asked, in pages of at most 100", async () => {
		const { smh, sandbox } = stand();
		for (let n = 1; n <= 5; n++) await smh("POST", "/customers", { name: `T${n}` });
		const ids = async (query: string) => {
			const { data, ...rest } = (await smh("GET", `/customers?${query}`)).json;
			return { ids: (data as { id: number }[]).map(({ id }) => id), ...rest };
		};
		expect(await ids("page_size=2")).toEqual({ ids: [5, 4], page: 1, page_size: 2, total: 5 });
		expect(await ids("page_size=2&page=3")).toEqual({ ids: [1], page: 3, page_size: 2, total: 5 });
		expect(await ids("page_size=2&page=2&sort=id")).toEqual({ ids: [3, 4], page: 2, page_size: 2, total: 5 });
		expect(await ids("page=9")).toMatchObject({ ids: [], total: 5 });
		const [, second] = sandbox.world.state.smh.tables.customer.rows;
		expect(await ids(`updated_since=${second?.updated_at}&sort=id`)).toMatchObject({ ids: [2, 3, 4, 5], total: 4 });
		expect(await ids("code=CS-261100003")).toMatchObject({ ids: [3], total: 1 });
		expect(await ids("partner_id=77")).toMatchObject({ ids: [], total: 0 });
	});

	it.each(["page_size=101", "page=0", "sort=name", "updated_since=22/11/2026", "q=toko"])("refuse ?%s", async (query) => {
		const { smh } = stand();
		expect(await smh("GET", `/customers?${query}`)).toMatchObject({ status: 400, json: { error: { code: "bad_request" } } });
	});
});

describe("batches", () => {
	it("answer row by row, in order; good rows are stored although others fail", async () => {
		const { smh } = stand();
		const { status, json } = await smh("POST", "/employees/batch", {
			operations: [
				{ op: "create", record: EMPLOYEE },
				{ op: "create", record: EMPLOYEE },
				{ op: "update", id: 1, record: { name: "Agung P." } },
				{ op: "update", id: 8, record: { name: "x" } },
				{ op: "upsert", record: EMPLOYEE },
				{ op: "delete", id: 1 },
			],
		});
		expect(status).toBe(200);
		expect(json.results).toMatchObject([
			{ status: 201, record: { id: 1, version: 1 } },
			{ status: 409, error: { code: "duplicate_code", existing_id: 1 } },
			{ status: 200, record: { name: "Agung P.", version: 2 } },
			{ status: 404 },
			{ status: 422 },
			{ status: 204 },
		]);
	});

	it("refuse more than 100 operations and bodies over 1 MB", async () => {
		const { smh } = stand();
		const operations = Array.from({ length: 101 }, () => ({ op: "delete", id: 1 }));
		expect((await smh("POST", "/customers/batch", { operations })).status).toBe(413);
		expect((await smh("POST", "/customers", { name: "x".repeat(1_000_000) })).status).toBe(413);
	});
});

describe("the door", () => {
	it("needs the key, the right, a known path and readable JSON", async () => {
		const { call, smh, sandbox } = stand();
		expect(await call("GET", "/smh/v1/customers")).toMatchObject({ status: 401, json: { error: { code: "unauthorized" } } });
		sandbox.world.state.smh.forbidden = ["customer:write"];
		expect(await smh("POST", "/customers", { name: "T" })).toMatchObject({ status: 403, json: { error: { code: "forbidden" } } });
		expect((await smh("GET", "/customers")).status).toBe(200);
		expect(await smh("GET", "/orders")).toMatchObject({ status: 404, json: { error: { code: "not_found" } } });
		expect((await smh("GET", "/customers/abc")).status).toBe(404);
		expect(await smh("POST", "/employees", "{nope")).toMatchObject({ status: 400, json: { error: { code: "bad_request" } } });
	});

	it("lets 10 calls in per second and says when to come back", async () => {
		const { call, clock } = stand();
		const get = () => call("GET", "/smh/v1/customers", undefined, { authorization: "Bearer local-smh-key" });
		for (let n = 0; n < 10; n++) expect((await get()).status).toBe(200);
		const refused = await get();
		expect(refused).toMatchObject({ status: 429, json: { error: { code: "rate_limited" } } });
		expect(refused.headers.get("retry-after")).toBe("1");
		clock.now += 1000;
		expect((await get()).status).toBe(200);
	});
});
