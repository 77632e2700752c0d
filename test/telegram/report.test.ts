import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { words } from "../../src/domain/problem-detail.ts";
import { connectionSettings } from "../../src/domain/settings.ts";
import { commit } from "../../src/store/database.ts";
import { keepDeadLetter } from "../../src/store/deadletters.ts";
import { takeInDeliveries } from "../../src/store/inbox.ts";
import { COMPLETE } from "../support/setup.ts";
import { accurateStanding, loginThat } from "../support/standings.ts";
import { type ChatWorld, chatWorld, seedChanges, seedLink, seedProblem, seedRecords } from "./support.ts";

beforeAll(() => applyD1Migrations(env.DB, env.TEST_MIGRATIONS));

/** What must not leave: as people and systems write it. */
const NAME = "Toko Sumber Rejeki & <i>Anak</i> 😀";
const CODE = "KD-778899";
const PHONE = "+628123456789";
const NPWP = "01.234.567.8-901.000";
const TOKEN = "aat.NTA.eyJ2IjoxfQ.rahasia";
const BRANCH = "Cabang Surabaya";
const ACTOR = "Budi Santoso";
const MARKED = [
	NAME,
	"Sumber",
	"Rejeki",
	"Anak",
	CODE,
	"778899",
	PHONE,
	"8123456789",
	NPWP,
	"234.567",
	TOKEN,
	"rahasia",
	BRANCH,
	"Surabaya",
	ACTOR,
	"Santoso",
];
const ALL = `${NAME} ${CODE} ${PHONE} ${NPWP} ${TOKEN} ${BRANCH} ${ACTOR}`;

/** A connection with all of them in every place that holds text. */
async function full(): Promise<ChatWorld> {
	const rules = { idUpTo: {}, codePrefixes: [CODE], nameContains: [NAME], categories: [BRANCH] };
	const settings = connectionSettings.parse({ branch: BRANCH, dummy: { smh: rules, accurate: rules } });
	const world: ChatWorld = chatWorld({
		setup: { ...COMPLETE, connection: `Connection: CONNECTION_SETTINGS ${ALL}` },
		sync: async () => ({
			...world.context,
			settings,
			logins: [
				loginThat("accurate", () =>
					accurateStanding(world.clock.now, {
						refused: { words: ALL, remedy: "consent" },
						token: { issuedAt: null, endsAt: world.clock.now, unrenewable: ALL },
						missing: [{ on: "product", to: "save", name: ALL }],
					}),
				),
			],
		}),
	});
	const { db, connection, clock } = world;
	const now = clock.now;
	await seedRecords(world, [
		{ entity: "customer", side: "smh", id: CODE, code: CODE, name: NAME, projection: { name: NAME, phone: PHONE, npwp: NPWP } },
		{ entity: "customer", side: "accurate", id: PHONE, code: CODE, name: NAME, projection: { name: NAME } },
		{ entity: "customer", side: "accurate", id: "77", code: CODE, name: NAME },
	]);
	await seedLink(world, "customer", CODE, PHONE, "smh");
	for (const reason of ["REJECTED", "INVALID_FIELD", "UNREADABLE"] as const) {
		const id = reason === "REJECTED" ? "77" : `${reason}${CODE}`;
		await seedProblem(world, "customer", "accurate", id, reason, {
			field: CODE,
			detail: words(`Sudah ada data lain dengan ${ALL}`),
		});
	}
	const actor = { kind: "telegram", userId: 812_345, name: ACTOR } as const;
	const run = await world.run({
		state: "failed",
		actor,
		subject: JSON.stringify({ x: ALL }),
		finishedAt: now,
		fence: 0,
	});
	await world.run({ state: "done", trigger: "cron", actor, finishedAt: now, question: JSON.stringify({ x: ALL }) });
	await seedChanges(world, run.id, [{ entity: "customer", side: "smh", operation: "update", count: 1 }]);
	await takeInDeliveries(
		db,
		connection,
		"smh",
		[{ id: ALL, signals: [{ side: "smh", entity: "customer", id: "555", version: null, gone: false }] }],
		now,
	);
	const audit = JSON.stringify({ kind: "telegram", userId: 812_345, name: ACTOR });
	await commit(db, [
		sql`UPDATE run SET error = ${`HTTP 503: ${ALL}`} WHERE connection_id = ${connection}`,
		sql`UPDATE change SET label = ${ALL}, error = ${ALL}, before = ${JSON.stringify({ name: NAME })}, smh_id = ${CODE} WHERE run_id = ${run.id}`,
		keepDeadLetter({ connection, queue: ALL, body: { text: ALL }, cause: `out of retries ${ALL}`, at: now }),
		sql`INSERT INTO alert (connection_id, subject, told_at) VALUES (${connection}, ${ALL}, ${now}), (${connection}, ${`silent:smh:${ALL}`}, ${now})`,
		sql`INSERT INTO refusal (connection_id, side, entity, words, at) VALUES (${connection}, 'smh', 'product', ${ALL}, ${now})`,
		sql`INSERT INTO audit (connection_id, at, actor, action, detail) VALUES (${connection}, ${now}, ${audit}, ${ALL}, ${JSON.stringify({ x: ALL })})`,
		sql`UPDATE connection SET settings = ${JSON.stringify(settings)}, branches = ${JSON.stringify([BRANCH])} WHERE id = ${connection}`,
	]);
	return world;
}

describe("/laporan", () => {
	it("sends a file that holds nobody's name, code, number or secret, though they stand everywhere", async () => {
		const world = await full();
		await world.write("/laporan");
		const { document } = world.lastSaid();
		expect(document?.file_name).toBe("laporan-sinkron-2026-11-22.json");
		const content = document?.content ?? "";
		for (const word of MARKED) expect(content).not.toContain(word);
		// Nor what names the person, the bot's token, or the chat.
		for (const word of ["812345", world.options.telegram.botToken, "local-bot-token"]) expect(content).not.toContain(word);
	});

	it("still tells what helps: states, counts, and errors by known words", async () => {
		const world = await full();
		await world.write("/laporan");
		const report = JSON.parse(world.lastSaid().document?.content ?? "");
		expect(report).toMatchObject({
			format: 1,
			madeAt: "2026-11-22T10:00:00.000Z",
			versions: { projection: 1, database: expect.stringMatching(/^\d{4}_.*\.sql$/) },
			setup: { smh: "complete", connection: ["CONNECTION_SETTINGS"] },
			settings: {
				branch: "one",
				conflictPolicy: "accurate",
				dummy: { smh: { codePrefixes: 1, nameContains: 1, categories: 1 } },
			},
			logins: [{ side: "accurate", refused: { remedy: "consent" }, missing: ["product: save"], token: { daysLeft: 0 } }],
			openLetters: 1,
			letters: [{ queue: "other", cause: { phrases: ["out of retries"] }, replayedAt: null }],
			waiting: { count: 1 },
		});
		expect(report.faults).toEqual(expect.arrayContaining(["login_refused", "letters", "setting"]));
		expect(report.runs.map(({ state, trigger }: Record<string, unknown>) => [state, trigger]).sort()).toEqual([
			["done", "cron"],
			["failed", "telegram"],
		]);
		expect(report.runs.find(({ state }: Record<string, unknown>) => state === "failed").error).toMatchObject({ http: 503 });
		expect(report.said).toContainEqual({
			...{ entity: "customer", side: "accurate", reason: "REJECTED", count: 1, http: null, call: null, settings: [] },
			phrases: ["Sudah ada data lain dengan"],
		});
		expect(report.alerts.map(({ subject }: Record<string, unknown>) => subject).sort()).toEqual(["other", "silent:smh"]);
		expect(report.figures[0]).toMatchObject({ entity: "customer", accurate: { total: 2 } });
	});

	it("says in its caption, in the reader's language, that it may be passed on", async () => {
		const world = chatWorld();
		await world.write("/laporan");
		expect(world.lastSaid().text).toContain("aman diteruskan");
		await world.write("/laporan", { id: 8, first_name: "Budi", language_code: "en" } as Parameters<typeof world.write>[1]);
		expect(world.lastSaid({ id: 8 }).text).toContain("safe to pass on");
	});
});
