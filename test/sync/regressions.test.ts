import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { listConflicts } from "../../src/store/conflicts.ts";
import { database } from "../../src/store/database.ts";
import { syncInformation } from "../../src/store/information.ts";
import { listProblems } from "../../src/store/problem-pages.ts";
import { drive } from "../../src/sync/run/drive.ts";
import { cancelRun, startRun } from "../../src/sync/run/start.ts";
import { chooseValue } from "../../src/sync/verbs/choose-value.ts";
import { judgePair } from "../../src/sync/verbs/judge-pair.ts";
import { changeSettings } from "../../src/sync/verbs/settings.ts";
import { settleDeletion } from "../../src/sync/verbs/settle-deletion.ts";
import { createStack, ended, PUBLIC_URL, type Stack, waitFor } from "../support/stack.ts";

type Native = Record<string, unknown> & { id: number };
const actor = { kind: "api", key: "test" } as const;

let stack: Stack;
const records = (side: string, entity = "customer") => stack.control<Native[]>(`/${side}/${entity}`);
const smh = async (code: string) => (await records("smh")).find((record) => record.code === code);
const accurate = async (code: string) => (await records("accurate")).find((record) => record.customerNo === code);
const type = (side: string, entity: string, native: object) => stack.control<Native>(`/${side}/${entity}`, "POST", native);
const edit = (side: string, record: Native | undefined, native: object) =>
	stack.control(`/${side}/customer/${record?.id}`, "PATCH", native);
const settings = async (change: object) => {
	const ctx = await stack.context();
	await changeSettings(ctx, { ...ctx.settings, ...change }, actor);
};
const reasons = async () =>
	(await listProblems((await stack.context()).db, { connection: "default", limit: 50 })).map(({ reason }) => reason);

/** Somebody does something just before the first call that matches goes out. */
function justBefore(matches: (request: Request, body: string) => boolean, act: () => Promise<unknown>): void {
	const outside = globalThis.fetch;
	let done = false;
	vi.stubGlobal("fetch", async (input: RequestInfo, init?: RequestInit) => {
		const request = new Request(input, init);
		const body = request.method === "GET" ? "" : await request.clone().text();
		if (!done && matches(request, body)) {
			done = true;
			await act();
		}
		return await outside(request);
	});
}

beforeEach(async () => {
	stack = await createStack({ scenario: "empty" });
});

describe("an edit made while a run is at work is not lost", () => {
	it("in a field the run does not write", async () => {
		await type("accurate", "customer", { customerNo: "C-1", name: "Toko", notes: "lama" });
		await stack.sync();
		const customer = await smh("C-1");
		await edit("accurate", await accurate("C-1"), { billCity: "Malang" });
		justBefore(
			(request) => request.method === "POST" && request.url.includes("/customers/batch"),
			() => edit("smh", customer, { notes: "diedit" }),
		);
		await stack.sync();
		await stack.sync();
		expect(await accurate("C-1")).toMatchObject({ notes: "diedit", billCity: "Malang" });
	});

	it("between the creation of its partner and the Partner ID", async () => {
		const customer = await type("smh", "customer", { code: "S-1", name: "Toko", notes: "lama", group: "Umum" });
		justBefore(
			(request, body) => request.url.includes("/customers/batch") && body.includes("partner_id"),
			() => edit("smh", customer, { notes: "diedit" }),
		);
		await stack.sync();
		await stack.sync();
		expect(await accurate("S-1")).toMatchObject({ notes: "diedit" });
	});
});

describe("what both sides agree on", () => {
	it("grows by both edits when a run carries one in each direction, so that the next edit is no conflict", async () => {
		await type("accurate", "customer", { customerNo: "C-1", name: "Toko", billCity: "A", notes: "n1" });
		await stack.sync();
		await edit("smh", await smh("C-1"), { notes: "n2" });
		await edit("accurate", await accurate("C-1"), { billCity: "B" });
		await stack.sync();
		await edit("smh", await smh("C-1"), { notes: "n3", city: "C" });
		const { counts } = await stack.sync();
		expect(counts.conflicts).toBe(0);
		expect(await accurate("C-1")).toMatchObject({ notes: "n3", billCity: "C" });
	});

	it("includes what a lost answer had stored, so that the next edit in SMH is not reverted", async () => {
		await type("smh", "customer", { code: "S-1", name: "Lama", group: "Umum" });
		await stack.control("/faults", "POST", {
			plan: [{ system: "accurate", path: "/customer/bulk-save.do", times: 1, kind: "lost-answer" }],
		});
		await stack.sync();
		await edit("smh", await smh("S-1"), { name: "Baru" });
		await stack.sync();
		expect([(await smh("S-1"))?.name, (await accurate("S-1"))?.name]).toEqual(["Baru", "Baru"]);
	});

	it("never takes a value that was stored otherwise than sent back to where it came from", async () => {
		await type("smh", "customer", { code: "S-1", name: "Toko", group: "Umum" });
		await stack.sync();
		const outside = globalThis.fetch;
		vi.stubGlobal("fetch", async (input: RequestInfo, init?: RequestInit) => {
			const request = new Request(input, init);
			if (!request.url.includes("/customer/bulk-save.do")) return await outside(request);
			const body = (await request.clone().text()).replace(/Panjang(\+|%20)Sekali/, "Panjang");
			return await outside(new Request(request, { body }));
		});
		await edit("smh", await smh("S-1"), { notes: "Panjang Sekali" });
		await stack.sync();
		expect(await reasons()).toEqual(["REJECTED"]);
		await stack.sync("full");
		await edit("smh", await smh("S-1"), { city: "Malang" });
		await stack.sync();
		expect(await smh("S-1")).toMatchObject({ notes: "Panjang Sekali" });
	});
});

describe("first meeting, harder cases", () => {
	it("gives a record to the one that carries its Partner ID, not to the one that has its code", async () => {
		const partner = await type("accurate", "customer", { customerNo: "X", name: "Benar", notes: "dari Accurate" });
		await type("smh", "customer", { code: "OLD", name: "Benar", partner_id: String(partner.id) });
		await type("smh", "customer", { code: "X", name: "Ketik ulang", notes: "lain" });
		await stack.sync();
		await stack.sync();
		expect((await records("smh")).find(({ name }) => name === "Ketik ulang")).toMatchObject({ notes: "lain", partner_id: null });
		expect(await reasons()).toContain("DUPLICATE_CODE");
	});

	it("says DUPLICATE_CODE where a sample record holds the code, and does not try in every run", async () => {
		const ctx = await stack.context();
		await settings({ dummy: { ...ctx.settings.dummy, accurate: { ...ctx.settings.dummy.accurate, codePrefixes: ["D-"] } } });
		await type("accurate", "customer", { customerNo: "D-1", name: "Contoh" });
		await type("smh", "customer", { code: "D-1", name: "Asli" });
		await stack.sync();
		expect(await reasons()).toEqual(["DUPLICATE_CODE"]);
	});

	it("does not link to a record that the settings keep out", async () => {
		await type("accurate", "product", {
			no: "G-1",
			name: "Paket",
			itemType: "GROUP",
			itemCategoryName: "Umum",
			unit1Name: "PCS",
		});
		await type("smh", "product", { code: "G-1", name: "Paket", category: "Umum", units: [{ name: "PCS", ratio: 1 }] });
		await stack.sync();
		expect(await (await stack.context()).db.all(sql`SELECT * FROM link`)).toEqual([]);
		expect((await reasons()).toSorted()).toEqual(["DUPLICATE_CODE", "TYPE_NOT_SUPPORTED"]);
	});

	it("joins what is left of an ended pair when its record is typed in again", async () => {
		await type("accurate", "customer", { customerNo: "C-1", name: "Toko" });
		await stack.sync();
		await edit("accurate", await accurate("C-1"), { usedIn: "Faktur Penjualan" });
		await stack.control(`/smh/customer/${(await smh("C-1"))?.id}`, "DELETE");
		await stack.sync();
		expect(await reasons()).toEqual(["DELETE_REFUSED"]);
		await type("smh", "customer", { code: "C-1", name: "Toko" });
		await stack.sync();
		expect(await reasons()).toEqual([]);
		expect(await smh("C-1")).toMatchObject({ partner_id: String((await accurate("C-1"))?.id) });
	});

	it("remembers 'different' for records that only look alike, in both directions", async () => {
		await type("accurate", "customer", { customerNo: "A-1", name: "Toko Sama", mobilePhone: "081234567890" });
		await type("smh", "customer", { code: "S-1", name: "Toko Sama", mobile: "081234567890" });
		await stack.sync("preview");
		const pair = {
			entity: "customer",
			smhId: String((await smh("S-1"))?.id),
			accurateId: String((await accurate("A-1"))?.id),
		} as const;
		await judgePair(await stack.context(), pair, "different", actor);
		await stack.sync();
		expect(await reasons()).toEqual([]);
	});
});

describe("a preview", () => {
	it("leaves a conflict that a person has to settle to the run that finds it", async () => {
		await type("accurate", "customer", { customerNo: "C-1", name: "Toko" });
		await stack.sync();
		await settings({ conflictPolicy: "ask" });
		await edit("smh", await smh("C-1"), { name: "S" });
		await edit("accurate", await accurate("C-1"), { name: "A" });
		await stack.sync("preview");
		await stack.sync();
		expect(await listConflicts((await stack.context()).db, "default", { open: true, limit: 5 })).toHaveLength(1);
	});
});

describe("a module that the login may not read", () => {
	it("is left out of the run, which does the rest and says why", async () => {
		await type("accurate", "customer", { customerNo: "C-1", name: "Toko" });
		await type("smh", "employee", { code: "K-1", name: "Agung", position: "Sales" });
		stack.sandbox.world.state.accurate.apiToken.scopes = [
			"customer_view",
			"customer_save",
			"item_view",
			"item_save",
			"unit_view",
			"item_category_view",
			"branch_view",
		];
		const { run } = await stack.sync();
		expect(run).toMatchObject({ state: "done", entities: ["customer", "product"], error: expect.any(String) });
		expect(await smh("C-1")).toBeDefined();
		expect(await records("accurate", "employee")).toEqual([]);

		const webhook = { url: `${PUBLIC_URL}/telegram/webhook`, secret_token: env.TELEGRAM_WEBHOOK_SECRET };
		const headers = { "content-type": "application/json" };
		const setWebhook = `${env.TELEGRAM_API_URL}/bot${env.TELEGRAM_BOT_TOKEN}/setWebhook`;
		await stack.sandbox.fetch(new Request(setWebhook, { method: "POST", headers, body: JSON.stringify(webhook) }));
		await stack.control("/telegram/messages", "POST", { from: { id: 7, first_name: "Ani" }, text: "/sinkron" });
		await waitFor(async () => {
			const messages = await stack.control<{ text: string }[]>("/telegram/chats/7/messages");
			expect(messages.at(-1)?.text).toContain("Tidak ikut: Karyawan");
		});
	});
});

describe("a start whose answer from D1 was lost", () => {
	it("goes on all the same, and whoever comes next joins it", async () => {
		const ctx = await stack.context();
		let lost = false;
		const forgetful = new Proxy(ctx.db.$client, {
			get(target, key) {
				if (key === "batch" && !lost) {
					return async (statements: D1PreparedStatement[]) => {
						await target.batch(statements);
						lost = true;
						throw new Error("Network connection lost");
					};
				}
				const value = Reflect.get(target, key);
				return typeof value === "function" ? value.bind(target) : value;
			},
		});
		const request = { mode: "auto", trigger: "api", actor } as const;
		const first = await startRun({ ...ctx, db: database(forgetful) }, request);
		const second = await startRun(ctx, request);
		expect(second.run.id).toBe(first.run.id);
		expect(await ended(ctx, first.run.id)).toMatchObject({ state: "done" });
		expect((await stack.sync()).run.state).toBe("done");
	});
});

describe("what stands alone since its pair ended", () => {
	it("is created anew on the other side when a person says so", async () => {
		await type("accurate", "customer", { customerNo: "C-1", name: "Toko" });
		await stack.sync();
		await edit("accurate", await accurate("C-1"), { usedIn: "Faktur Penjualan" });
		await stack.control(`/smh/customer/${(await smh("C-1"))?.id}`, "DELETE");
		await stack.sync();
		const at = { entity: "customer", side: "accurate", id: String((await accurate("C-1"))?.id) } as const;
		expect(await settleDeletion(await stack.context(), at, "restore", actor)).toEqual({ kind: "done" });
		await stack.sync();
		expect(await smh("C-1")).toMatchObject({ name: "Toko" });
		expect(await reasons()).toEqual([]);
	});
});

describe("a person's word while a run is under way", () => {
	it("is taken in at once, and what the run had planned before does not settle it", async () => {
		await type("accurate", "customer", { customerNo: "A-1", name: "Satu" });
		await type("smh", "customer", { code: "S-1", name: "Dua" });
		await stack.sync("preview");
		const ctx = await stack.context();
		const deaf = { ...ctx, queue: { send: async () => ({}), sendBatch: async () => ({}) } } as unknown as typeof ctx;
		const { run } = await startRun(deaf, { mode: "auto", trigger: "api", actor });
		const pair = {
			entity: "customer",
			smhId: String((await smh("S-1"))?.id),
			accurateId: String((await accurate("A-1"))?.id),
		} as const;
		expect(await judgePair(ctx, pair, "same", actor)).toEqual({ kind: "done" });
		await drive(await stack.context());
		await ended(ctx, run.id);
		expect([(await records("smh")).length, (await records("accurate")).length, await reasons()]).toEqual([1, 1, []]);
		await expect(changeSettings(ctx, ctx.settings, actor)).resolves.toEqual(ctx.settings);
	});

	it("that writes to a side waits until nobody writes any more, and is carried out then", async () => {
		await settings({ conflictPolicy: "ask" });
		await type("accurate", "customer", { customerNo: "C-1", name: "Toko", notes: "c" });
		await stack.sync();
		await edit("smh", await smh("C-1"), { notes: "s" });
		await edit("accurate", await accurate("C-1"), { notes: "a" });
		await stack.sync();
		const ctx = await stack.context();
		const [clash] = await listConflicts(ctx.db, "default", { open: true, limit: 5 });
		await ctx.db.run(sql`UPDATE connection SET holder = 'a run that writes', fence = fence + 1`);
		expect(await chooseValue(ctx, clash?.id ?? "", "smh", actor)).toMatchObject({ kind: "accepted", run: expect.any(String) });
		expect(await accurate("C-1")).toMatchObject({ notes: "a" });
		await ctx.db.run(sql`UPDATE connection SET holder = NULL`);
		await drive(await stack.context());
		expect([(await smh("C-1"))?.notes, (await accurate("C-1"))?.notes]).toEqual(["s", "s"]);
		expect(await listConflicts(ctx.db, "default", { open: true, limit: 5 })).toEqual([]);
	});
});

const toAccurate = (request: Request) => request.url.includes("/customer/bulk-save.do");
const toSmh = (request: Request) => request.method === "POST" && request.url.includes("/customers/batch");

/** Makes one direction of a pair the slower one. */
function slow(matches: (request: Request) => boolean): void {
	const outside = globalThis.fetch;
	vi.stubGlobal("fetch", async (input: RequestInfo, init?: RequestInit) => {
		const request = new Request(input, init);
		if (matches(request)) await new Promise((resolve) => setTimeout(resolve, 600));
		return await outside(request);
	});
}

describe("one run with a change in each direction of a pair", () => {
	beforeEach(async () => {
		await type("accurate", "customer", { customerNo: "C-1", name: "Toko", notes: "n1" });
		await stack.sync();
		await edit("smh", await smh("C-1"), { name: "Baru" });
		await edit("accurate", await accurate("C-1"), { notes: "n2" });
	});

	it("does not forget the one that failed because the other one succeeded later", async () => {
		await stack.control("/faults", "POST", {
			plan: [{ system: "accurate", path: "/customer/bulk-save.do", times: 1, kind: "rows-rejected" }],
		});
		slow(toSmh);
		await stack.sync();
		expect([(await accurate("C-1"))?.name, (await smh("C-1"))?.notes]).toEqual(["Toko", "n2"]);
		await stack.sync();
		expect(await accurate("C-1")).toMatchObject({ name: "Baru" });
		expect(await reasons()).toEqual([]);
	});

	it("loses no edit that was made just before one of them", async () => {
		const customer = await smh("C-1");
		justBefore(toSmh, () => edit("smh", customer, { city: "Malang" }));
		slow(toAccurate);
		await stack.sync();
		await stack.sync();
		expect(await accurate("C-1")).toMatchObject({ billCity: "Malang", name: "Baru" });
	});

	it("brings back what Accurate fills in by itself beside it", async () => {
		await edit("smh", await smh("C-1"), { group: null });
		await stack.sync();
		expect(await smh("C-1")).toMatchObject({ group: "Umum", notes: "n2" });
	});
});

it("a write that was under way when its run was cancelled is on record as carried out", async () => {
	await type("accurate", "customer", { customerNo: "C-1", name: "Toko" });
	await stack.sync();
	await edit("accurate", await accurate("C-1"), { notes: "diubah" });
	const ctx = await stack.context();
	const { promise: started, resolve } = Promise.withResolvers<string>();
	justBefore(
		(request) => request.method === "POST" && request.url.includes("/customers/batch"),
		async () => cancelRun(ctx, await started, actor),
	);
	const { run } = await startRun(ctx, { mode: "auto", trigger: "api", actor });
	resolve(run.id);
	await waitFor(async () => {
		const written = await ctx.db.all(sql`SELECT operation, state, in_doubt FROM change WHERE run_id = ${run.id}`);
		expect(written).toEqual([{ operation: "update", state: "applied", in_doubt: 0 }]);
	});
});

describe("a create whose answer was lost and whose run was cancelled", () => {
	beforeEach(async () => {
		await type("smh", "customer", { code: "S-1", name: "Toko", group: "Umum" });
		await stack.control("/faults", "POST", {
			plan: [{ system: "accurate", path: "/customer/bulk-save.do", times: 1, kind: "lost-answer" }],
		});
		const ctx = await stack.context();
		const { run } = await startRun(ctx, { mode: "auto", trigger: "api", actor });
		await waitFor(async () => expect(await accurate("S-1")).toBeDefined());
		await cancelRun(ctx, run.id, actor);
		await ended(ctx, run.id);
	});

	it("is bound by the next run as what it is: a record that came from SMH", async () => {
		await stack.sync();
		const [customers] = await syncInformation((await stack.context()).db, "default");
		expect(customers?.accurate).toMatchObject({ data: 0, synced: 1, total: 1 });
		expect(await (await stack.context()).db.all(sql`SELECT * FROM intent`)).toEqual([]);
	});

	it("is not doubled even when its code was changed meanwhile", async () => {
		await edit("smh", await smh("S-1"), { code: "S-2" });
		await stack.sync();
		expect([(await records("smh")).length, (await records("accurate")).length]).toEqual([1, 1]);
	});
});

describe("several records that fit what a lost create may have made", () => {
	it("are never picked from: a person has to choose, and nothing is created", async () => {
		const customer = await type("smh", "customer", { code: "S-2", name: "Toko", group: "Umum" });
		for (const customerNo of ["S-1", "s-1"]) await type("accurate", "customer", { customerNo, name: "Toko" });
		await (
			await stack.context()
		).db.run(sql`INSERT INTO intent (connection_id, entity, side, source_id, code_key, sent, run_id, sent_at)
			VALUES ('default', 'customer', 'accurate', ${String(customer.id)}, 'S-1', '{}', 'gone', 0)`);
		await stack.sync();
		expect([(await records("smh")).length, (await records("accurate")).length]).toEqual([1, 2]);
		expect(await (await stack.context()).db.all(sql`SELECT * FROM link`)).toEqual([]);
		expect((await reasons()).toSorted()).toEqual(["DUPLICATE_CODE", "DUPLICATE_CODE", "POSSIBLE_DUPLICATE"]);
	});
});

describe("what the other side refuses as a duplicate although nobody finds the other one", () => {
	it("gets its reason, and is not sent again in every run", async () => {
		await type("smh", "customer", { code: "S-1", name: "Toko", group: "Umum" });
		const outside = globalThis.fetch;
		let sent = 0;
		vi.stubGlobal("fetch", async (input: RequestInfo, init?: RequestInit) => {
			const request = new Request(input, init);
			if (!toAccurate(request)) return await outside(request);
			sent++;
			return Response.json({ s: false, d: [{ s: false, d: ['Sudah ada data lain dengan ID Pelanggan "S-1"'] }] });
		});
		await stack.sync();
		await stack.sync();
		expect([await reasons(), sent]).toEqual([["DUPLICATE_CODE"], 1]);
	});
});

describe("a clash that comes back after it was settled", () => {
	it("is open again", async () => {
		await settings({ conflictPolicy: "ask" });
		await type("accurate", "customer", { customerNo: "C-1", name: "Toko", notes: "c" });
		await stack.sync();
		const both = async (inSmh: string, inAccurate: string) => {
			await edit("smh", await smh("C-1"), { notes: inSmh });
			await edit("accurate", await accurate("C-1"), { notes: inAccurate });
			await stack.sync();
		};
		await both("s", "a");
		const ctx = await stack.context();
		const [first] = await listConflicts(ctx.db, "default", { open: true, limit: 5 });
		expect(await chooseValue(ctx, first?.id ?? "", "smh", actor)).toEqual({ kind: "done" });
		await stack.sync();
		await both("c", "c");
		await both("s", "a");
		expect(await listConflicts(ctx.db, "default", { open: true, limit: 5 })).toHaveLength(1);
	});
});
