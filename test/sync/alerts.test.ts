import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { database } from "../../src/store/database.ts";
import { raiseAlert } from "../../src/sync/alerts.ts";
import type { Alert, Notifier } from "../../src/sync/context.ts";

const HOUR_MS = 3_600_000;
const kept: Alert = { kind: "dead_letters", count: 1, cause: "isinya tidak dapat dibaca" };

/** Admins who can be out of reach, and a clock. */
function office() {
	const told: Alert[] = [];
	const state: { now: number; reachable: boolean } = { now: Date.UTC(2026, 10, 22, 5), reachable: true };
	const notifier: Notifier = {
		progress: async () => {},
		asks: async () => {},
		ended: async () => {},
		async alert(alert) {
			if (!state.reachable) throw new Error("Telegram is down");
			told.push(alert);
		},
	};
	const log = { info() {}, warn() {}, error() {} };
	const ctx = { connection: crypto.randomUUID(), db: database(env.DB), notifier, log, now: () => state.now };
	return { told, state, ctx };
}

describe("an alert", () => {
	beforeAll(() => applyD1Migrations(env.DB, env.TEST_MIGRATIONS));

	it("is told once, however often the trouble is met, and again after six hours", async () => {
		const { told, state, ctx } = office();
		await raiseAlert(ctx, kept);
		state.now += 6 * HOUR_MS - 1;
		await raiseAlert(ctx, { ...kept, count: 9 });
		expect(told).toEqual([kept]);
		state.now += 1;
		await raiseAlert(ctx, { ...kept, count: 10 });
		expect(told).toEqual([kept, { ...kept, count: 10 }]);
	});

	it("is told once when two meet the trouble at the same moment", async () => {
		const { told, ctx } = office();
		await Promise.all([1, 2, 3, 4].map(() => raiseAlert(ctx, kept)));
		expect(told).toEqual([kept]);
	});

	it("of one trouble does not keep another one back, nor one side's the other's", async () => {
		const { told, ctx } = office();
		for (const side of ["smh", "accurate"] as const) await raiseAlert(ctx, { kind: "silent", side, since: 0 });
		await raiseAlert(ctx, { kind: "webhook_renewal_failed", side: "accurate", reason: "ditolak" });
		await raiseAlert(ctx, { kind: "signals_failed", reason: "ditolak" });
		expect(told.map(({ kind }) => kind)).toEqual(["silent", "silent", "webhook_renewal_failed", "signals_failed"]);
	});

	it("that could not be told is no hindrance to the work, and is told by the next who meets it", async () => {
		const { told, state, ctx } = office();
		state.reachable = false;
		await raiseAlert(ctx, kept);
		state.reachable = true;
		await raiseAlert(ctx, kept);
		expect(told).toEqual([kept]);
	});

	it("is no hindrance to the work even when the database is gone", async () => {
		const { told, ctx } = office();
		const broken = database({ prepare: () => expect.fail("D1 is down") } as unknown as D1Database);
		await expect(raiseAlert({ ...ctx, db: broken }, kept)).resolves.toBeUndefined();
		expect(told).toEqual([]);
	});
});
