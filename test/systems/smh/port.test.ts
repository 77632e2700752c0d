import { describe, expect, test } from "vitest";
import { createSmh } from "../../../src/systems/smh/smh.ts";
import { inTurn, json, NOON, openGate, outboundOf, type Reply, scripted } from "../support.ts";

function setUp(...replies: readonly Reply[]) {
	const { fetch, seen } = scripted(inTurn(...replies));
	const gate = openGate();
	const options = { outbound: outboundOf(fetch), gate, baseUrl: "https://smh.test/v1", apiKey: "key", now: () => NOON };
	return { port: createSmh(options), seen, gate };
}

const RECORD = {
	id: 17,
	code: "CS-1",
	name: "Toko Maju",
	status: "active",
	group: "Grosir",
	channel: "GT",
	salesman_code: null,
	credit_limit: 2500000,
	npwp: null,
	email: "A@B.id",
	partner_id: "51",
	demo: false,
	version: 4,
};
const customer = (over: object = {}) => ({ ...RECORD, ...over });
const says =
	(body: unknown, status = 200, headers = {}) =>
	() =>
		json(body, status, headers);
const refusal = (status: number, error: object) => ({ status, error: { message: "no", ...error } });
const batch = (...results: readonly object[]) => says({ results });

describe("reading", () => {
	test("asks for pages by ascending id with the bearer key, and since when in ISO", async () => {
		const { port, seen } = setUp(says({ data: [customer()], page: 2, page_size: 100, total: 131 }));
		await expect(port.list("customer", { page: 2, size: 100, changedSince: NOON })).resolves.toMatchObject({
			total: 131,
			size: 100,
		});
		expect(seen[0]?.headers.get("authorization")).toBe("Bearer key");
		expect(Object.fromEntries(seen[0]?.url.searchParams ?? [])).toEqual({
			page: "2",
			page_size: "100",
			sort: "id",
			updated_since: "2026-11-22T05:00:00.000Z",
		});
	});

	test("a record becomes the shared fields; what SMH has of its own stays there", async () => {
		const { port } = setUp(says(customer({ demo: true })));
		await expect(port.get("customer", "17")).resolves.toEqual({
			id: "17",
			version: "4",
			partnerId: "51",
			complete: true,
			facts: { branch: null, type: null, sample: true, unapproved: false },
			projection: {
				code: "CS-1",
				name: "Toko Maju",
				active: true,
				group: "Grosir",
				salesman: null,
				creditLimit: "2500000",
				npwp: null,
				email: "a@b.id",
			},
		});
	});

	test("a blacklisted customer counts as active", async () => {
		const { port } = setUp(says(customer({ status: "blacklisted" })), says(customer({ status: "inactive" })));
		await expect(port.get("customer", "17")).resolves.toMatchObject({ projection: { active: true } });
		await expect(port.get("customer", "17")).resolves.toMatchObject({ projection: { active: false } });
	});

	test("answers that are not the contract's are not believed", async () => {
		const { port } = setUp(says({ data: "x" }), () => new Response("<html>", { status: 200 }), says({ id: 17 }));
		await expect(port.list("customer", { page: 1, size: 100 })).rejects.toMatchObject({ kind: "bad_answer" });
		await expect(port.get("customer", "17")).rejects.toMatchObject({ kind: "bad_answer" });
		await expect(port.get("customer", "17")).rejects.toMatchObject({ kind: "bad_answer" });
	});
});

describe("writing", () => {
	test("decimals go out as numbers, empty fields not at all, the Partner ID with the record", async () => {
		const { port, seen } = setUp(batch({ status: 201, record: customer() }));
		const projection = { name: "A", active: true, creditLimit: "2500000.5", city: null, term: "net 30" };
		await port.create("customer", [{ projection, partnerId: "51" }]);
		expect(JSON.parse(seen[0]?.body ?? "")).toEqual({
			operations: [
				{
					op: "create",
					record: { name: "A", status: "active", credit_limit: 2500000.5, payment_term: "net 30", partner_id: "51" },
				},
			],
		});
	});

	test("an update sends what changed, null for what is empty now", async () => {
		const { port, seen } = setUp(batch({ status: 200, record: customer() }));
		await port.update("customer", [{ id: "17", changes: { active: false, city: null }, known: {} }]);
		expect(JSON.parse(seen[0]?.body ?? "")).toEqual({
			operations: [{ op: "update", id: 17, record: { status: "inactive", city: null } }],
		});
	});

	test("each refusal says what it is about", async () => {
		const { port } = setUp(
			batch(
				refusal(409, { code: "duplicate_partner_id", existing_id: 5 }),
				refusal(409, { code: "duplicate_code", existing_id: 6 }),
				refusal(422, { code: "validation_failed", fields: { payment_term: "too long" } }),
				refusal(422, { code: "validation_failed", fields: { salesman_code: "unknown" } }),
				refusal(404, { code: "not_found" }),
				refusal(418, { code: "teapot" }),
			),
		);
		const rows = Array.from({ length: 6 }, () => ({ id: "1", changes: { name: "A" }, known: {} }));
		const results = await port.update("customer", rows);
		expect(results.map((result) => (result.ok ? null : [result.error.kind, result.error.detail]))).toEqual([
			["duplicate", { existingId: "5" }],
			["duplicate", { existingId: "6", field: "code" }],
			["invalid", { field: "term" }],
			["missing_reference", { field: "salesman" }],
			["not_found", {}],
			["not_understood", {}],
		]);
	});

	test("a record that is gone has been removed, one in use has not", async () => {
		const { port } = setUp(batch({ status: 204 }, refusal(404, { code: "not_found" }), refusal(409, { code: "in_use" })));
		await expect(port.remove("customer", ["1", "2", "3"])).resolves.toMatchObject([null, null, { kind: "in_use" }]);
	});

	test("another number of results than operations leaves everything open", async () => {
		const { port } = setUp(batch());
		await expect(port.remove("customer", ["1"])).rejects.toMatchObject({ kind: "unknown_outcome" });
	});
});

describe("trouble", () => {
	const rows = [{ projection: { name: "A" }, partnerId: "1" }];

	test("a 429 is waited for by everybody and tried again", async () => {
		const { port, gate } = setUp(says({}, 429, { "retry-after": "2" }), batch({ status: 201, record: customer() }));
		await expect(port.create("customer", rows)).resolves.toMatchObject([{ ok: true }]);
		expect(gate.slowDowns).toEqual([2000]);
		expect(gate.open).toBe(0);
	});

	test("it gives up after a few tries, and does not sit through a long wait", async () => {
		const short = setUp(...Array.from({ length: 5 }, () => says({}, 429)));
		await expect(short.port.create("customer", rows)).rejects.toMatchObject({ kind: "rate_limited" });
		const long = setUp(says({}, 429, { "retry-after": "600" }));
		await expect(long.port.get("customer", "1")).rejects.toMatchObject({
			kind: "rate_limited",
			detail: { retryAfterMs: 600_000 },
		});
	});

	test.each([
		["500", () => new Response("oops", { status: 500 }), "unknown_outcome"],
		["no JSON", () => new Response("<html>"), "unknown_outcome"],
		["401", says({ error: { code: "unauthorized", message: "wrong key" } }, 401), "unauthorized"],
		["403", says({ error: { code: "forbidden", message: "may not write" } }, 403), "no_right"],
	])("a write answered by %s", async (_, reply, kind) => {
		const { port, seen } = setUp(reply);
		await expect(port.create("customer", rows)).rejects.toMatchObject({ kind });
		expect(seen).toHaveLength(1);
	});

	test("a read is asked once more after a 5xx or a lost answer", async () => {
		const { port } = setUp(() => new Response("", { status: 502 }), says(customer()));
		await expect(port.get("customer", "17")).resolves.toMatchObject({ id: "17" });
		const lost = setUp(() => Promise.reject(new TypeError("reset")), says(customer()));
		await expect(lost.port.get("customer", "17")).resolves.toMatchObject({ id: "17" });
	});
});

describe("what SMH cannot hold is said beforehand", () => {
	const { port } = setUp();
	const employee = { code: "E-1", name: "Agung", position: "Sales" };

	test.each([
		[{ position: null }, "MISSING_FIELD", "position"],
		[{ code: null }, "MISSING_CODE", "code"],
		[{ code: "X".repeat(31) }, "INVALID_FIELD", "code"],
		[{ name: "N".repeat(201) }, "INVALID_FIELD", "name"],
		[{ email: "bukan e-mail" }, "INVALID_FIELD", "email"],
	])("%j", (over, reason, field) => {
		expect(port.refusal("employee", { ...employee, ...over })).toMatchObject({ reason, field });
	});

	test("an employee whose position is not known is not sound either", () => {
		expect(port.refusal("employee", { code: "E-1", name: "Agung" })).toMatchObject({
			reason: "MISSING_FIELD",
			field: "position",
		});
		expect(port.refusal("employee", employee)).toBeNull();
	});
});
