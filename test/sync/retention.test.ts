import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { connectionSettings } from "../../src/domain/settings.ts";
import { commit, database, type Statement } from "../../src/store/database.ts";
import { lastRun, lastWord } from "../../src/store/runs.ts";
import { prune } from "../../src/sync/prune.ts";
import { type Executed, planOf, telling } from "../support/statements.ts";
import { unbounded } from "../support/unbounded.ts";

const DAY_MS = 24 * 3_600_000;
const NOW = Date.UTC(2026, 10, 26, 2);
const ago = (days: number): number => NOW - days * DAY_MS;
const CONNECTION = "default";
const db = database(env.DB);

const numbers = (count: number) =>
	sql`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < CAST(${count} AS INTEGER))`;
const run = (id: string, mode: string, days: number, state = "done", question: string | null = null): Statement =>
	sql`INSERT INTO run (id, connection_id, mode, entities, "trigger", actor, state, phase, fence, started_at, finished_at, question)
		VALUES (${id}, ${CONNECTION}, ${mode}, '["customer"]', 'api', '{"kind":"cron"}', ${state}, 9, 1, ${ago(days)},
			${state === "queued" || state === "needs_confirmation" ? null : ago(days) + 60_000}, ${question})`;
const change = (runId: string, seq: number, days: number, doubt = 0): Statement =>
	sql`INSERT INTO change (run_id, seq, connection_id, entity, side, operation, smh_id, accurate_id, label, state, in_doubt, at)
		VALUES (${runId}, ${seq}, ${CONNECTION}, 'customer', 'smh', 'update', ${`${runId}-${seq}`}, '1', 'x', 'applied', ${doubt}, ${ago(days)})`;

/** 500 days of a company: four runs a day with four changes each, and all that goes with them. */
async function aLongHistory(): Promise<void> {
	const every = (n: number) => sql`CAST(${NOW} - i * ${Math.floor(DAY_MS / n)} AS INTEGER)`;
	await commit(db, [
		sql`INSERT INTO connection (id, fence, created_at) VALUES (${CONNECTION}, 0, 0)`,
		sql`${numbers(2_000)} INSERT INTO run (id, connection_id, mode, entities, "trigger", actor, state, phase, fence, started_at, finished_at)
			SELECT 'r-' || i, ${CONNECTION}, CASE i % 4 WHEN 0 THEN 'auto' ELSE 'signals' END, '["customer"]', 'cron', '{"kind":"cron"}', 'done', 9, 1,
				${every(4)}, ${every(4)} + 1000 FROM n`,
		sql`${numbers(8_000)} INSERT INTO change (run_id, seq, connection_id, entity, side, operation, smh_id, accurate_id, label, state, at)
			SELECT 'r-' || ((i - 1) / 4 + 1), i % 4, ${CONNECTION}, 'customer', 'smh', 'update', CAST(i AS TEXT), CAST(i AS TEXT), 'x', 'applied', ${NOW} FROM n`,
		sql`INSERT INTO notice (connection_id, run_id, what, at) SELECT ${CONNECTION}, id, 'report', 0 FROM run`,
		sql`INSERT INTO watcher (run_id, chat_id, message_id, language, shown, finished) SELECT id, 7, 1, 'id', '', 1 FROM run`,
		sql`${numbers(2_000)} INSERT INTO audit (connection_id, at, actor, action, detail)
			SELECT ${CONNECTION}, CAST(${ago(1_000)} + i * ${DAY_MS / 2} AS INTEGER), '{"kind":"cron"}', 'run.start', '{}' FROM n`,
		sql`${numbers(4_000)} INSERT INTO inbox (connection_id, source, delivery_id, entity, record_id, received_at, done_at)
			SELECT ${CONNECTION}, 'smh', 'd-' || i, 'customer', CAST(i AS TEXT), CAST(${ago(400)} + i * ${DAY_MS / 10} AS INTEGER), CASE WHEN i > 2 THEN 1 END FROM n`,
		sql`${numbers(600)} INSERT INTO conflict (id, connection_id, run_id, entity, smh_id, accurate_id, label, field, smh_value, accurate_value, winner, at)
			SELECT 'c-' || i, ${CONNECTION}, 'r-' || i, 'customer', CAST(i AS TEXT), CAST(i AS TEXT), 'x', 'name', '"a"', '"b"',
				CASE WHEN i % 100 = 0 THEN NULL ELSE 'accurate' END, ${every(1)} FROM n`,
		sql`${numbers(200)} INSERT INTO dead_letter (id, connection_id, queue, body, cause, at, replayed_at)
			SELECT 'l-' || i, ${CONNECTION}, 'sync-jobs', '{}', 'gagal', ${every(2)}, CASE WHEN i % 50 = 0 THEN NULL ELSE 1 END FROM n`,
		sql`${numbers(1_000)} INSERT INTO heard (connection_id, source, hour, first_at, last_at)
			SELECT ${CONNECTION}, 'smh', CAST(${NOW / 3_600_000} - i AS INTEGER), 0, 0 FROM n`,
		sql`${numbers(500)} INSERT INTO press (connection_id, button, at) SELECT ${CONNECTION}, 'b-' || i, ${every(10)} FROM n`,
	]);
	await commit(db, [
		run("old-full", "full", 450),
		run("last-full", "full", 440),
		run("last-preview", "preview", 430),
		run("asked-and-not-done", "auto", 420, "cancelled", '{"kind":"removals"}'),
		run("waits", "full", 410, "needs_confirmation", '{"kind":"removals"}'),
		change("waits", 1, 410),
		run("doubtful", "auto", 405),
		change("doubtful", 1, 405, 1),
		change("doubtful", 2, 405),
		run("asks-still", "signals", 400),
		sql`UPDATE conflict SET run_id = 'asks-still' WHERE id = 'c-500'`,
	]);
}

const count = async (what: ReturnType<typeof sql>): Promise<number> => {
	const [row] = await db.all<{ n: number }>(sql`SELECT count(*) AS n FROM ${what}`);
	return row?.n ?? -1;
};

describe("what is over is kept for as long as the settings say", () => {
	const executed: Executed[] = [];
	const spent: { statements: number; read: number; written: number; dropped: number }[] = [];

	async function tick(): Promise<number> {
		executed.length = 0;
		const logged: Record<string, number>[] = [];
		const told = database(telling(env.DB, (one) => void executed.push(one)));
		const log = {
			info: (_: string, fields?: object) => void logged.push({ ...fields }),
			warn: () => {},
			error: () => {},
		};
		const budget = () => ({ calls: 40, statements: 40, ms: 60_000 });
		await prune({ db: told, connection: CONNECTION, settings: connectionSettings.parse({}), budget, log, now: () => NOW });
		const dropped = logged.flatMap((fields) => Object.values(fields)).reduce((sum, n) => sum + n, 0);
		spent.push({
			statements: executed.length,
			read: executed.reduce((sum, { rowsRead }) => sum + rowsRead, 0),
			written: executed.reduce((sum, { written }) => sum + written, 0),
			dropped,
		});
		return dropped;
	}

	beforeAll(async () => {
		await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
		await aLongHistory();
		while (spent.length < 400) if ((await tick()) === 0) break;
	});

	it("a history of more than a year goes tick by tick, each within its budget of statements and rows", async ({ task }) => {
		const most = (of: (one: (typeof spent)[number]) => number): number => Math.max(...spent.map(of));
		const figures = {
			ticks: spent.length,
			"most statements a tick": most((one) => one.statements),
			"most rows read": most((one) => one.read),
			"most rows written": most((one) => one.written),
			"read by a tick with nothing to do": spent.at(-1)?.read ?? 0,
		};
		task.meta.figures = { "pruning 500 days": figures };
		expect(spent.length).toBeGreaterThan(20);
		expect(most((one) => one.statements)).toBeLessThanOrEqual(17);
		expect(most((one) => one.dropped)).toBeLessThanOrEqual(150);
		expect(most((one) => one.read)).toBeLessThan(3_000);
		// 96 ticks a day and 100,000 rows of the free plan.
		expect(most((one) => one.written)).toBeLessThan(1_000);
	});

	it("a tick with nothing to do asks one thing and reads next to nothing", async () => {
		expect(spent.at(-1)).toMatchObject({ statements: 1, dropped: 0 });
		expect(spent.at(-1)?.read).toBeLessThan(60);
	});

	it("nothing older is left, and nothing younger is gone", async () => {
		expect(
			await count(
				sql`change WHERE run_id IN (SELECT id FROM run WHERE started_at < ${ago(180)}) AND in_doubt = 0 AND run_id <> 'waits'`,
			),
		).toBe(0);
		expect(await count(sql`change WHERE run_id LIKE 'r-%'`)).toBe(4 * 720);
		expect(await count(sql`run WHERE id LIKE 'r-%'`)).toBe(4 * 365);
		expect(await count(sql`audit`)).toBe(await count(sql`audit WHERE at >= ${ago(730)}`));
		expect(await count(sql`audit`)).toBe(1_461);
		expect(await count(sql`inbox WHERE done_at IS NOT NULL`)).toBe(301);
		expect(await count(sql`conflict WHERE winner IS NOT NULL`)).toBe(362);
		expect(await count(sql`dead_letter WHERE replayed_at IS NOT NULL`)).toBe(59);
		expect(await count(sql`heard`)).toBe(720);
		expect(await count(sql`press`)).toBe(300);
		expect(await count(sql`notice WHERE run_id NOT IN (SELECT id FROM run)`)).toBe(0);
		expect(await count(sql`watcher WHERE run_id NOT IN (SELECT id FROM run)`)).toBe(0);
	});

	it("what is open stays, whatever its age: runs, conflicts, doubts, messages, what nobody has taken in", async () => {
		const ids = await db.all<{ id: string }>(
			sql`SELECT id FROM run WHERE started_at < ${ago(365)} AND id NOT LIKE 'r-%' ORDER BY started_at`,
		);
		expect(ids.map(({ id }) => id)).toEqual([
			"last-full",
			"last-preview",
			"asked-and-not-done",
			"waits",
			"doubtful",
			"asks-still",
		]);
		expect(await count(sql`change WHERE run_id = 'waits'`)).toBe(1);
		expect(await db.all(sql`SELECT seq FROM change WHERE run_id = 'doubtful'`)).toEqual([{ seq: 1 }]);
		expect(await count(sql`conflict WHERE winner IS NULL`)).toBe(6);
		expect(await count(sql`dead_letter WHERE replayed_at IS NULL`)).toBe(4);
		expect(await count(sql`inbox WHERE done_at IS NULL`)).toBe(2);
	});

	it("the last runs of each kind stay: what the bot and the page say of them is still true", async () => {
		expect((await lastRun(db, CONNECTION))?.mode).toBe("auto");
		expect(await lastWord(db, CONNECTION)).not.toBeNull();
	});

	it("law 18: no statement goes through a whole table", async () => {
		await db.run(sql`UPDATE connection SET changes_pruned = 0, runs_pruned = 0`);
		await commit(db, [change("r-1999", 9, 1), run("again", "signals", 600), change("again", 1, 600)]);
		await db.run(
			sql`INSERT INTO audit (id, connection_id, at, actor, action, detail) VALUES (1, ${CONNECTION}, 0, '{}', 'x', '{}')`,
		);
		await tick();
		expect(executed.length).toBeGreaterThan(3);
		const lines = await Promise.all(executed.map(async (one) => unbounded(one.sql, await planOf(one))));
		// The first so many by their number, whose age has no index: LIMIT bounds them, and the rows read above show it.
		const byNumber = ["SEARCH audit USING INDEX audit_recent (connection_id=?)", "SCAN inbox"];
		expect(lines.flat().filter((line) => !byNumber.includes(line))).toEqual([]);
	});
});
