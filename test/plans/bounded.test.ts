import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { reasonText } from "../../src/domain/reasons.ts";
import { type Database, database } from "../../src/store/database.ts";
import { previewedChanges } from "../../src/store/preview.ts";
import type { SystemPort } from "../../src/systems/port.ts";
import { fillLarge } from "../support/large.ts";
import { type Executed, planOf, telling } from "../support/statements.ts";
import { type ChatWorld, chatWorld } from "../telegram/support.ts";
import { type Browser, createWorld, NOON, signedIn, type World } from "../web/support.ts";

/** Rows read for each row answered: its own, what it is joined with, and their index entries. One more row: an answer may be "none". */
const PER_ROW = 20;

/** What reads more, and why that has to be; each is a count or a search. The slowest is told at the end of the test run. */
const EXCEPTIONS: readonly { readonly why: string; readonly statement: RegExp }[] = [
	{
		why: "Sync Information counts the records of a side, in an index",
		statement: /FROM record INDEXED BY record_code\s+WHERE connection_id = \? GROUP/,
	},
	{
		why: "Sync Information counts the links by where they were born",
		statement: /FROM link\s+WHERE connection_id = \? AND state = 'linked' GROUP/,
	},
	{
		why: "Sync Information counts what is not in step, one by one",
		statement: /FROM problem p INDEXED BY problem_reason\s+CROSS JOIN|^WITH named AS/,
	},
	{ why: "Sync Information counts the sample records that stand alone", statement: /FROM record r INDEXED BY record_dummy/ },
	{ why: "open problems are counted in an index", statement: /SELECT count\(\*\) AS n FROM problem INDEXED BY problem_reason/ },
	{ why: "failed messages are counted in an index", statement: /select count\(\*\) from "dead_letter"/ },
	{ why: "a search by a part of the name looks at every employee, and at nobody else", statement: /r\.entity = 'employee'/ },
	{
		why: "a list of a run's changes that is narrowed to an entity reads that run's changes",
		statement: /^select .* from "change" where \("change"\."run_id" = \? and "change"\."entity"/,
	},
	{
		why: "what a preview leaves behind is told by looking at what it would change",
		statement: /FROM change WHERE run_id = \? AND state = 'previewed'/,
	},
	{
		why: "a list looks at those that the query before it has found, a few more than are asked for",
		statement: /value ->> 'id' AS id FROM json_each\(\?\)\) AS asked/,
	},
	{ why: "how fast changes arrive is told by the latest 3,000 signals, and by no more", statement: /^WITH s AS MATERIALIZED/ },
	{ why: "what was edited here and deleted there is found among the conflicts", statement: /p\.reason = 'CONFLICT'/ },
];

const API = [
	...["/status", "/report"],
	...["/sync-information", "/runs", "/runs/run-1", "/runs/run-1/changes", "/audit", "/conflicts", "/conflicts?open=true"],
	...[
		"/problems",
		"/problems?reason=CONFLICT",
		"/problems?entity=customer&reason=WAITING",
		"/problems?reason=DUMMY",
		"/problems?limit=10",
	],
	...[
		"/problems?reason=AWAITING_APPROVAL",
		"/problems?reason=POSSIBLE_DUPLICATE&entity=product",
		"/dead-letters",
		"/employees?q=Nama%2077",
	],
	...["/links?entity=customer", "/links", "/links?entity=customer&smhId=17", "/links?entity=customer&accurateId=17"],
];
const PAGES = [
	"/status",
	...[
		"/sync-information",
		"/sync-information/state",
		"/conflicts",
		"/conflicts?show=open",
		"/conflicts?show=settled",
		"/settings",
		"/history",
	],
	...[
		"/problems",
		"/problems?reason=CONFLICT",
		"/problems?reason=POSSIBLE_DUPLICATE",
		"/problems?reason=WAITING&entity=product",
		"/runs/run-1",
	],
	...["/problems/download?reason=MISSING_FIELD", "/runs/preview-1", "/runs/run-1?entity=employee"],
];
const COMMANDS = [
	"/status",
	"/laporan",
	"/info",
	"/masalah",
	"/karyawan Nama 77",
	"/konflik",
	"/gagal",
	"/pengaturan",
	"/start",
	"/bantuan",
];

/** What a page asks of a side: how much goes into one call. */
const port = { capabilities: { batchSize: () => 100, storesPartnerId: false } } as unknown as SystemPort;

describe("law 18: on 100,000 records, what people ask for is found by an index", () => {
	let world: World;
	let browser: Browser;
	let chat: ChatWorld;
	let db: Database;
	let executed: Executed[] = [];
	let slowest = 0;

	beforeAll(async () => {
		db = database(telling(env.DB, (one) => void executed.push(one)));
		world = await createWorld((deps) => ({
			db,
			sync: async () => ({ ...(await deps.sync()), db, ports: { smh: port, accurate: port } }),
		}));
		browser = await signedIn(world);
		chat = chatWorld({ connection: world.connection, db });
		await fillLarge(database(env.DB), world.connection, NOON);
	}, 60_000);

	/** Statements that read more than they may, each with how it would be carried out. */
	async function tooMany(ask: () => Promise<unknown>): Promise<readonly string[]> {
		executed = [];
		await ask();
		expect(executed.length).toBeGreaterThan(0);
		slowest = Math.max(slowest, ...executed.map(({ ms }) => ms));
		const greedy = executed.filter(({ sql, rows, rowsRead }) => {
			return rowsRead > PER_ROW * (rows + 1) && !EXCEPTIONS.some(({ statement }) => statement.test(sql.trim()));
		});
		return await Promise.all(
			greedy.map(async (one) => {
				const plan = (await planOf(one)).map(({ detail }) => detail).join("\n   ");
				return `read ${one.rowsRead} rows to answer ${one.rows}: ${one.sql.replaceAll(/\s+/g, " ")}\n   ${plan}`;
			}),
		);
	}

	it.each(API)("API %s", async (path) => {
		expect(await tooMany(async () => expect((await world.api(path)).status).toBe(200))).toEqual([]);
	});

	it.each(PAGES)("page %s", async (path) => {
		expect(await tooMany(async () => expect((await browser.get(path)).status).toBe(200))).toEqual([]);
	});

	it.each(COMMANDS)("bot %s", async (text) => {
		expect(await tooMany(() => chat.write(text))).toEqual([]);
	});

	it.each(["INVALID_FIELD", "POSSIBLE_DUPLICATE", "WAITING"] as const)("bot, the records of a reason: %s", async (reason) => {
		const button = reasonText(reason, "id").sentence.slice(0, 20);
		await chat.write("/masalah");
		expect(await tooMany(() => chat.press(button))).toEqual([]);
	});

	it("more of a preview, what matters most first", async () => {
		expect(await tooMany(() => previewedChanges(db, "preview-1", { offset: 10, limit: 10 }))).toEqual([]);
	});

	it("Sync Information, with all its counts, reads hardly more than each record and each link once", async ({ task }) => {
		// Measured and told, not asserted: how long something takes is the machine's business as well.
		task.meta.figures = { "queries on 100,000 records": { "slowest, in ms": slowest } };
		executed = [];
		await world.api("/sync-information");
		const read = executed.reduce((rows, { rowsRead }) => rows + rowsRead, 0);
		// Every record once, every link once, and some for what is not in step.
		expect(read).toBeLessThan(100_000 + 50_000 + 10 * 10_000);
	});

	it("a list goes on where nearly all that it looks at is told of elsewhere: every pair waits after a setting changed", async () => {
		await env.DB.prepare("UPDATE record SET changed_seq = planned_seq + 1 WHERE connection_id = ?").bind(world.connection).run();
		executed = [];
		const { status, body } = await world.api("/problems?reason=WAITING&limit=10");
		expect([status, (body as { data: unknown[] }).data.length]).toEqual([200, 10]);
		expect(executed.length).toBeLessThan(50);
	});
});
