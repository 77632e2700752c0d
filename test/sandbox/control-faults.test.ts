import { describe, expect, it } from "vitest";
import { stand } from "./smh-world.ts";

const EMPLOYEE = { code: "E-1", name: "Agung", position: "Sales" };

function broken(rule: Record<string, unknown>) {
	const world = stand();
	const plan = (plan: readonly object[]) => world.control("POST", "/faults", { plan });
	const stored = () => world.sandbox.world.state.smh.tables.employee.rows.length;
	return { ...world, plan, stored, begin: () => plan([{ system: "smh", ...rule }]) };
}

describe("faults", () => {
	it("refuse-before breaks the connection and stores nothing, as often as asked", async () => {
		const { begin, smh, stored } = broken({ kind: "refuse-before", method: "post", path: "/employees", times: 2 });
		await begin();
		await expect(smh("POST", "/employees", EMPLOYEE)).rejects.toThrow(TypeError);
		expect((await smh("GET", "/employees")).status).toBe(200);
		await expect(smh("POST", "/employees", EMPLOYEE)).rejects.toThrow(TypeError);
		expect(stored()).toBe(0);
		expect((await smh("POST", "/employees", EMPLOYEE)).status).toBe(201);
	});

	it("lost-answer stores and then breaks the connection", async () => {
		const { begin, smh, stored, control } = broken({ kind: "lost-answer", nth: [2] });
		await begin();
		expect((await smh("GET", "/employees")).status).toBe(200);
		await expect(smh("POST", "/employees", EMPLOYEE)).rejects.toThrow(TypeError);
		expect(stored()).toBe(1);
		expect((await control("GET", "/calls")).json.calls).toMatchObject([{ status: 200 }, { status: 0 }]);
	});

	it.each([
		["status-429", undefined, 429, null],
		["status-429", 1500, 429, "2"],
		["status-500", undefined, 500, null],
		["status-503", undefined, 503, null],
	])("%s (ms %s) answers %i in the system's shape", async (kind, ms, status, retryAfter) => {
		const { begin, smh, stored } = broken({ kind, ...(ms === undefined ? {} : { ms }) });
		await begin();
		const answer = await smh("POST", "/employees", EMPLOYEE);
		expect(answer.status).toBe(status);
		expect(answer.json).toHaveProperty("error.code");
		expect(answer.headers.get("retry-after")).toBe(retryAfter);
		expect(stored()).toBe(0);
	});

	it("html-error and bad-json answer what is no JSON", async () => {
		const { plan, smh } = broken({});
		await plan([
			{ system: "smh", kind: "html-error", nth: 1 },
			{ system: "smh", kind: "bad-json", nth: 2 },
		]);
		await expect(smh("GET", "/employees")).rejects.toThrow(SyntaxError);
		await expect(smh("GET", "/employees")).rejects.toThrow(SyntaxError);
		expect((await smh("GET", "/employees")).status).toBe(200);
	});

	it("hang ends without an answer, slow with one", async () => {
		const { plan, smh } = broken({});
		await plan([
			{ system: "smh", kind: "hang", nth: 1, ms: 5 },
			{ system: "smh", kind: "slow", nth: 2, ms: 5 },
		]);
		await expect(smh("GET", "/employees")).rejects.toThrow(TypeError);
		expect((await smh("GET", "/employees")).status).toBe(200);
	});

	it("rows-rejected lets SMH refuse every second row of a batch", async () => {
		const { begin, smh } = broken({ kind: "rows-rejected", path: "/batch" });
		await begin();
		const operations = [1, 2, 3].map((n) => ({ op: "create", record: { ...EMPLOYEE, code: `E-${n}` } }));
		const { json } = await smh("POST", "/employees/batch", { operations });
		expect(json.results).toMatchObject([{ status: 422 }, { status: 201 }, { status: 422 }]);
	});

	it("answer answers what is asked for to the calls with these parameters, and carries nothing out", async () => {
		const { plan, smh, stored } = broken({});
		await plan([{ system: "smh", kind: "answer", query: { code: 1 }, status: 404, body: { error: { code: "gone" } } }]);
		expect(await smh("GET", "/employees?code=1")).toMatchObject({ status: 404, json: { error: { code: "gone" } } });
		expect((await smh("GET", "/employees?code=2")).status).toBe(200);
		await plan([{ system: "smh", kind: "answer", method: "POST", body: { id: 9 } }]);
		expect(await smh("POST", "/employees", EMPLOYEE)).toMatchObject({ status: 200, json: { id: 9 } });
		expect(stored()).toBe(0);
	});

	it("answer with stored comes after the call was carried out", async () => {
		const { plan, smh, stored } = broken({});
		await plan([{ system: "smh", kind: "answer", method: "POST", status: 500, body: {}, stored: true }]);
		expect((await smh("POST", "/employees", EMPLOYEE)).status).toBe(500);
		expect(stored()).toBe(1);
	});

	it("what is answered belongs to the kind answer alone", async () => {
		const { plan } = broken({});
		const refused = await plan([{ system: "smh", kind: "hang", body: {} }]);
		expect(refused.status).toBe(400);
		expect(JSON.stringify(refused.json)).toContain("only the kind answer");
	});

	it("shifted-page hides a row from a listing whose total looks right", async () => {
		const { plan, smh, type } = broken({});
		for (const n of [1, 2, 3]) await type("employee", { ...EMPLOYEE, code: `E-${n}` });
		await plan([{ system: "smh", kind: "shifted-page", method: "GET", times: 1 }]);
		expect((await smh("GET", "/employees?sort=id")).json).toMatchObject({ data: [{ id: 1 }, { id: 2 }], total: 2 });
		expect((await smh("GET", "/employees?sort=id")).json).toMatchObject({ total: 3 });
	});

	it("moved-308 sends the client to the third origin, and nothing is answered at the second", async () => {
		const { plan, sandbox } = broken({});
		await plan([{ system: "accurate", kind: "moved-308", times: 1 }]);
		const path = "/accurate/host/1001/accurate/api/customer/list.do?fields=id";
		const answer = await sandbox.fetch(new Request(`http://data.test${path}`));
		expect(answer.status).toBe(308);
		expect(answer.headers.get("location")).toBe(`http://moved.test${path}`);
	});

	it("break connections to Accurate's data host as well", async () => {
		const { plan, sandbox } = broken({});
		await plan([{ system: "accurate", kind: "refuse-before", path: "/customer/list.do" }]);
		const url = "http://data.test/accurate/host/1001/accurate/api/customer/list.do";
		await expect(sandbox.fetch(new Request(url))).rejects.toThrow(TypeError);
	});

	it("end with DELETE and with a reset", async () => {
		const { begin, smh, control } = broken({ kind: "status-500" });
		await begin();
		await control("DELETE", "/faults");
		expect((await smh("GET", "/employees")).status).toBe(200);
		await begin();
		await control("POST", "/reset", { scenario: "empty" });
		expect((await smh("GET", "/employees")).status).toBe(200);
	});
});
