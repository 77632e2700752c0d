import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { ensureConnection } from "../../src/store/connections.ts";
import { commit, commitGuarded, database, GuardFailed, guard } from "../../src/store/database.ts";
import { fenceHeld } from "../../src/store/fence.ts";
import { intentsOf, openIntents } from "../../src/store/intents.ts";
import { fenceStands, readFence, readSituation, releaseLease, takeLease, withNextFence } from "../../src/store/lease.ts";
import { endRun, enterPhase, insertRun, type Run } from "../../src/store/runs.ts";
import { claimSteps, insertSteps } from "../../src/store/steps.ts";

const db = database(env.DB);
const NOW = Date.UTC(2026, 10, 26, 5);
beforeAll(() => applyD1Migrations(env.DB, env.TEST_MIGRATIONS));

/** A connection, and runs that want its lease. */
async function desk() {
	const connection = crypto.randomUUID();
	await commit(db, [ensureConnection(connection, NOW)]);
	return {
		connection,
		async run(mode: Run["mode"] = "verb", startedAt = NOW): Promise<Run> {
			const run: Run = {
				...{ id: crypto.randomUUID(), connection, mode, entities: ["customer"], trigger: "api", actor: { kind: "cron" } },
				...{ state: "queued", phase: 0, fence: 0, subject: null, startedAt, finishedAt: null, error: null },
				...{ question: null, confirmed: false },
			};
			await commit(db, [insertRun(run)]);
			return run;
		},
		async take(run: Run, now = NOW): Promise<Run> {
			const leased = withNextFence(run, await readFence(db, connection));
			await commitGuarded(db, [...takeLease(leased, now), enterPhase(leased)]);
			return leased;
		},
		end: (run: Run) => commit(db, [endRun(run.id, "cancelled", NOW, null), releaseLease(run)]),
	};
}

describe("law 10: the lease", () => {
	it("has one holder: the second has to wait until the first is over, and gets a greater fence", async () => {
		const at = await desk();
		const first = await at.take(await at.run());
		const second = await at.run();
		await expect(at.take(second)).rejects.toThrow(GuardFailed);
		await at.end(first);
		const taken = await at.take(second);
		expect(taken.fence).toBeGreaterThan(first.fence);
	});

	it("goes to one of many who ask at the same moment", async () => {
		const at = await desk();
		const runs = await Promise.all(Array.from({ length: 6 }, () => at.run()));
		const taken = await Promise.allSettled(runs.map((run) => at.take(run)));
		expect(taken.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
	});

	it("is not given while an invocation may still be at work for the run before: its write would come after the next one's", async () => {
		const at = await desk();
		const first = await at.take(await at.run());
		await commit(db, [insertSteps(first, [{ id: crypto.randomUUID(), work: { kind: "verb" } }])]);
		expect(await claimSteps(db, first, { name: "i1", until: NOW + 20_000 }, { now: NOW, limit: 1 })).toHaveLength(1);
		await at.end(first);
		const second = await at.run();
		await expect(at.take(second, NOW + 19_000)).rejects.toThrow(GuardFailed);
		expect((await readSituation(db, at.connection, NOW + 19_000)).blocked).toBe(true);
		expect((await at.take(second, NOW + 21_000)).fence).toBeGreaterThan(first.fence);
	});

	it("that was lost lets nobody commit any more, however late the commit comes, and nothing lowers a fence", async () => {
		const at = await desk();
		const first = await at.take(await at.run());
		await at.end(first);
		const second = await at.take(await at.run());
		await expect(commitGuarded(db, [guard(fenceHeld(first))])).rejects.toThrow(GuardFailed);
		await expect(commitGuarded(db, takeLease(first, NOW))).rejects.toThrow(GuardFailed);
		await commitGuarded(db, [guard(fenceHeld(second))]);
		expect((await readSituation(db, at.connection, NOW)).fence).toBe(second.fence);
	});

	it("is given to people's words before runs, and to the first of each", async () => {
		const at = await desk();
		const run = await at.run("auto", NOW);
		const late = await at.run("verb", NOW + 2);
		const early = await at.run("verb", NOW + 1);
		const order: string[] = [];
		for (let n = 0; n < 3; n++) {
			const { next } = await readSituation(db, at.connection, NOW + 10);
			if (!next) throw new Error("nobody is in line");
			order.push(next.id);
			await at.end(await at.take(next));
		}
		expect(order).toEqual([early.id, late.id, run.id]);
	});

	it("taken by somebody since makes worthless what was read before", async () => {
		const at = await desk();
		const { fence } = await readSituation(db, at.connection, NOW);
		await commitGuarded(db, [fenceStands(at.connection, fence)]);
		const late = withNextFence(await at.run(), fence);
		await at.end(await at.take(await at.run()));
		await expect(commitGuarded(db, [fenceStands(at.connection, fence)])).rejects.toThrow(GuardFailed);
		await expect(commitGuarded(db, takeLease(late, NOW))).rejects.toThrow(GuardFailed);
	});
});

describe("law 3: an intent", () => {
	it("says when it was last sent, and what was sent first", async () => {
		const scope = { connection: crypto.randomUUID(), side: "accurate", entity: "customer" } as const;
		const open = (now: number, codeKey: string, searched: boolean) =>
			commit(db, [
				openIntents(scope, [{ sourceId: "1", codeKey, sent: { code: codeKey } }], { runId: "r", now, again: false, searched }),
			]);
		await open(NOW, "A", true);
		await open(NOW + 90_000, "A", true);
		expect((await intentsOf(db, scope, ["1"])).get("1")).toEqual({ codeKey: "A", sent: { code: "A" }, at: NOW + 90_000 });
		await open(NOW + 95_000, "B", true);
		expect((await intentsOf(db, scope, ["1"])).get("1")).toEqual({ codeKey: "B", sent: { code: "B" }, at: NOW + 95_000 });
		await db.run(sql`DELETE FROM intent WHERE connection_id = ${scope.connection}`);
	});
});
