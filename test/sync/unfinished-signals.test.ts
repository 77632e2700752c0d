import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { database } from "../../src/store/database.ts";
import { takeInDeliveries } from "../../src/store/inbox.ts";
import { unfinishedRun } from "../../src/store/runs.ts";
import { careForChannels } from "../../src/sync/inbox/channels.ts";
import { finish } from "../../src/sync/run/finish.ts";
import { startRun } from "../../src/sync/run/start.ts";
import { CONFIRM } from "../../src/sync/scan/phase-numbers.ts";
import { createStack, ended, PUBLIC_URL, type Stack, waitFor } from "../support/stack.ts";

type Native = Record<string, unknown> & { id: number };
const db = () => database(env.DB);
const actor = { kind: "api", key: "test" } as const;

const left = async () => {
	const [row] = await db().all<{ signals: number; dirty: number; waiting: number }>(sql`
		SELECT (SELECT count(*) FROM inbox WHERE done_at IS NULL AND source <> 'telegram') AS signals, (SELECT count(*) FROM record WHERE changed_seq > planned_seq) AS dirty,
			(SELECT count(*) FROM problem WHERE reason = 'WAITING') AS waiting`);
	return row;
};
const NOTHING = { signals: 0, dirty: 0, waiting: 0 };

/** A step of the run for signals could not write and waits for its next try. */
async function stepWaits(): Promise<void> {
	await waitFor(async () => {
		const steps = await db().all(sql`SELECT id FROM step WHERE work ->> 'kind' = 'apply' AND not_before > 0 AND claim IS NULL`);
		if (steps.length !== 1) throw new Error("not tried yet");
	});
}

describe("what webhooks have named arrives by itself, whatever becomes of the run that began it", () => {
	let stack: Stack;
	let here: Native | undefined;
	const rename = (name: string) => stack.control(`/smh/customer/${here?.id}`, "PATCH", { name });
	const partner = async () =>
		(await stack.control<Native[]>("/accurate/customer")).find(({ id }) => String(id) === here?.partner_id);
	const arrives = (name: string) =>
		waitFor(async () => expect({ name: (await partner())?.name, left: await left() }).toEqual({ name, left: NOTHING }));

	beforeEach(async () => {
		stack = await createStack({ scenario: "generated", customers: 6, products: 3, employees: 4, seed: 11 });
		await stack.sync();
		await stack.control("/registrations", "PUT", {
			smh: `${PUBLIC_URL}/webhooks/smh`,
			accurate: `${PUBLIC_URL}/webhooks/accurate/${env.ACCURATE_WEBHOOK_SECRET}`,
		});
		[here] = await stack.control<Native[]>("/smh/customer");
	});

	it.each([{ mode: "preview" }, { mode: "auto", entities: ["employee"] }] as const)(
		"it makes way for %j, which does not carry the edit out",
		{ timeout: 90_000 },
		async (request) => {
			await stack.control("/latency", "POST", { accurate: 1_500, smh: 0 });
			await rename("Nama Baru");
			const ctx = await stack.context();
			await waitFor(async () => {
				// Its record was read; it looks at the partner.
				if ((await unfinishedRun(db(), "default"))?.phase !== CONFIRM) throw new Error("not begun");
			});
			const { run } = await startRun(ctx, { ...request, trigger: "telegram", actor });
			expect(run.fence).toBe(0);
			await stack.control("/latency", "POST", { accurate: 0, smh: 0 });
			expect(await ended(ctx, run.id)).toMatchObject({ state: "done" });
			await arrives("Nama Baru");
		},
	);

	it("it fails after it has read the edit: the clock's next tick tries again", { timeout: 90_000 }, async () => {
		await stack.control("/faults", "POST", { plan: [{ system: "accurate", method: "POST", kind: "refuse-before", times: 50 }] });
		await rename("Nama Baru");
		await stepWaits();
		const run = await unfinishedRun(db(), "default");
		if (!run) throw new Error("no run");
		const ctx = await stack.context();
		// As it ends when a step is out of tries.
		await finish(ctx, run, { state: "failed", error: "a step failed again and again" });
		await stack.control("/faults", "DELETE");
		expect(await left()).toMatchObject({ signals: 1, dirty: 1 });
		// The next tick is a quarter of an hour later.
		await db().run(sql`UPDATE run SET started_at = started_at - 900000, finished_at = finished_at - 900000 WHERE id = ${run.id}`);
		await careForChannels(ctx);
		await arrives("Nama Baru");
	});

	it("a run that an admin asks for does not wait for the next try of its step", { timeout: 90_000 }, async () => {
		await stack.control("/faults", "POST", { plan: [{ system: "accurate", method: "POST", kind: "refuse-before", times: 50 }] });
		await rename("Nama Baru");
		await stepWaits();
		await db().run(sql`UPDATE step SET not_before = ${Date.now() + 300_000} WHERE claim IS NULL`);
		await stack.control("/faults", "DELETE");
		const ctx = await stack.context();
		const { run } = await startRun(ctx, { mode: "auto", trigger: "telegram", actor });
		expect(await ended(ctx, run.id)).toMatchObject({ state: "done", error: null });
		await arrives("Nama Baru");
	});
});

describe("the clock's tick brings a run back to what no webhook would", () => {
	let stack: Stack;
	const names = async () => (await stack.control<Native[]>("/accurate/customer")).map(({ name }) => name);
	const tick = async () => await careForChannels(await stack.context());

	beforeEach(async () => {
		stack = await createStack({ scenario: "empty" });
		await stack.control("/accurate/customer", "POST", { customerNo: "C-1", name: "Toko", notes: "lama" });
		await stack.sync();
		// What Accurate's history tells of the day before is taken in by the first one.
		await tick();
		await waitFor(async () => expect([await left(), await unfinishedRun(db(), "default")]).toEqual([NOTHING, null]));
	});

	it("a pair that the last write did not settle, because somebody edited it meanwhile", { timeout: 60_000 }, async () => {
		const [here] = await stack.control<Native[]>("/smh/customer");
		const outside = globalThis.fetch;
		vi.stubGlobal("fetch", async (input: RequestInfo, init?: RequestInit) => {
			const request = new Request(input, init);
			if (request.method === "POST" && request.url.includes("/customers/batch")) {
				vi.stubGlobal("fetch", outside);
				await stack.control(`/smh/customer/${here?.id}`, "PATCH", { name: "Diedit" });
			}
			return await outside(request);
		});
		const [there] = await stack.control<Native[]>("/accurate/customer");
		await stack.control(`/accurate/customer/${there?.id}`, "PATCH", { notes: "baru" });
		await stack.sync();
		expect(await left()).toMatchObject({ signals: 0, dirty: 2 });
		await db().run(sql`UPDATE record SET plan_after = plan_after - 900000`);
		await tick();
		await waitFor(async () => expect([await names(), await left()]).toEqual([["Diedit"], NOTHING]));
	});

	it("a pair that the loop guard held back, when its hour is over and no sooner", { timeout: 60_000 }, async () => {
		const rename = async (name: string) => {
			const [here] = await stack.control<Native[]>("/smh/customer");
			await stack.control(`/smh/customer/${here?.id}`, "PATCH", { name });
		};
		await rename("Toko 0");
		await stack.sync();
		await db().run(sql`INSERT INTO change (seq, run_id, connection_id, entity, side, operation, smh_id, accurate_id, label, state, at)
			SELECT 1000 + n.value, run_id, connection_id, entity, side, operation, smh_id, accurate_id, label, state, at
			FROM change, json_each(${JSON.stringify(Array.from({ length: 19 }, (_, index) => index))}) AS n WHERE operation = 'update'`);
		await rename("Toko 20");
		await stack.sync();
		expect(await left()).toMatchObject({ waiting: 1 });
		await tick();
		expect(await left()).toMatchObject({ signals: 0 });
		await db().run(sql`UPDATE change SET at = at - 3600001`);
		await db().run(sql`UPDATE record SET plan_after = plan_after - 3600001`);
		await tick();
		await waitFor(async () => expect([await names(), await left()]).toEqual([["Toko 20"], NOTHING]));
	});

	it("a pair whose time comes together with another one's webhook is decided on as well", { timeout: 60_000 }, async () => {
		await stack.control("/accurate/customer", "POST", { customerNo: "C-2", name: "Lain" });
		await stack.sync();
		const [first, second] = await stack.control<Native[]>("/smh/customer");
		const { version } = await stack.control<Native & { version: number }>(`/smh/customer/${second?.id}`, "PATCH", {
			name: "Diedit",
		});
		await db().run(sql`UPDATE record SET plan_after = 1 WHERE side = 'smh' AND id = ${String(first?.id)}`);
		const signals = [{ side: "smh", entity: "customer", id: String(second?.id), version, gone: false }] as const;
		await takeInDeliveries(db(), "default", "smh", [{ id: "other", signals }], Date.now());
		await (await stack.context()).coordinator.wake("default", 0);
		await waitFor(async () => expect([(await names()).includes("Diedit"), await left()]).toEqual([true, NOTHING]));
	});

	it("what a person has stopped is not carried out by it", async () => {
		await db().run(sql`UPDATE record SET changed_seq = changed_seq + 1`);
		await tick();
		expect(await left()).toMatchObject({ signals: 0 });
	});
});
