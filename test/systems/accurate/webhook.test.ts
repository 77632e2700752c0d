import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readEvents } from "../../../src/systems/accurate/webhook.ts";

const event = (uuid: string, type: string, data: unknown, more: object = {}) => ({
	databaseId: 1001,
	type,
	timestamp: "23/11/2026 08:00:00",
	uuid,
	data,
	...more,
});
const customer = (uuid: string, id: unknown = 51, action: unknown = "WRITE") =>
	event(uuid, "CUSTOMER", [{ customerId: id, customerNo: "C-1", action }]);
const signal = (entity: string, id: string, gone = false) => ({ side: "accurate", entity, id, version: null, gone });

describe("a body of Accurate's webhook", () => {
	it("names the customers and items that are to be read, and says which were deleted", () => {
		const body = [
			event("a", "CUSTOMER", [
				{ customerId: 51, customerNo: "C-1", action: "WRITE" },
				{ customerId: 52, action: "DELETE" },
			]),
			event("b", "ITEM", [{ itemId: 7, itemNo: "I-1", action: "DELETE" }]),
		];
		expect(readEvents(body, null)).toEqual({
			deliveries: [
				{ id: "a", signals: [signal("customer", "51"), signal("customer", "52", true)] },
				{ id: "b", signals: [signal("product", "7", true)] },
			],
			ignored: new Map(),
			foreign: 0,
			unreadable: [],
		});
	});

	it("may be a single event instead of an array, and may be empty", () => {
		expect(readEvents(customer("a"), null)).toEqual(readEvents([customer("a")], null));
		expect(readEvents([], null)).toMatchObject({ deliveries: [], unreadable: [] });
	});

	it("may write ids as text", () => {
		expect(readEvents(customer("a", "51"), null)).toEqual(readEvents(customer("a", 51), null));
	});

	it("may carry whatever else it likes", () => {
		const body = event("a", "ITEM", [{ itemId: 7, action: "WRITE", itemNo: { deep: [] }, customerId: "x" }], {
			timestamp: null,
			databaseId: {},
			extra: [1],
		});
		expect(readEvents(body, null).deliveries).toEqual([{ id: "a", signals: [signal("product", "7")] }]);
	});

	it("tells of much that means nothing to us; that is remembered and counted", () => {
		const types = ["ITEM_QUANTITY", "SALES_INVOICE", "ITEM_QUANTITY", "customer", "EMPLOYEE", "constructor", "__proto__", ""];
		const found = readEvents(
			types.map((type, index) => event(`u${index}`, type, "anything")),
			null,
		);
		expect(found.deliveries).toEqual(types.map((_, index) => ({ id: `u${index}`, signals: [] })));
		expect([...found.ignored]).toEqual([
			["ITEM_QUANTITY", 2],
			["SALES_INVOICE", 1],
			["customer", 1],
			["EMPLOYEE", 1],
			["constructor", 1],
			["__proto__", 1],
			["", 1],
		]);
		expect(found.unreadable).toEqual([]);
	});

	it("names each event once, however often it holds it, and loses nothing of two that share their uuid", () => {
		expect(readEvents([customer("a"), customer("a")], null).deliveries).toEqual([
			{ id: "a", signals: [signal("customer", "51")] },
		]);
		expect(readEvents([customer("a"), customer("a", 52)], null).deliveries).toEqual([
			{ id: "a", signals: [signal("customer", "51"), signal("customer", "52")] },
		]);
	});

	it("leaves another database's events alone, as far as it is known which is ours", () => {
		const body = [
			customer("a"),
			{ ...customer("b"), databaseId: 2002 },
			{ ...customer("c"), databaseId: "1001" },
			{ ...customer("d"), databaseId: undefined },
		];
		expect(readEvents(body, "1001")).toMatchObject({
			deliveries: [{ id: "a" }, { id: "c" }],
			foreign: 1,
			unreadable: [expect.stringMatching(/^event 4: databaseId: /)],
		});
		expect(readEvents(body, null).deliveries.map(({ id }) => id)).toEqual(["a", "b", "c", "d"]);
	});

	it.each([
		["no object", 7, /^event 2: .*expected object/],
		["nothing", null, /^event 2: .*expected object/],
		["an array", [customer("x")], /^event 2: .*expected object/],
		["no type", { ...customer("x"), type: undefined }, /^event 2: type: /],
		["no uuid", { ...customer("x"), uuid: undefined }, /^event 2: uuid: /],
		["an endless uuid", customer("x".repeat(101)), /^event 2: uuid: /],
		["no data", event("x", "CUSTOMER", undefined), /^event 2: data: /],
		["data that are no list", event("x", "CUSTOMER", { customerId: 1, action: "WRITE" }), /^event 2: data: /],
		["an item's id for a customer", event("x", "CUSTOMER", [{ itemId: 1, action: "WRITE" }]), /^event 2: data\.0\.customerId: /],
		["id 0", customer("x", 0), /^event 2: data\.0\.customerId: /],
		["an id that is text", customer("x", "C-1"), /^event 2: data\.0\.customerId: /],
		["an id beyond all numbers", customer("x", 1e300), /^event 2: data\.0\.customerId: /],
		["an unknown action", customer("x", 1, "UPSERT"), /^event 2: data\.0\.action: /],
		["one bad row", event("x", "ITEM", [{ itemId: 1, action: "WRITE" }, { itemId: 2 }]), /^event 2: data\.1\.action: /],
		[
			"more records than any database has",
			event(
				"x",
				"ITEM",
				Array.from({ length: 100_001 }, (_, index) => ({ itemId: index + 1, action: "WRITE" })),
			),
			/^event 2: more than 100000 records/,
		],
		["a prototype for a body", JSON.parse('{"__proto__":{"type":"CUSTOMER","uuid":"x","data":[]}}'), /^event 2: type: /],
	])("keeps the good events when one has %s", (_, bad, cause) => {
		const found = readEvents([customer("a"), bad, customer("b", 52)], null);
		expect(found.deliveries.map(({ id }) => id)).toEqual(["a", "b"]);
		expect(found.unreadable).toEqual([expect.stringMatching(cause)]);
	});

	it.each([null, 7, "text", true, [[]], {}])("that is %j is unreadable and harms nobody", (body) => {
		expect(readEvents(body, null)).toMatchObject({ deliveries: [], unreadable: [expect.any(String)] });
	});

	it("is read however deep it nests", () => {
		const nested = JSON.parse("[".repeat(200_000) + "]".repeat(200_000));
		expect(readEvents([nested, event("x", "ITEM", nested), customer("a")], null)).toMatchObject({
			deliveries: [{ id: "a" }],
			unreadable: [expect.any(String), expect.any(String)],
		});
	});

	it("is accounted for, event by event, whatever it holds", () => {
		const anyEvent = fc.oneof(
			fc.uuid().map((uuid) => customer(uuid)),
			fc.uuid().map((uuid) => event(uuid, "SALES_INVOICE", [])),
			fc.record({ type: fc.constantFrom("CUSTOMER", "ITEM"), uuid: fc.uuid(), data: fc.jsonValue() }),
			fc.jsonValue(),
		);
		fc.assert(
			fc.property(fc.array(anyEvent, { maxLength: 8 }), (events) => {
				const { deliveries, foreign, unreadable } = readEvents(events, null);
				expect(deliveries.length + foreign + unreadable.length).toBe(events.length);
				for (const { signals } of deliveries) for (const { id } of signals) expect(id).toMatch(/^[1-9]\d*$/);
			}),
		);
	});
});
