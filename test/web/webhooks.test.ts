import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { readSettings } from "../../src/env.ts";
import { database } from "../../src/store/database.ts";
import { ACCURATE_SECRET, createWorld, SMH_SECRET, type World } from "./support.ts";

const MINUTE_MS = 60_000;
const MEGABYTE = 1024 * 1024;
const OTHER_SECRET = `whsec_${btoa("the-secret-that-is-to-come")}`;
const SMH_BODY = '{"type":"customer.updated","timestamp":"2026-11-23T01:00:00Z","data":{"id":17,"version":3}}';
const ACCURATE_PATH = `/webhooks/accurate/${ACCURATE_SECRET}`;

const post = (world: World, path: string, body: BodyInit, headers: Record<string, string> = {}) =>
	world.fetch(path, { method: "POST", headers: { "content-type": "application/json", ...headers }, body });

interface Signing {
	readonly secret?: string;
	readonly id?: string;
	readonly agoMs?: number;
}
function signature(text: string, { secret = SMH_SECRET, id = "msg_1", agoMs = 0 }: Signing = {}): Record<string, string> {
	const at = new Date(Date.now() - agoMs);
	return {
		"webhook-id": id,
		"webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
		"webhook-signature": new Webhook(secret).sign(id, at, text),
	};
}
const bySmh = (world: World, text: string, signing?: Signing) => post(world, "/webhooks/smh", text, signature(text, signing));
const byAccurate = (world: World, body: unknown) =>
	post(world, ACCURATE_PATH, typeof body === "string" ? body : JSON.stringify(body));

const customerEvent = (uuid: string, id: unknown = 51, action = "WRITE") => ({
	databaseId: 1001,
	type: "CUSTOMER",
	timestamp: "23/11/2026 08:00:00",
	uuid,
	data: [{ customerId: id, customerNo: "C-1", action }],
});

const signals = ({ db, connection }: World) =>
	db.all(
		sql`SELECT side, entity, record_id AS id, version, gone, count FROM signal WHERE connection_id = ${connection} ORDER BY 1, 2, 3`,
	);
const deliveries = ({ db, connection }: World) =>
	db.all<{ source: string; id: string }>(
		sql`SELECT source, delivery_id AS id FROM delivery WHERE connection_id = ${connection} ORDER BY 1, 2`,
	);
const quarantined = ({ db, connection }: World) =>
	db.all<{ queue: string; body: string; cause: string }>(
		sql`SELECT queue, body, cause FROM dead_letter WHERE connection_id = ${connection} ORDER BY at`,
	);
const everything = async (world: World) => ({
	signals: await signals(world),
	deliveries: await deliveries(world),
	quarantined: await quarantined(world),
});
const NOTHING = { signals: [], deliveries: [], quarantined: [] };

const SMH_SIGNAL = { side: "smh", entity: "customer", id: "17", version: 3, gone: 0, count: 1 };
const ACCURATE_SIGNAL = { side: "accurate", entity: "customer", id: "51", version: null, gone: 0, count: 1 };

/** A database that answers nothing any more. */
const away = () => {
	const refuse = () => Promise.reject(new Error("D1_ERROR: away"));
	const statement = { bind: () => statement, all: refuse, run: refuse, raw: refuse };
	// Only what the store calls; whatever it asks fails.
	return database({ prepare: () => statement, batch: refuse } as unknown as D1Database);
};

/** The real database, with the size of the longest text that it was handed; a real D1 takes 2 MB, the local one anything. */
function measured() {
	const longest = { bytes: 0 };
	const db = new Proxy(env.DB, {
		get(target, name) {
			if (name !== "prepare") return Reflect.get(target, name).bind(target);
			return (text: string) => {
				const statement = target.prepare(text);
				const bind = (...values: unknown[]) => {
					const sizes = values.map((value) => new TextEncoder().encode(String(value)).length);
					longest.bytes = Math.max(longest.bytes, ...sizes);
					return statement.bind(...values);
				};
				return Object.assign(Object.create(statement), { bind });
			};
		},
	});
	return { db: database(db), longest };
}
const D1_TAKES = 2_000_000;

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
		expect(world.told).toHaveLength(1);
	});

	it("takes it once when it comes several times at the same moment", async () => {
		const world = await createWorld();
		await Promise.all([1, 2, 3, 4].map(() => bySmh(world, SMH_BODY)));
		expect(await everything(world)).toMatchObject({ signals: [SMH_SIGNAL], deliveries: [{ id: "msg_1" }] });
		expect(world.told).toHaveLength(1);
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

	it("remembers what means nothing to us, says so in the log, and troubles nobody", async () => {
		const world = await createWorld();
		expect((await bySmh(world, '{"type":"order.created","data":{"id":9}}')).status).toBe(202);
		expect(await everything(world)).toEqual({ ...NOTHING, deliveries: [{ source: "smh", id: "msg_1" }] });
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

	it("is asked to come again when it could not be stored", async () => {
		const world = await createWorld(() => ({ db: away() }));
		expect((await bySmh(world, SMH_BODY)).status).toBe(500);
		expect((await bySmh(world, "garbage")).status).toBe(500);
		expect(await everything(world)).toEqual(NOTHING);
		expect(world.told).toEqual([]);
		expect(world.lines.filter(({ event }) => event === "webhook_failed")).toHaveLength(2);
	});

	it("is done once it is stored, even if the engine could not be told", async () => {
		const world = await createWorld(() => ({ onSignals: () => Promise.reject(new Error("the coordinator is away")) }));
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
		expect(world.told).toHaveLength(1);
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

	it("remembers what means nothing to us and counts it in the log", async () => {
		const world = await createWorld();
		const event = (uuid: string, type: string) => ({ ...customerEvent(uuid), type });
		const body = [event("a", "ITEM_QUANTITY"), event("b", "ITEM_QUANTITY"), event("c", "SALES_INVOICE")];
		expect((await byAccurate(world, body)).status).toBe(202);
		expect(await everything(world)).toEqual({
			...NOTHING,
			deliveries: ["a", "b", "c"].map((id) => ({ source: "accurate", id })),
		});
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
				{ source: "accurate", id: expect.stringMatching(/^unreadable:/) },
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
		expect((await deliveries(world)).length).toBe(2_026);
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

describe("a webhook's body of more than a megabyte", () => {
	const big = `[${" ".repeat(2 * MEGABYTE)}]`;
	const closed = () => ({ smhWebhook: { ok: false, message: "x" }, accurateWebhook: { ok: false, message: "x" } }) as const;

	/** Comes in pieces, without a length. */
	function stream(): { readonly body: ReadableStream<Uint8Array>; readonly given: () => number } {
		let bytes = 0;
		const body = new ReadableStream<Uint8Array>({
			pull(controller) {
				bytes += 64 * 1024;
				controller.enqueue(new Uint8Array(64 * 1024).fill(32));
				if (bytes >= 4 * MEGABYTE) controller.close();
			},
		});
		return { body, given: () => bytes };
	}

	it.each([
		["/webhooks/smh", signature(big)],
		["/webhooks/smh", {}],
		[ACCURATE_PATH, {}],
		["/webhooks/accurate/wrong", {}],
	])("is refused for its size, whatever else is wrong with it (%s, case %#)", async (path, headers) => {
		for (const world of [await createWorld(), await createWorld(closed)]) {
			const said = await post(world, path, big, { ...headers, "content-length": String(big.length) });
			const unsaid = await post(world, path, big, headers);
			const { body, given } = stream();
			const streamed = await post(world, path, body, headers);
			expect([said.status, unsaid.status, streamed.status]).toEqual([413, 413, 413]);
			expect(given()).toBeLessThan(1.5 * MEGABYTE);
			expect(await everything(world)).toEqual(NOTHING);
			expect(world.told).toEqual([]);
		}
	});

	it("is one byte more than what is taken", async () => {
		const world = await createWorld();
		const filled = (length: number) => SMH_BODY + " ".repeat(length - SMH_BODY.length);
		expect((await bySmh(world, filled(MEGABYTE))).status).toBe(202);
		expect((await bySmh(world, filled(MEGABYTE + 1))).status).toBe(413);
	});
});

describe("whatever bytes arrive", () => {
	const REAL = [
		SMH_BODY,
		'{"type":"product.deleted","data":{"id":4}}',
		JSON.stringify([customerEvent("a"), customerEvent("b", 52, "DELETE")]),
		JSON.stringify(customerEvent("c")),
	];
	const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
	const mutated = fc
		.tuple(fc.constantFrom(...REAL), fc.nat(), fc.nat(3), fc.uint8Array({ maxLength: 4 }))
		.map(([text, place, cut, put]) => {
			const bytes = encode(text);
			const at = place % bytes.length;
			return Uint8Array.from([...bytes.slice(0, at), ...put, ...bytes.slice(at + cut)]);
		});
	const truncated = fc.tuple(fc.constantFrom(...REAL), fc.nat()).map(([text, end]) => encode(text).slice(0, end % text.length));
	const bytes = fc.oneof(mutated, truncated, fc.uint8Array({ maxLength: 300 }), fc.json().map(encode));
	const asSigned = (body: Uint8Array): string => new TextDecoder("utf-8", { fatal: false, ignoreBOM: true }).decode(body);

	it("nothing that is not signed leaves a trace, and nothing is a failure of ours", async () => {
		const world = await createWorld();
		await fc.assert(
			fc.asyncProperty(bytes, fc.constantFrom("/webhooks/smh", "/webhooks/accurate/wrong"), async (body, path) => {
				const headers = { ...signature("something else") };
				expect((await post(world, path, body, headers)).status).toBe(path === "/webhooks/smh" ? 401 : 404);
			}),
			{ numRuns: 150 },
		);
		expect(await everything(world)).toEqual(NOTHING);
	});

	it.each(["smh", "accurate"] as const)(
		"what %s sends is taken in, or kept as unreadable, or both, but never half",
		async (source) => {
			const world = await createWorld();
			let nth = 0;
			await fc.assert(
				fc.asyncProperty(bytes, async (body) => {
					const before = await everything(world);
					const headers = source === "smh" ? signature(asSigned(body), { id: `m${nth++}` }) : {};
					const response = await post(world, source === "smh" ? "/webhooks/smh" : ACCURATE_PATH, body, headers);
					const after = await everything(world);
					expect([202, 400]).toContain(response.status);
					if (response.status === 400) expect(after.signals).toEqual(before.signals);
					// Each signal came with a delivery that is remembered, and each letter with its mark.
					const news = after.deliveries.length - before.deliveries.length;
					const letters = after.quarantined.length - before.quarantined.length;
					if (JSON.stringify(after.signals) !== JSON.stringify(before.signals)) expect(news).toBeGreaterThan(letters);
					expect(news).toBeGreaterThanOrEqual(letters);
					if (response.status === 400) {
						expect(after.quarantined.map((letter) => JSON.parse(letter.body))).toContain(asSigned(body));
					}
				}),
				{ numRuns: 150 },
			);
			expect(world.lines.filter(({ level }) => level === "error")).toEqual([]);
		},
	);
});

describe("the webhooks' secrets in the environment", () => {
	const smhOf = (secret: string) => readSettings({ ...env, SMH_WEBHOOK_SECRET: secret }).smhWebhook;
	const accurateOf = (secret: string) => readSettings({ ...env, ACCURATE_WEBHOOK_SECRET: secret }).accurateWebhook;

	it("are one, or several while one is being changed", () => {
		expect(smhOf(SMH_SECRET)).toEqual({ ok: true, value: { secrets: [SMH_SECRET] } });
		expect(smhOf(` ${OTHER_SECRET}  ${SMH_SECRET} `)).toEqual({ ok: true, value: { secrets: [OTHER_SECRET, SMH_SECRET] } });
		expect(accurateOf(`${ACCURATE_SECRET} another_secret-0001`)).toEqual({
			ok: true,
			value: { secrets: [ACCURATE_SECRET, "another_secret-0001"] },
		});
	});

	it.each([
		"",
		" ",
		"whsec_",
		"local-secret-without-a-prefix",
		"whsec_c2hvcnQ=",
		"whsec_not!base64!not!base64!not!",
		`${SMH_SECRET} x`,
	])("close SMH's webhook when they cannot be used (%j), and are not repeated", (secret) => {
		const message = expect.stringMatching(/^SMH webhook: SMH_WEBHOOK_SECRET[.\d]* (is missing|must be whsec_ .*)$/);
		expect(smhOf(secret)).toEqual({ ok: false, message });
	});

	it.each(["", "too-short", "with/a/slash/inside-it", "with%20escapes-inside-it", `${ACCURATE_SECRET} short`])(
		"close Accurate's webhook when they cannot be used (%j), and are not repeated",
		(secret) => {
			const message = expect.stringMatching(
				/^Accurate webhook: ACCURATE_WEBHOOK_SECRET[.\d]* (is missing|must be at least 16 .*)$/,
			);
			expect(accurateOf(secret)).toEqual({ ok: false, message });
		},
	);
});
