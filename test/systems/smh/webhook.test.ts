import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { readDelivery } from "../../../src/systems/smh/webhook.ts";

const SECRET = `whsec_${btoa("the-secret-that-is-in-use")}`;
const OTHER = `whsec_${btoa("another-secret-altogether")}`;
const MINUTE_MS = 60_000;
const BODY = '{"type":"customer.updated","timestamp":"2026-11-23T01:00:00Z","data":{"id":17,"version":3}}';

/** Headers as SMH sends them. */
function signed(text: string, { secret = SECRET, id = "msg_1", agoMs = 0 } = {}): Headers {
	const at = new Date(Date.now() - agoMs);
	return new Headers({
		"webhook-id": id,
		"webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
		"webhook-signature": new Webhook(secret).sign(id, at, text),
	});
}
const read = (text: string, headers = signed(text), secrets: readonly string[] = [SECRET]) =>
	readDelivery(secrets, headers, text);

describe("a delivery of SMH's webhook", () => {
	it.each([
		["customer.created", "customer", false],
		["customer.updated", "customer", false],
		["customer.deleted", "customer", true],
		["product.created", "product", false],
		["product.updated", "product", false],
		["product.deleted", "product", true],
		["employee.created", "employee", false],
		["employee.updated", "employee", false],
		["employee.deleted", "employee", true],
	])("%s names the record that is to be read", (type, entity, gone) => {
		expect(read(JSON.stringify({ type, data: { id: 17, version: 3 } }))).toEqual({
			kind: "delivery",
			id: "msg_1",
			signals: [{ side: "smh", entity, id: "17", version: 3, gone }],
		});
	});

	it.each([{ id: 5 }, { id: 5, version: null }])("needs no version (%j)", (data) => {
		expect(read(JSON.stringify({ type: "product.updated", data }))).toMatchObject({ signals: [{ id: "5", version: null }] });
	});

	it("may carry whatever else it likes", () => {
		const body = { type: "product.updated", timestamp: [], data: { id: 5, name: { deep: [null] }, version: 1 }, extra: 1e300 };
		expect(read(JSON.stringify(body))).toMatchObject({ kind: "delivery", signals: [{ id: "5" }] });
	});

	it.each(["order.created", "customer.merged", "customer", "CUSTOMER.CREATED", "", "constructor", "__proto__"])(
		"of type %j is none of our business, whatever it holds",
		(type) => {
			expect(read(`{"type":${JSON.stringify(type)},"data":"anything"}`)).toEqual({ kind: "ignored", id: "msg_1", type });
		},
	);

	it.each([
		["", "the body is not JSON"],
		["customer.updated", "the body is not JSON"],
		[BODY.slice(0, -1), "the body is not JSON"],
		[`\uFEFF${BODY}`, "the body is not JSON"],
		["null", /expected object/],
		["[]", /expected object/],
		["{}", /^type: /],
		['{"type":7}', /^type: /],
		['{"type":"customer.updated"}', /^data: /],
		['{"type":"customer.updated","data":{"id":"17"}}', /^data\.id: /],
		['{"type":"customer.updated","data":{"id":0}}', /^data\.id: /],
		['{"type":"customer.updated","data":{"id":1.5}}', /^data\.id: /],
		['{"type":"customer.updated","data":{"id":1e30}}', /^data\.id: /],
		['{"type":"customer.updated","data":{"id":1,"version":"3"}}', /^data\.version: /],
		['{"__proto__":{"type":"customer.updated","data":{"id":1}}}', /^type: /],
		['{"type":"customer.updated","data":{"__proto__":{"id":1}}}', /^data\.id: /],
	])("that is signed but makes no sense is unreadable, and it is said why: %s", (text, cause) => {
		expect(read(text)).toEqual({ kind: "unreadable", cause: typeof cause === "string" ? cause : expect.stringMatching(cause) });
		expect(({} as Record<string, unknown>).type).toBeUndefined();
	});

	it("is read however deep it nests", () => {
		const nested = "[".repeat(200_000) + "]".repeat(200_000);
		expect(read(`{"type":"customer.updated","data":{"id":1,"more":${nested}}}`)).toMatchObject({ kind: "delivery" });
		expect(read(`{"type":"customer.updated","data":${nested}}`)).toMatchObject({ kind: "unreadable" });
	});
});

describe("the signature of SMH's webhook", () => {
	it("holds for five minutes, either way", () => {
		expect(read(BODY, signed(BODY, { agoMs: 4 * MINUTE_MS })).kind).toBe("delivery");
		expect(read(BODY, signed(BODY, { agoMs: -4 * MINUTE_MS })).kind).toBe("delivery");
		expect(read(BODY, signed(BODY, { agoMs: 6 * MINUTE_MS }))).toEqual({ kind: "forged" });
		expect(read(BODY, signed(BODY, { agoMs: -6 * MINUTE_MS }))).toEqual({ kind: "forged" });
	});

	it("may be of any secret that is in use, on our side and on theirs", () => {
		for (const secret of [SECRET, OTHER]) {
			expect(read(BODY, signed(BODY, { secret }), [SECRET, OTHER]).kind).toBe("delivery");
		}
		const both = signed(BODY);
		both.set("webhook-signature", `${signed(BODY, { secret: OTHER }).get("webhook-signature")} ${both.get("webhook-signature")}`);
		expect(read(BODY, both).kind).toBe("delivery");
	});

	it("is forged where it is of no secret of ours, and where we have none", () => {
		expect(read(BODY, signed(BODY), [OTHER])).toEqual({ kind: "forged" });
		expect(read(BODY, signed(BODY), [])).toEqual({ kind: "forged" });
	});

	it.each(["webhook-id", "webhook-timestamp", "webhook-signature"])("is forged without %s, or with another one", (name) => {
		const without = signed(BODY);
		without.delete(name);
		expect(read(BODY, without)).toEqual({ kind: "forged" });
		for (const value of ["", "0", "v1", "v1,", "v1,AAAA", "v2,AAAA", ",", "msg_2", "1e99", "-1", "9".repeat(40)]) {
			const headers = signed(BODY);
			headers.set(name, value);
			expect([value, read(BODY, headers)]).toEqual([value, { kind: "forged" }]);
		}
	});

	it("is over every character of the body", () => {
		for (const text of [
			`${BODY} `,
			` ${BODY}`,
			`\uFEFF${BODY}`,
			BODY.replace("17", "18"),
			JSON.stringify(JSON.parse(BODY), null, 1),
			"",
		]) {
			expect([text, read(text, signed(BODY))]).toEqual([text, { kind: "forged" }]);
		}
	});

	it("is asked for first: nothing that is not signed is looked into", () => {
		const anyHeaders = fc.record({
			"webhook-id": fc.string({ unit: "grapheme-ascii", maxLength: 20 }),
			"webhook-timestamp": fc.oneof(fc.constant(String(Math.floor(Date.now() / 1000))), fc.integer().map(String)),
			"webhook-signature": fc.oneof(
				fc.base64String(),
				fc.base64String().map((text) => `v1,${text}`),
			),
		});
		fc.assert(
			fc.property(anyHeaders, fc.oneof(fc.constant(BODY), fc.string(), fc.json()), (headers, text) => {
				expect(read(text, new Headers(headers))).toEqual({ kind: "forged" });
			}),
		);
	});
});

describe("whatever is signed", () => {
	it("is one of three things, and a delivery only where it names a record", () => {
		const body = fc.record(
			{
				type: fc.oneof(fc.constantFrom("customer.updated", "employee.deleted"), fc.string(), fc.jsonValue()),
				data: fc.oneof(fc.record({ id: fc.oneof(fc.integer(), fc.jsonValue()), version: fc.jsonValue() }), fc.jsonValue()),
			},
			{ requiredKeys: [] },
		);
		fc.assert(
			fc.property(
				fc.oneof(
					body.map((value) => JSON.stringify(value)),
					fc.json(),
					fc.string(),
				),
				(text) => {
					const found = read(text);
					expect(["unreadable", "ignored", "delivery"]).toContain(found.kind);
					if (found.kind === "delivery") {
						expect(found.signals).toHaveLength(1);
						expect(found.signals[0]?.id).toMatch(/^[1-9]\d*$/);
					}
				},
			),
			{ numRuns: 500 },
		);
	});
});
