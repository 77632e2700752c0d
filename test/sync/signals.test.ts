import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { database } from "../../src/store/database.ts";
import { startRun } from "../../src/sync/run/start.ts";
import { createStack, ended, PUBLIC_URL, type Stack, waitFor } from "../support/stack.ts";

type Native = Record<string, unknown> & { id: number };
interface Call {
	readonly system: string;
	readonly method: string;
	readonly path: string;
}
type Entity = "customer" | "product" | "employee";

const db = () => database(env.DB);
const calls = async (stack: Stack): Promise<readonly Call[]> => (await stack.control<{ calls: Call[] }>("/calls")).calls;
const isWrite = ({ method, path }: Call) => method !== "GET" && !path.endsWith("list.do");
const written = (list: readonly Call[], system: string) => list.filter((call) => call.system === system && isWrite(call));

/** The webhooks of both systems lead to the product. */
const registered = async (stack: Stack): Promise<void> =>
	stack.control("/registrations", "PUT", {
		smh: `${PUBLIC_URL}/webhooks/smh`,
		accurate: `${PUBLIC_URL}/webhooks/accurate/${env.ACCURATE_WEBHOOK_SECRET}`,
	});

/** Every delivery has arrived and everything that follows from them is done. */
async function atRest(stack: Stack): Promise<void> {
	await stack.sandbox.idle();
	await waitFor(async () => {
		const [row] = await db().all<{ n: number }>(
			sql`SELECT (SELECT count(*) FROM inbox WHERE done_at IS NULL AND source <> 'telegram') + (SELECT count(*) FROM run WHERE finished_at IS NULL) AS n`,
		);
		if (row?.n !== 0) throw new Error(`${row?.n} signals or runs are left`);
	});
	// The run's own writes have fired webhooks, too.
	await stack.sandbox.idle();
	const [left] = await db().all<{ n: number }>(
		sql`SELECT count(*) AS n FROM inbox WHERE done_at IS NULL AND source <> 'telegram'`,
	);
	if (left?.n !== 0) await atRest(stack);
}

const NEW: Readonly<Record<Entity, Native>> = {
	customer: { code: "C-NEW", name: "Toko Baru", group: "Umum" },
	product: { code: "P-NEW", name: "Barang Baru", category: "Umum", units: [{ name: "PCS", ratio: 1 }] },
	employee: { code: "E-NEW", name: "Agung Baru", position: "Sales" },
} as never;
const CODE: Readonly<Record<Entity, string>> = { customer: "customerNo", product: "no", employee: "number" };

describe("changes arrive by themselves", () => {
	let stack: Stack;
	const list = (side: "smh" | "accurate", entity: Entity) => stack.control<Native[]>(`/${side}/${entity}`);

	beforeEach(async () => {
		stack = await createStack({ scenario: "generated", customers: 12, products: 6, employees: 4, seed: 11 });
		await stack.sync();
		await registered(stack);
		await stack.control("/calls", "DELETE");
	});

	it.each(["customer", "product", "employee"] as const)(
		"from SMH: a new, an edited and a deleted %s show in Accurate, and the echoes write nothing",
		async (entity) => {
			const made = await stack.control<Native>(`/smh/${entity}`, "POST", NEW[entity]);
			await atRest(stack);
			const inAccurate = async () => (await list("accurate", entity)).find((one) => one[CODE[entity]] === NEW[entity].code);
			expect(await inAccurate()).toMatchObject({ name: NEW[entity].name });

			await stack.control(`/smh/${entity}/${made.id}`, "PATCH", { name: "Nama Baru" });
			await atRest(stack);
			expect(await inAccurate()).toMatchObject({ name: "Nama Baru" });

			await stack.control(`/smh/${entity}/${made.id}`, "DELETE");
			await atRest(stack);
			expect(await inAccurate()).toBeUndefined();

			// A create, an update, a delete; then its Partner ID and, for a customer, the term and price list that Accurate filled in.
			// Whatever the webhooks of these writes said was no news.
			expect(written(await calls(stack), "accurate")).toHaveLength(3);
			expect(written(await calls(stack), "smh")).toHaveLength(entity === "customer" ? 2 : 1);
		},
	);

	it.each(["customer", "product"] as const)("from Accurate: an edited and a deleted %s show in SMH", async (entity) => {
		const [record] = await list("accurate", entity);
		const partner = async () => (await list("smh", entity)).find((one) => one.partner_id === String(record?.id));
		await stack.control(`/accurate/${entity}/${record?.id}`, "PATCH", { name: "Nama dari Accurate" });
		await atRest(stack);
		expect(await partner()).toMatchObject({ name: "Nama dari Accurate" });
		await stack.control(`/accurate/${entity}/${record?.id}`, "DELETE");
		await atRest(stack);
		expect(await partner()).toBeUndefined();
		expect(written(await calls(stack), "accurate")).toEqual([]);
	});

	it("carries an unfinished trail: the new salesman first, then the customer that names him", async () => {
		const customer = { code: "C-S", name: "Toko Sales", salesman_code: "E-S" };
		await stack.control("/smh/employee", "POST", { code: "E-S", name: "Salesman Baru", position: "Sales", is_salesman: true });
		await stack.control("/smh/customer", "POST", customer);
		await atRest(stack);
		const [made] = (await list("accurate", "customer")).filter(({ customerNo }) => customerNo === "C-S");
		expect(made).toMatchObject({ name: "Toko Sales" });
		expect(JSON.stringify(made)).toContain("E-S");
	});

	it("carries an edit over that was made between our create and the answer that brought its version", async () => {
		await stack.control("/latency", "POST", { accurate: 0, smh: 700 });
		const made = await stack.control<Native>("/smh/employee", "POST", NEW.employee);
		const created = async () => (await list("accurate", "employee")).find(({ number }) => number === NEW.employee.code);
		await waitFor(async () => {
			if (!(await created())) throw new Error("not there yet");
		});
		// Now its Partner ID is being written into SMH, which answers with the edit and a newer version than the edit's.
		await stack.control(`/smh/employee/${made.id}`, "PATCH", { name: "Diubah Sebentar" });
		await stack.control("/latency", "POST", { accurate: 0, smh: 0 });
		await atRest(stack);
		expect(await created()).toMatchObject({ name: "Diubah Sebentar" });
	});

	it("leaves no trace of a run that only read echoes, and shows the others as automatic changes", async () => {
		const [customer] = await list("smh", "customer");
		await stack.control(`/smh/customer/${customer?.id}`, "PATCH", { name: "Nama Baru" });
		await atRest(stack);
		const runs = await db().all<{ mode: string; trigger: string }>(sql`SELECT mode, trigger FROM run WHERE mode = 'signals'`);
		expect(runs).toEqual([{ mode: "signals", trigger: "webhook" }]);
		const information = await stack.api<{ lastRun: { mode: string } }>("/sync-information");
		expect(information.lastRun.mode).toBe("auto");
	});

	it("lets a run that an admin asks for begin while signals are carried out, and tells it at once", async () => {
		const [customer] = await list("smh", "customer");
		await stack.control("/latency", "POST", { accurate: 300, smh: 300 });
		await stack.control(`/smh/customer/${customer?.id}`, "PATCH", { name: "Nama Baru" });
		await waitFor(async () => {
			const [row] = await db().all<{ n: number }>(
				sql`SELECT count(*) AS n FROM run WHERE mode = 'signals' AND finished_at IS NULL`,
			);
			if (row?.n !== 1) throw new Error("not begun");
		});
		const ctx = await stack.context();
		const request = { mode: "auto", trigger: "telegram", actor: { kind: "api", key: "test" } } as const;
		const first = await startRun(ctx, request);
		expect(first).toMatchObject({ joined: false, run: { state: "queued", fence: 0 } });
		const second = await startRun(ctx, request);
		expect(second).toMatchObject({ joined: true, run: { id: first.run.id } });
		expect(await ended(ctx, first.run.id)).toMatchObject({ state: "done", error: null });
		await atRest(stack);
		const partner = (await list("accurate", "customer")).find(({ id }) => String(id) === customer?.partner_id);
		expect(partner).toMatchObject({ name: "Nama Baru" });
		expect(written(await calls(stack), "accurate")).toHaveLength(1);
	});

	it("does not carry out many deletes unasked: the rest goes on, and the next run asks", { timeout: 120_000 }, async () => {
		for (let n = 1; n <= 30; n++) await stack.control("/smh/customer", "POST", { code: `M-${n}`, name: `Massal ${n}` });
		await atRest(stack);
		const before = (await list("accurate", "customer")).length;
		for (const one of await list("smh", "customer"))
			if (String(one.code).startsWith("M-")) await stack.control(`/smh/customer/${one.id}`, "DELETE");
		const [product] = await list("smh", "product");
		await stack.control(`/smh/product/${product?.id}`, "PATCH", { name: "Tetap Jalan" });
		await atRest(stack);
		expect(before - (await list("accurate", "customer")).length).toBeLessThanOrEqual(20);
		expect((await list("accurate", "product")).map(({ name }) => name)).toContain("Tetap Jalan");
		const ctx = await stack.context();
		const { run } = await startRun(ctx, { mode: "auto", trigger: "telegram", actor: { kind: "api", key: "test" } });
		await waitFor(async () => {
			const [row] = await db().all<{ state: string }>(sql`SELECT state FROM run WHERE id = ${run.id}`);
			if (row?.state !== "needs_confirmation") throw new Error(`it is ${row?.state}`);
		});
	});
});

describe("signals and the first run", () => {
	it("wait until both sides were listed once: what is not known must not be created a second time", async () => {
		const stack = await createStack({ scenario: "empty" });
		await registered(stack);
		await stack.control("/accurate/customer", "POST", { customerNo: "C-1", name: "Sama" });
		await stack.control("/smh/customer", "POST", { code: "C-1", name: "Sama" });
		await stack.sandbox.idle();
		expect(await db().all(sql`SELECT record_id FROM inbox WHERE done_at IS NULL AND source <> 'telegram'`)).toHaveLength(2);
		expect(await db().all(sql`SELECT id FROM run`)).toEqual([]);
		const { counts } = await stack.sync();
		expect(counts).toMatchObject({ linked: 1, created: { smh: 0, accurate: 0 } });
		await atRest(stack);
	});
});

describe("a storm of edits", () => {
	const AMOUNT = 100;
	const EDITS = 1_000;
	let stack: Stack;

	beforeEach(async () => {
		stack = await createStack({ scenario: "generated", customers: AMOUNT, products: 2, employees: 2, seed: 12 });
		await stack.sync();
		await registered(stack);
		await stack.control("/calls", "DELETE");
	});

	it("of 1,000 edits of 100 customers costs few reads and writes, and Accurate ends as SMH is", {
		timeout: 120_000,
	}, async () => {
		const customers = await stack.control<Native[]>("/smh/customer");
		for (let n = 0; n < EDITS; n++) {
			const { id } = customers[n % AMOUNT] ?? { id: 0 };
			await stack.control(`/smh/customer/${id}`, "PATCH", { name: `Nama ke-${n}`, notes: `catatan ${n}` });
		}
		await atRest(stack);

		const accurate = new Map((await stack.control<Native[]>("/accurate/customer")).map((one) => [String(one.id), one]));
		for (const one of await stack.control<Native[]>("/smh/customer")) {
			expect(accurate.get(String(one.partner_id))).toMatchObject({ name: one.name, notes: one.notes });
		}
		const made = await calls(stack);
		const [row] = await db().all<{ n: number }>(sql`SELECT count(*) AS n FROM run WHERE mode = 'signals'`);
		const reads = made.filter((call) => call.system === "smh" && !isWrite(call));
		expect(reads.length).toBeLessThanOrEqual(100 * (row?.n ?? 0));
		expect(written(made, "accurate").length).toBeLessThanOrEqual(EDITS / 50);
		expect(written(made, "smh")).toEqual([]);
		// No value goes out twice: each write of a record differs from the one before.
		const changes = await db().all<{ id: string; after: string }>(
			sql`SELECT smh_id AS id, after FROM change WHERE operation = 'update' AND state = 'applied' ORDER BY seq`,
		);
		expect(new Set(changes.map(({ id, after }) => `${id} ${after}`)).size).toBe(changes.length);
	});

	it("arriving twice, out of order, and one in ten not at all: the next quick run brings both sides into step", {
		timeout: 120_000,
	}, async () => {
		const customers = await stack.control<Native[]>("/smh/customer");
		await stack.control("/faults", "POST", {
			plan: [
				{ system: "smh", kind: "webhook-lost", nth: Array.from({ length: 30 }, (_, index) => 10 * (index + 1)) },
				{ system: "smh", kind: "webhook-reordered", nth: Array.from({ length: 60 }, (_, index) => 5 * index + 3) },
				{ system: "smh", kind: "webhook-twice" },
			],
		});
		for (let n = 0; n < 300; n++) {
			const { id } = customers[(n * 7) % AMOUNT] ?? { id: 0 };
			await stack.control(`/smh/customer/${id}`, "PATCH", { notes: `catatan ${n}` });
		}
		await stack.control(`/smh/customer/${customers[0]?.id}`, "DELETE");
		await atRest(stack);
		await stack.sync();
		const accurate = await stack.control<Native[]>("/accurate/customer");
		const smh = await stack.control<Native[]>("/smh/customer");
		expect(accurate).toHaveLength(smh.length);
		const notes = new Map(accurate.map((one) => [String(one.id), one.notes]));
		expect(smh.filter((one) => notes.get(String(one.partner_id)) !== one.notes)).toEqual([]);
	});
});

describe("the loop guard", () => {
	it("holds a record back that changes again and again within the hour, with an open problem, and loses nothing", async () => {
		const stack = await createStack({ scenario: "empty" });
		await stack.control("/accurate/customer", "POST", { customerNo: "C-1", name: "Toko" });
		await stack.control("/accurate/customer", "POST", { customerNo: "C-2", name: "Warung" });
		await stack.sync();
		const [one, other] = await stack.control<Native[]>("/smh/customer");
		const rename = (record: Native | undefined, name: string) => stack.control(`/smh/customer/${record?.id}`, "PATCH", { name });
		await rename(one, "Toko 0");
		await stack.sync();
		// Nineteen more of the same kind, as a loop leaves them.
		await db().run(sql`INSERT INTO change (seq, run_id, connection_id, entity, side, operation, smh_id, accurate_id, label, state, at)
			SELECT 1000 + n.value, run_id, connection_id, entity, side, operation, smh_id, accurate_id, label, state, at
			FROM change, json_each(${JSON.stringify(Array.from({ length: 19 }, (_, index) => index))}) AS n WHERE operation = 'update'`);
		await rename(one, "Toko 20");
		await rename(other, "Warung Baru");
		const { counts } = await stack.sync();
		expect(counts.updated).toEqual({ smh: 0, accurate: 1 });
		const { data } = await stack.api<{ data: { reason: string; id: string }[] }>("/problems");
		expect(data).toMatchObject([{ reason: "WAITING", id: String(one?.id) }]);

		await db().run(sql`UPDATE change SET at = at - 3600001`);
		await db().run(sql`UPDATE record SET plan_after = plan_after - 3600001`);
		expect((await stack.sync()).counts).toMatchObject({ updated: { smh: 0, accurate: 1 }, problems: 0 });
		const names = (await stack.control<Native[]>("/accurate/customer")).map(({ name }) => name);
		expect(names).toContain("Toko 20");
	});
});
