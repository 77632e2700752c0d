import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { ENTITIES, SIDES } from "../../src/domain/model.ts";
import { commit } from "../../src/store/database.ts";
import { upsertRecords } from "../../src/store/records.ts";
import { raiseWatermarks } from "../../src/store/watermarks.ts";
import { createStack, type Stack } from "../support/stack.ts";

type Native = Record<string, unknown> & { id: number };
interface Call {
	readonly system: string;
	readonly method: string;
	readonly path: string;
}

const MODULE = { customer: "customer", product: "item", employee: "employee" } as const;
const SAMPLE = {
	...{ version: "1", partnerId: null, projection: { name: "Contoh" }, complete: true },
	facts: { branch: null, type: null, sample: true, unapproved: false },
};

/** What may go to the outside world in a quiet quick run, over all systems. */
const CALLS = 12;

const calls = async (stack: Stack): Promise<readonly Call[]> => (await stack.control<{ calls: Call[] }>("/calls")).calls;
const writes = (list: readonly Call[]) => list.filter(({ method, path }) => method !== "GET" && !path.endsWith("list.do"));

/** From now on any write of a record, link or problem row fails. */
const freezeRows = () =>
	env.DB.batch(
		["record", "link", "problem"].flatMap((table) =>
			["INSERT", "UPDATE", "DELETE"].map((event) =>
				env.DB.prepare(
					`CREATE TRIGGER no_${event}_${table} AFTER ${event} ON ${table} BEGIN SELECT RAISE(ABORT, '${event} on ${table}'); END`,
				),
			),
		),
	);

describe("law 7: a quick run with nothing to do costs next to nothing", () => {
	it("makes at most 12 outside calls for 1,000 records, right after the first sync, and writes no row", async () => {
		const stack = await createStack({ scenario: "generated", customers: 700, products: 270, employees: 30, seed: 5 });
		for (let n = 1; n <= 3; n++)
			await stack.control("/smh/employee", "POST", { code: `E-${n}`, name: `Baru ${n}`, position: "Sales" });
		await stack.sync();
		await freezeRows();
		await stack.control("/calls", "DELETE");
		const { run, counts } = await stack.sync();
		expect(run).toMatchObject({ state: "done", error: null });
		expect(counts).toMatchObject({ created: { smh: 0, accurate: 0 }, updated: { smh: 0, accurate: 0 } });
		const made = await calls(stack);
		expect(made.length).toBeLessThanOrEqual(CALLS);
		expect(writes(made)).toEqual([]);
	});

	it("makes as few for 100,000 records", { timeout: 120_000 }, async () => {
		const stack = await createStack({ scenario: "generated", customers: 90_000, products: 9_000, employees: 1_000, seed: 6 });
		const ctx = await stack.context();
		// The mirror as a first run leaves it; of sample records, so that SMH need not be filled as well.
		for (const entity of ENTITIES) {
			const ids = stack.sandbox.world.state.accurate.records[MODULE[entity]].map(({ id }) => String(id));
			for (let from = 0; from < ids.length; from += 5_000) {
				const scope = { connection: "default", side: "accurate", entity } as const;
				const records = ids
					.slice(from, from + 5_000)
					.map((id) => ({ scope, record: { ...SAMPLE, id }, dummy: true, held: null }));
				await commit(ctx.db, [upsertRecords(records, true)]);
			}
		}
		const since = Date.now() + 1_000; // The records are as old as this test, and nobody has changed them.
		await commit(ctx.db, [
			raiseWatermarks(
				"default",
				ENTITIES.flatMap((entity) => SIDES.map((side) => ({ side, entity, since }))),
				since,
			),
		]);
		await freezeRows();
		await ctx.ports.accurate.count("customer"); // The login is done.
		await stack.control("/calls", "DELETE");
		const { run } = await stack.sync();
		expect(run).toMatchObject({ state: "done", error: null });
		const made = await calls(stack);
		expect(made.length).toBeLessThanOrEqual(CALLS);
		expect(writes(made)).toEqual([]);
	});
});

describe("a quick run sees what happened since the last look", () => {
	let stack: Stack;
	beforeEach(async () => {
		stack = await createStack({ scenario: "generated", customers: 150, products: 20, employees: 6, seed: 4 });
		await stack.sync();
		await stack.control("/calls", "DELETE");
	});

	it("carries edits and new records of both sides over without listing everything", async () => {
		const [customer] = await stack.control<Native[]>("/smh/customer");
		const [item] = await stack.control<Native[]>("/accurate/product");
		await stack.control(`/smh/customer/${customer?.id}`, "PATCH", { name: "Toko Baru Nama" });
		await stack.control(`/accurate/product/${item?.id}`, "PATCH", { name: "Barang Baru Nama" });
		await stack.control("/smh/employee", "POST", { code: "E-77", name: "Agung", position: "Sales" });
		const { counts } = await stack.sync();
		expect(counts).toMatchObject({ created: { smh: 0, accurate: 1 }, updated: { smh: 1, accurate: 1 } });
		const listed = (await calls(stack)).filter(({ path }) => path.endsWith("/customer/list.do") || path.endsWith("/customers"));
		// Changes and count on each side; the customers of this company fill two pages.
		expect(listed).toHaveLength(4);
	});

	it("lists an entity in full where its sums do not add up, and only that one: so a delete is found", async () => {
		const [customer] = await stack.control<Native[]>("/smh/customer");
		await stack.control(`/smh/customer/${customer?.id}`, "DELETE");
		const { counts } = await stack.sync();
		expect(counts.deleted).toEqual({ smh: 0, accurate: 1 });
		const smhLists = (await calls(stack)).filter(({ system, method }) => system === "smh" && method === "GET");
		// Changes and count of three entities, the two pages of all customers, and the record itself.
		expect(smhLists.length).toBe(6 + 2 + 1);
	});

	it("finds one that was deleted while another one was made", async () => {
		const [customer] = await stack.control<Native[]>("/accurate/customer");
		await stack.control(`/accurate/customer/${customer?.id}`, "DELETE");
		await stack.control("/accurate/customer", "POST", { customerNo: "C-NEW", name: "Toko Pengganti" });
		const { counts } = await stack.sync();
		expect(counts).toMatchObject({ created: { smh: 1, accurate: 0 }, deleted: { smh: 1, accurate: 0 } });
	});

	it("lists everything after the settings have changed, and every night", async () => {
		await stack.control("/calls", "DELETE");
		await stack.sync("full");
		const full = (await calls(stack)).length;
		await stack.control("/calls", "DELETE");
		await stack.api("/settings", "PUT", await stack.api("/settings"));
		await stack.sync();
		expect((await calls(stack)).length).toBeGreaterThanOrEqual(full);
	});

	it("does not miss an edit made while a long run was writing", async () => {
		await stack.control("/accurate/customer", "POST", { customerNo: "C-LATE", name: "Toko Lama" });
		const [first] = await stack.control<Native[]>("/smh/customer");
		const running = stack.sync("full");
		await stack.control(`/smh/customer/${first?.id}`, "PATCH", { notes: "diubah saat sinkron berjalan" });
		await running;
		await stack.sync();
		const partner = (await stack.control<Native[]>("/accurate/customer")).find(({ id }) => String(id) === first?.partner_id);
		expect(partner).toMatchObject({ notes: "diubah saat sinkron berjalan" });
	});
});
