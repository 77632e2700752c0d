import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { commit } from "../../src/store/database.ts";
import { syncInformation } from "../../src/store/information.ts";
import { insertLinks } from "../../src/store/links.ts";
import { listProblems } from "../../src/store/problem-pages.ts";
import { cancelRun, confirmRun, startRun } from "../../src/sync/run/start.ts";
import { createStack, ended, type Stack, waitFor } from "../support/stack.ts";

type Native = Record<string, unknown> & { id: number };
const actor = { kind: "api", key: "test" } as const;
const DELETED = 40;

describe("law 6, at every moment: deletes that were asked about and not carried out", { timeout: 90_000 }, () => {
	let stack: Stack;
	const customers = (side: "smh" | "accurate") => stack.control<Native[]>(`/${side}/customer`);
	const reasons = async () => {
		const ctx = await stack.context();
		const found = await listProblems(ctx.db, { connection: ctx.connection, limit: 1_000 });
		const counts: Record<string, number> = {};
		for (const { side, reason } of found) counts[`${side} ${reason}`] = (counts[`${side} ${reason}`] ?? 0) + 1;
		return counts;
	};
	const gaps = async () => {
		const ctx = await stack.context();
		const [customer] = await syncInformation(ctx.db, ctx.connection);
		return [customer?.accounts.smh.gap, customer?.accounts.accurate.gap];
	};
	async function asked(): Promise<string> {
		const ctx = await stack.context();
		const { run } = await startRun(ctx, { mode: "auto", trigger: "api", actor });
		await waitFor(async () => {
			const { state } = await stack.api<{ state: string }>(`/runs/${run.id}`);
			if (state !== "needs_confirmation") throw new Error(`it is ${state}`);
		});
		return run.id;
	}

	beforeEach(async () => {
		stack = await createStack({ scenario: "generated", customers: 120, products: 0, employees: 0, seed: 6 });
		await stack.sync();
		for (const { id } of (await customers("smh")).slice(0, DELETED)) await stack.control(`/smh/customer/${id}`, "DELETE");
	});

	it("wait with a reason while the run asks, and after it was declined; the next run asks again", async () => {
		const run = await asked();
		expect(await reasons()).toEqual({ "accurate AWAITING_APPROVAL": DELETED });
		await cancelRun(await stack.context(), run, actor);
		expect([await reasons(), await gaps()]).toEqual([{ "accurate AWAITING_APPROVAL": DELETED }, [0, 0]]);
		expect((await customers("accurate")).length).toBe(120);
		const again = await asked();
		await confirmRun(await stack.context(), again, actor);
		expect(await ended(await stack.context(), again)).toMatchObject({ state: "done" });
		expect([await reasons(), (await customers("accurate")).length]).toEqual([{}, 120 - DELETED]);
	});

	it("a pair of which a half went while it was being made still adds up, and is on the plan queue", async () => {
		const ctx = await stack.context();
		const scope = { connection: ctx.connection, entity: "customer" } as const;
		const [kept] = await customers("accurate");
		await commit(ctx.db, [
			sql`DELETE FROM link WHERE accurate_id = ${String(kept?.id)}`,
			...insertLinks(scope, [{ origin: "accurate", smhId: "99901", accurateId: String(kept?.id), base: {} }], ctx.now()),
		]);
		expect([await reasons(), await gaps()]).toMatchObject([{ "accurate AWAITING_APPROVAL": 1 }, [0, 0]]);
		const queued = await ctx.db.all(sql`SELECT id FROM record WHERE id = '99901' AND changed_seq > planned_seq`);
		expect(queued).toHaveLength(1);
	});

	it("that a cancelled run has left half way still wait with a reason, and are asked about again", async () => {
		const run = await asked();
		await stack.control("/latency", "POST", { accurate: 150, smh: 0 });
		await confirmRun(await stack.context(), run, actor);
		await waitFor(async () => {
			if ((await customers("accurate")).length > 115) throw new Error("not begun");
		});
		await cancelRun(await stack.context(), run, actor);
		await stack.control("/latency", "POST", { accurate: 0, smh: 0 });
		// Whoever was at work is through: each of the deleted is gone, or waits with a reason.
		await waitFor(async () => {
			const left = (await customers("accurate")).length - (120 - DELETED);
			expect([await reasons(), await gaps()]).toEqual([left > 0 ? { "accurate AWAITING_APPROVAL": left } : {}, [0, 0]]);
		});
		expect((await customers("accurate")).length).toBeGreaterThan(120 - DELETED);
	});
});
