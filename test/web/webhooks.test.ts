import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { takeIn } from "../../src/sync/inbox/intake.ts";
import { ACCURATE_SECRET, createWorld, SMH_SECRET, seedRecords } from "./support.ts";
import {
	ACCURATE_PATH,
	ACCURATE_SIGNAL,
	away,
	byAccurate,
	bySmh,
	customerEvent,
	D1_TAKES,
	deliveries,
	everything,
	MEGABYTE,
	measured,
	NOTHING,
	OTHER_SECRET,
	post,
	quarantined,
	SMH_BODY,
	SMH_SIGNAL,
	signals,
	signature,
} from "./webhook-support.ts";

const MINUTE_MS = 60_000;

describe("SMH's webhook", () => {
	it("stores which record changed, tells the engine, and is done", async () => {
		const world = await createWorld();
		const response = await bySmh(world, SMH_BODY);
		expect([response.status, await response.text()]).toEqual([202, ""]);
		expect(await everything(world)).toEqual({
			signals: [SMH_SIGNAL],
			deliveries: [{ source: "smh", id: "msg_1" }],
			quarantined: [],
		});
		expect(world.told).toHaveLength(1);
	});

	it("takes the same delivery once, however often it comes, and says 202 each time", async () => {
		const world = await createWorld();
		await bySmh(world, SMH_BODY);
		const before = await everything(world);
		const answers = await Promise.all([1, 2, 3].map(() => bySmh(world, SMH_BODY)));
		expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
		expect(await everything(world)).toEqual(before);
	});

	it("tells the engine again of what came before and is not done yet, and no more of what is", async () => {
		const world = await createWorld();
		for (let time = 0; time < 3; time++) await bySmh(world, SMH_BODY);
		expect(world.told).toHaveLength(3);
		await world.db.run(sql`UPDATE inbox SET done_at = 1 WHERE connection_id = ${world.connection}`);
		expect((await bySmh(world, SMH_BODY)).status).toBe(202);
		expect(world.told).toHaveLength(3);
	});

	it("leaves no row of an echo: a version that the answer to our own write has brought", async () => {
		const world = await createWorld();
		await seedRecords(world, "smh", "customer", [{ id: "17" }]);
		await world.db.run(sql`UPDATE record SET version = '3', planned_seq = changed_seq WHERE connection_id = ${world.connection}`);
		expect((await bySmh(world, SMH_BODY)).status).toBe(202);
		expect([await everything(world), world.told]).toEqual([NOTHING, []]);
		await world.db.run(sql`UPDATE record SET version = '2' WHERE connection_id = ${world.connection}`);
		await bySmh(world, SMH_BODY);
		expect(await signals(world)).toEqual([SMH_SIGNAL]);
	});

	it("takes it once when it comes several times at the same moment", async () => {
		const world = await createWorld();
		await Promise.all([1, 2, 3, 4].map(() => bySmh(world, SMH_BODY)));
		expect(await everything(world)).toMatchObject({ signals: [SMH_SIGNAL], deliveries: [{ id: "msg_1" }] });
	});

	it.each([
		["signed with another secret", { ...signature(SMH_BODY, { secret: OTHER_SECRET }) }],
		["signed six minutes ago", { ...signature(SMH_BODY, { agoMs: 6 * MINUTE_MS }) }],
		["signed for another body", { ...signature(`${SMH_BODY} `) }],
		["signed for another id", { ...signature(SMH_BODY), "webhook-id": "msg_2" }],
		["with a signature that is none", { ...signature(SMH_BODY), "webhook-signature": "v1" }],
		["not signed", {}],
	])("turns away what is %s, without a word", async (_, headers) => {
		const world = await createWorld();
		const response = await post(world, "/webhooks/smh", SMH_BODY, headers);
		expect([response.status, await response.text()]).toEqual([401, ""]);
		expect(await everything(world)).toEqual(NOTHING);
		expect(world.told).toEqual([]);
		expect(world.lines).toMatchObject([{ level: "warn", event: "smh_webhook_forged" }]);
	});

	it("takes either secret while one is being changed, and the old one no longer after that", async () => {
		const both = await createWorld(() => ({ smhWebhook: { ok: true, value: { secrets: [OTHER_SECRET, SMH_SECRET] } } }));
		expect((await bySmh(both, SMH_BODY, { id: "old" })).status).toBe(202);
		expect((await bySmh(both, SMH_BODY, { id: "new", secret: OTHER_SECRET })).status).toBe(202);
		const changed = await createWorld(() => ({ smhWebhook: { ok: true, value: { secrets: [OTHER_SECRET] } } }));
		expect((await bySmh(changed, SMH_BODY)).status).toBe(401);
	});

	it("leaves no row of what means nothing to us, says so in the log, and troubles nobody", async () => {
		const world = await createWorld();
		expect((await bySmh(world, '{"type":"order.created","data":{"id":9}}')).status).toBe(202);
		expect(await everything(world)).toEqual(NOTHING);
		expect(world.told).toEqual([]);
		expect(world.lines).toContainEqual({
			level: "info",
			event: "webhook_ignored",
			fields: { source: "smh", type: "order.created" },
		});
	});

	it("keeps what is signed and cannot be read, once, and says what is wrong with it", async () => {
		const world = await createWorld();
		const text = '{"type":"customer.updated","data":{"id":"<17>"}}';
		const response = await bySmh(world, text);
		expect([response.status, await response.json()]).toEqual([
			400,
			{ error: { code: "unreadable", message: expect.stringMatching(/^data\.id: /) } },
		]);
		expect((await bySmh(world, text, { id: "again" })).status).toBe(400);
		expect(await signals(world)).toEqual([]);
		expect(await quarantined(world)).toEqual([
			{ queue: "webhooks/smh", body: JSON.stringify(text), cause: expect.stringMatching(/^data\.id: /) },
		]);
		expect(world.told).toEqual([]);
	});

	it("counts a byte order mark to what was signed, and to what is kept", async () => {
		const world = await createWorld();
		expect((await bySmh(world, `\uFEFF${SMH_BODY}`)).status).toBe(400);
		expect((await quarantined(world)).map(({ body }) => JSON.parse(body))).toEqual([`\uFEFF${SMH_BODY}`]);
	});

	it("keeps the beginning of what is too long for a row", async () => {
		const { db, longest } = measured();
		const world = await createWorld(() => ({ db }));
		const text = "\u0001".repeat(MEGABYTE);
		expect((await bySmh(world, text)).status).toBe(400);
		const [letter] = await quarantined(world);
		expect(JSON.parse(letter?.body ?? "")).toBe(text.slice(0, 256 * 1024));
		expect(letter?.cause).toContain("only the first");
		expect(longest.bytes).toBeLessThan(D1_TAKES);
	});

	it("takes a body that nests deep, or would pollute a prototype, for what it is", async () => {
		const world = await createWorld();
		const nested = "[".repeat(100_000) + "]".repeat(100_000);
		expect((await bySmh(world, `{"type":"customer.updated","data":{"id":17,"version":3,"x":${nested}}}`)).status).toBe(202);
		expect((await bySmh(world, nested, { id: "2" })).status).toBe(400);
		const polluting = '{"__proto__":{"type":"customer.deleted","data":{"id":18}},"constructor":{"prototype":{"type":"x"}}}';
		expect((await bySmh(world, polluting, { id: "3" })).status).toBe(400);
		expect(await signals(world)).toEqual([SMH_SIGNAL]);
		expect(({} as Record<string, unknown>).type).toBeUndefined();
	});

	it("takes in an event that names more records than one parameter of the database holds", async () => {
		const world = await createWorld();
		const data = Array.from({ length: 9_000 }, (_, index) => ({ customerId: index + 1, action: "WRITE" }));
		expect((await byAccurate(world, [{ ...customerEvent("many"), data }])).status).toBe(202);
		expect((await signals(world)).length).toBe(9_000);
	});

	it("is asked to come again when it could not be stored", async () => {
		const world = await createWorld(() => ({ db: away() }));
		expect((await bySmh(world, SMH_BODY)).status).toBe(500);
		expect((await bySmh(world, "garbage")).status).toBe(500);
		expect(await everything(world)).toEqual(NOTHING);
		expect(world.told).toEqual([]);
		expect(world.lines.filter(({ event }) => event === "webhook_failed")).toHaveLength(2);
	});

	it("is done once it is stored, even if the engine could not be told", async () => {
		const world = await createWorld((deps) => {
			const wake = () => Promise.reject(new Error("the coordinator is away"));
			return { takeIn: (source, deliveries) => takeIn({ ...deps, wake }, source, deliveries) };
		});
		expect((await bySmh(world, SMH_BODY)).status).toBe(202);
		expect(await signals(world)).toEqual([SMH_SIGNAL]);
		expect(world.lines).toContainEqual(expect.objectContaining({ level: "error", event: "webhook_engine_not_told" }));
	});

	it("is closed, and says which setting is missing, without a secret", async () => {
		const message = "SMH webhook: SMH_WEBHOOK_SECRET is missing";
		const world = await createWorld(() => ({ smhWebhook: { ok: false, message } }));
		const response = await bySmh(world, SMH_BODY);
		expect([response.status, await response.json()]).toEqual([503, { error: { code: "not_configured", message } }]);
		expect(await everything(world)).toEqual(NOTHING);
	});
});

describe("Accurate's webhook", () => {
	it("stores which records changed, out of an array or a single event, and tells the engine", async () => {
		const world = await createWorld();
		const item = { ...customerEvent("b"), type: "ITEM", data: [{ itemId: "7", action: "DELETE" }] };
		expect((await byAccurate(world, [customerEvent("a"), item])).status).toBe(202);
		expect((await byAccurate(world, customerEvent("c", 52))).status).toBe(202);
		expect(await everything(world)).toEqual({
			signals: [
				ACCURATE_SIGNAL,
				{ ...ACCURATE_SIGNAL, id: "52" },
				{ side: "accurate", entity: "product", id: "7", version: null, gone: 1, count: 1 },
			],
			deliveries: ["a", "b", "c"].map((id) => ({ source: "accurate", id })),
			quarantined: [],
		});
		expect(world.told).toHaveLength(2);
	});

	it("takes each event once, whichever body brings it", async () => {
		const world = await createWorld();
		await byAccurate(world, [customerEvent("a"), customerEvent("a")]);
		const before = await everything(world);
		expect(before).toMatchObject({ signals: [ACCURATE_SIGNAL], deliveries: [{ id: "a" }] });
		expect((await byAccurate(world, customerEvent("a"))).status).toBe(202);
		expect(await everything(world)).toEqual(before);
	});

	it("gives a wrong secret the answer of any address that is not there", async () => {
		const world = await createWorld();
		const nowhere = await post(world, "/webhooks/nowhere", "[]");
		const expected = [404, await nowhere.text()];
		for (const secret of [
			"wrong",
			`${ACCURATE_SECRET}x`,
			ACCURATE_SECRET.slice(0, -1),
			ACCURATE_SECRET.toUpperCase(),
			"%E0%A4%A",
			"%00",
		]) {
			const response = await post(world, `/webhooks/accurate/${secret}`, JSON.stringify(customerEvent("a")));
			expect([response.status, await response.text()]).toEqual(expected);
		}
		for (const path of ["/webhooks/accurate", "/webhooks/accurate/", `${ACCURATE_PATH}/more`]) {
			expect((await post(world, path, JSON.stringify(customerEvent("a")))).status).toBe(404);
		}
		expect(await everything(world)).toEqual(NOTHING);
		expect(world.told).toEqual([]);
	});

	it("takes either secret while one is being changed", async () => {
		const secrets = [ACCURATE_SECRET, "the-secret-that-is-to-come"];
		const world = await createWorld(() => ({ accurateWebhook: { ok: true, value: { secrets, databaseId: null } } }));
		for (const secret of secrets) {
			expect((await post(world, `/webhooks/accurate/${secret}`, JSON.stringify(customerEvent(secret)))).status).toBe(202);
		}
		expect(await deliveries(world)).toHaveLength(2);
	});

	it("says no secret in the log, nor in an answer, whatever happens", async () => {
		const worlds = await Promise.all([createWorld(), createWorld(() => ({ db: away() }))]);
		for (const world of worlds) {
			for (const body of ["garbage", JSON.stringify(customerEvent("a")), "[{}]", "x".repeat(MEGABYTE + 1)]) {
				expect(await (await byAccurate(world, body)).text()).not.toContain(ACCURATE_SECRET);
			}
			await post(world, `${ACCURATE_PATH}x`, "[]");
			expect(JSON.stringify(world.lines)).not.toContain(ACCURATE_SECRET);
		}
	});

	it("leaves no row of what means nothing to us, and counts it in the log", async () => {
		const world = await createWorld();
		const event = (uuid: string, type: string) => ({ ...customerEvent(uuid), type });
		const body = [event("a", "ITEM_QUANTITY"), event("b", "ITEM_QUANTITY"), event("c", "SALES_INVOICE")];
		expect((await byAccurate(world, body)).status).toBe(202);
		expect(await everything(world)).toEqual(NOTHING);
		expect(world.told).toEqual([]);
		const types = [
			{ type: "ITEM_QUANTITY", count: 2 },
			{ type: "SALES_INVOICE", count: 1 },
		];
		expect(world.lines).toContainEqual({ level: "info", event: "webhook_ignored", fields: { source: "accurate", types } });
	});

	it("leaves another database's events alone, with a word in the log", async () => {
		const known = { secrets: [ACCURATE_SECRET], databaseId: "1001" };
		const world = await createWorld(() => ({ accurateWebhook: { ok: true, value: known } }));
		const foreign = { ...customerEvent("b", 99), databaseId: 2002 };
		expect((await byAccurate(world, [customerEvent("a"), foreign])).status).toBe(202);
		expect((await byAccurate(world, foreign)).status).toBe(202);
		expect(await everything(world)).toMatchObject({ signals: [ACCURATE_SIGNAL], deliveries: [{ id: "a" }], quarantined: [] });
		expect(world.lines).toContainEqual({
			level: "info",
			event: "webhook_ignored",
			fields: { source: "accurate", otherDatabase: 1 },
		});
	});

	it("takes in the good events of a body and keeps the body because of the bad one", async () => {
		const world = await createWorld();
		const body = JSON.stringify([customerEvent("a"), customerEvent("b", "C-1"), customerEvent("c", 52)]);
		expect((await byAccurate(world, body)).status).toBe(202);
		expect(await everything(world)).toEqual({
			signals: [ACCURATE_SIGNAL, { ...ACCURATE_SIGNAL, id: "52" }],
			deliveries: [
				{ source: "accurate", id: "a" },
				{ source: "accurate", id: "c" },
			],
			quarantined: [
				{
					queue: "webhooks/accurate",
					body: JSON.stringify(body),
					cause: expect.stringMatching(/^event 2: data\.0\.customerId: /),
				},
			],
		});
		expect(world.told).toHaveLength(1);
	});

	it.each([
		"garbage",
		"",
		"null",
		"7",
		"[{}]",
		'[{"__proto__":{"type":"CUSTOMER"}}]',
		`${"[".repeat(50_000)}${"]".repeat(50_000)}`,
	])("keeps what nobody can read, once, and says what is wrong with it (%#)", async (text) => {
		const world = await createWorld();
		for (let time = 0; time < 2; time++) expect((await byAccurate(world, text)).status).toBe(400);
		expect(await quarantined(world)).toEqual([
			{ queue: "webhooks/accurate", body: JSON.stringify(text), cause: expect.any(String) },
		]);
		expect(await signals(world)).toEqual([]);
	});

	it("takes in as many events and records as a body can hold", async () => {
		const { db, longest } = measured();
		const world = await createWorld(() => ({ db }));
		const data = Array.from({ length: 1_000 }, (_, index) => ({ customerId: index + 1, action: "WRITE" }));
		const events = Array.from({ length: 26 }, (_, index) => ({ ...customerEvent(`${index}-${"u".repeat(90)}`), data }));
		const others = Array.from({ length: 2_000 }, (_, index) => ({ type: "X", uuid: `x${index}` }));
		expect((await byAccurate(world, [...events, ...others])).status).toBe(202);
		expect((await signals(world)).length).toBe(1_000);
		// The others name nothing of ours, and leave no row.
		expect((await deliveries(world)).length).toBe(26);
		expect(longest.bytes).toBeLessThan(D1_TAKES);
	});

	it("is asked to come again when it could not be stored", async () => {
		const world = await createWorld(() => ({ db: away() }));
		for (const body of [customerEvent("a"), [customerEvent("a"), {}], "garbage"]) {
			expect((await byAccurate(world, body)).status).toBe(500);
		}
		expect(await everything(world)).toEqual(NOTHING);
	});

	it("is closed, and says which setting is missing, without a secret", async () => {
		const message = "Accurate webhook: ACCURATE_WEBHOOK_SECRET is missing";
		const world = await createWorld(() => ({ accurateWebhook: { ok: false, message } }));
		const response = await byAccurate(world, customerEvent("a"));
		expect([response.status, await response.json()]).toEqual([503, { error: { code: "not_configured", message } }]);
	});
});
