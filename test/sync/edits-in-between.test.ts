import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { describe, expect, it, vi } from "vitest";
import { database } from "../../src/store/database.ts";
import { takeInDeliveries } from "../../src/store/inbox.ts";
import { confirmRun, startRun } from "../../src/sync/run/start.ts";
import { createStack, ended, PUBLIC_URL, type Stack, waitFor } from "../support/stack.ts";

type Native = Record<string, unknown> & { id: number };
const actor = { kind: "api", key: "test" } as const;
const asked = { mode: "auto", trigger: "telegram", actor } as const;
const small = { scenario: "generated", customers: 6, products: 3, employees: 4, seed: 11 } as const;
const db = () => database(env.DB);

const conflicts = () =>
	db().all(sql`SELECT field, smh_value AS smh, accurate_value AS accurate, winner FROM conflict ORDER BY field`);
const count = async (what: ReturnType<typeof sql>): Promise<number> => (await db().all<{ n: number }>(what))[0]?.n ?? 0;
const waiting = () =>
	count(
		sql`SELECT (SELECT count(*) FROM inbox WHERE done_at IS NULL AND source <> 'telegram') + (SELECT count(*) FROM run WHERE finished_at IS NULL) AS n`,
	);
/** Nothing is left to do. */
const atRest = async (stack: Stack): Promise<void> => {
	await stack.sandbox.idle();
	await waitFor(async () => {
		if ((await waiting()) > 0) throw new Error("not yet");
	});
};
const bothClashed = [{ field: "notes", smh: '"dari SMH"', accurate: '"dari Accurate"', winner: "accurate" }];

type When = "before" | "after";

/** Something happens just before each of the first calls that match goes out, or just after it was answered. */
function just(when: When, times: number, matches: (request: Request) => boolean, act: () => Promise<unknown>): void {
	const outside = globalThis.fetch;
	let left = times;
	vi.stubGlobal("fetch", async (input: RequestInfo, init?: RequestInit) => {
		const request = new Request(input, init);
		if (left === 0 || !matches(request)) return await outside(request);
		left--;
		if (when === "before") await act();
		const answer = await outside(request);
		if (when === "after") await act();
		return answer;
	});
}

/** The last look of a run at what it is about to write to: at the record itself, or in a list. */
const isAccuratesLook = ({ url }: Request): boolean => /\/customer\/(list|detail)\.do/.test(url);
/** A webhook names a customer. */
const named = (side: "smh" | "accurate", id: unknown, version: number | null, delivery: string) => {
	const signal = { side, entity: "customer", id: String(id), version, gone: false } as const;
	return takeInDeliveries(db(), "default", side, [{ id: delivery, signals: [signal] }], Date.now());
};

describe("somebody edits in SMH the field that a run is about to write there", () => {
	it("and SMH tells us before it is written: it is not overwritten unseen, Accurate wins and the lost value is kept", {
		timeout: 60_000,
	}, async () => {
		const stack = await createStack(small);
		await stack.sync();
		await stack.control("/registrations", "PUT", { smh: `${PUBLIC_URL}/webhooks/smh` });
		const [here, other] = await stack.control<Native[]>("/smh/customer");
		await stack.control(`/accurate/customer/${here?.partner_id}`, "PATCH", { notes: "dari Accurate" });
		await stack.control(`/accurate/customer/${other?.partner_id}`, "DELETE");
		// A run deletes before it updates: so this is after its plan, and before its update is sent.
		just(
			"before",
			1,
			({ method, url }) => method === "POST" && url.includes("/customers/batch"),
			async () => {
				await stack.control(`/smh/customer/${here?.id}`, "PATCH", { notes: "dari SMH" });
				await waitFor(async () => {
					if ((await count(sql`SELECT count(*) AS n FROM inbox WHERE source = 'smh'`)) === 0) throw new Error("not told yet");
				});
			},
		);
		await stack.sync();
		await atRest(stack);
		const notes = (await stack.control<Native[]>("/smh/customer")).find(({ id }) => id === here?.id)?.notes;
		expect({ notes, conflicts: await conflicts() }).toEqual({ notes: "dari Accurate", conflicts: bothClashed });
	});

	it("while our write is under way: the change says so, since nobody can tell the value that was there", async () => {
		const stack = await createStack(small);
		await stack.sync();
		const [here] = await stack.control<Native[]>("/smh/customer");
		await stack.control(`/accurate/customer/${here?.partner_id}`, "PATCH", { notes: "dari Accurate" });
		just(
			"before",
			1,
			({ method, url }) => method === "POST" && url.includes("/customers/batch"),
			() => stack.control(`/smh/customer/${here?.id}`, "PATCH", { notes: "dari SMH" }),
		);
		const { run } = await stack.sync();
		const changes = await db().all(sql`SELECT state, error FROM change WHERE run_id = ${run.id}`);
		expect(changes).toEqual([{ state: "applied", error: "edited while it was written" }]);
		expect(await count(sql`SELECT count(*) AS n FROM record WHERE changed_seq > planned_seq`)).toBe(2);
		await stack.sync();
		expect(await count(sql`SELECT count(*) AS n FROM record WHERE changed_seq > planned_seq`)).toBe(0);
	});
});

describe("people edit while a run waits for its confirmation", () => {
	/** A run that asks whether it may delete; in it, a customer's notes were edited in Accurate, and now in SMH. */
	async function askedAndEdited(registrations: object) {
		const stack = await createStack({ ...small, customers: 60 });
		await stack.sync();
		const [here, ...others] = (await stack.control<Native[]>("/smh/customer")).filter(({ partner_id }) => partner_id);
		for (const one of others.slice(0, 25)) await stack.control(`/accurate/customer/${one.partner_id}`, "DELETE");
		await stack.control(`/accurate/customer/${here?.partner_id}`, "PATCH", { notes: "dari Accurate" });
		await stack.control("/registrations", "PUT", registrations);
		const ctx = await stack.context();
		const { run } = await startRun(ctx, asked);
		await needsConfirmation(run.id);
		// Up to half an hour may pass here.
		await stack.control(`/smh/customer/${here?.id}`, "PATCH", { notes: "dari SMH" });
		await stack.sandbox.idle();
		const notes = async () => (await stack.control<Native[]>("/smh/customer")).find(({ id }) => id === here?.id)?.notes;
		return { stack, ctx, run, notes };
	}
	const needsConfirmation = (id: string) =>
		waitFor(async () => {
			const [row] = await db().all<{ state: string }>(sql`SELECT state FROM run WHERE id = ${id}`);
			if (row?.state !== "needs_confirmation") throw new Error(`it is ${row?.state}`);
		});

	it.each([
		["with a webhook", { smh: `${PUBLIC_URL}/webhooks/smh` }],
		["without a webhook", {}],
	])("%s: the confirmed run sees it, and does what was confirmed", { timeout: 90_000 }, async (_, registrations) => {
		const { stack, ctx, run, notes } = await askedAndEdited(registrations);
		await confirmRun(ctx, run.id, actor);
		expect(await ended(ctx, run.id)).toMatchObject({ state: "done" });
		expect({ notes: await notes(), conflicts: await conflicts() }).toEqual({
			notes: "dari Accurate",
			conflicts: bothClashed,
		});
		expect(await stack.control<Native[]>("/smh/customer")).toHaveLength(35);
		await atRest(stack);
	});

	it("so much that the run would have asked because of it: it ends without a write, and the next one asks", {
		timeout: 90_000,
	}, async () => {
		const stack = await createStack({ ...small, customers: 50, products: 40 });
		await stack.sync();
		const rename = async (entity: string, amount: number) => {
			const list = await stack.control<Native[]>(`/smh/${entity}`);
			for (const { id } of list.slice(0, amount)) await stack.control(`/smh/${entity}/${id}`, "PATCH", { name: `Ganti ${id}` });
		};
		await rename("customer", 30);
		const ctx = await stack.context();
		const { run } = await startRun(ctx, asked);
		await needsConfirmation(run.id);
		await rename("product", 25);
		await stack.control("/calls", "DELETE");
		await confirmRun(ctx, run.id, actor);
		expect(await ended(ctx, run.id)).toMatchObject({ state: "cancelled", error: "more has changed since it was confirmed" });
		const { calls } = await stack.control<{ calls: { method: string }[] }>("/calls");
		expect(calls.filter(({ method }) => method !== "GET")).toEqual([]);
		const next = await startRun(ctx, asked);
		await needsConfirmation(next.run.id);
		await confirmRun(ctx, next.run.id, actor);
		expect(await ended(ctx, next.run.id)).toMatchObject({ state: "done" });
	});
});

it("somebody edits in Accurate the field that signals are about to write there, and it tells us: the same", {
	timeout: 60_000,
}, async () => {
	const stack = await createStack(small);
	await stack.sync();
	await stack.control("/registrations", "PUT", { smh: `${PUBLIC_URL}/webhooks/smh` });
	const [here] = await stack.control<Native[]>("/smh/customer");
	just("after", 1, isAccuratesLook, async () => {
		await stack.control(`/accurate/customer/${here?.partner_id}`, "PATCH", { notes: "dari Accurate" });
		await named("accurate", here?.partner_id, null, "told");
	});
	await stack.control(`/smh/customer/${here?.id}`, "PATCH", { notes: "dari SMH" });
	await atRest(stack);
	const partner = (await stack.control<Native[]>("/accurate/customer")).find(({ id }) => String(id) === here?.partner_id);
	expect({ notes: partner?.notes, conflicts: await conflicts() }).toEqual({ notes: "dari Accurate", conflicts: bothClashed });
});

it("what a run has read holds no write of its own back: a customer edited on both sides, both told, is in step after it", async () => {
	const stack = await createStack(small);
	await stack.sync();
	const [here] = await stack.control<Native[]>("/smh/customer");
	await stack.control(`/accurate/customer/${here?.partner_id}`, "PATCH", { name: "Nama Baru" });
	const { version } = await stack.control<{ version: number }>(`/smh/customer/${here?.id}`, "PATCH", { notes: "dari SMH" });
	await named("accurate", here?.partner_id, null, "of Accurate");
	await named("smh", here?.id, version, "of SMH");
	// No echo brings another run about.
	await (await stack.context()).coordinator.wake("default", 0);
	await atRest(stack);
	const partner = (await stack.control<Native[]>("/accurate/customer")).find(({ id }) => String(id) === here?.partner_id);
	expect(partner).toMatchObject({ name: "Nama Baru", notes: "dari SMH" });
	expect(await count(sql`SELECT count(*) AS n FROM record WHERE changed_seq > planned_seq`)).toBe(0);
});

it("echoes of Accurate, which names no versions, that come late cost looks but neither the edit nor a second write", {
	timeout: 60_000,
}, async () => {
	const stack = await createStack(small);
	await stack.sync();
	await stack.control("/registrations", "PUT", { smh: `${PUBLIC_URL}/webhooks/smh` });
	await stack.control("/calls", "DELETE");
	const [here] = await stack.control<Native[]>("/smh/customer");
	let echoes = 0;
	// Each comes after the run has looked, and before it writes.
	just("after", 3, isAccuratesLook, () => named("accurate", here?.partner_id, null, `late ${++echoes}`));
	await stack.control(`/smh/customer/${here?.id}`, "PATCH", { name: "Nama Baru" });
	await atRest(stack);
	expect(echoes).toBe(3);
	const partner = (await stack.control<Native[]>("/accurate/customer")).find(({ id }) => String(id) === here?.partner_id);
	expect(partner).toMatchObject({ name: "Nama Baru" });
	const { calls } = await stack.control<{ calls: { system: string; path: string }[] }>("/calls");
	expect(calls.filter(({ path }) => path.endsWith("save.do"))).toHaveLength(1);
});
