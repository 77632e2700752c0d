import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ENTITY_ORDER, fieldsOf } from "../../src/domain/entities.ts";
import { ENTITIES } from "../../src/domain/model.ts";
import { canonical, isActive, sameValue, textOf } from "../../src/domain/values.ts";
import { anyShared } from "./arbitraries.ts";

describe("two values", () => {
	it("are the same when they say the same, and unknown is never the same as anything", () => {
		expect(sameValue("name", "a", "a")).toBe(true);
		expect(sameValue("name", null, null)).toBe(true);
		expect(sameValue("name", [{ name: "PCS", ratio: "1" }], [{ name: "PCS", ratio: "1" }])).toBe(true);
		expect([
			sameValue("name", undefined, undefined),
			sameValue("name", null, undefined),
			sameValue("name", undefined, "a"),
		]).toEqual([false, false, false]);
	});

	it("differ when they only look alike: empty, off and a text", () => {
		expect([
			sameValue("name", null, false),
			sameValue("name", "false", false),
			sameValue("name", null, "null"),
			sameValue("name", [], null),
		]).toEqual(Array(4).fill(false));
	});
});

describe("the canonical projection", () => {
	it("has nothing but shared fields, and keeps empty apart from unknown", () => {
		expect(canonical("customer", { channel: "GT", city: null, code: "C-1" })).toEqual({ code: "C-1", city: null });
	});

	it("gives equal records equal JSON, in whatever order their fields came", () => {
		fc.assert(
			fc.property(anyShared, ({ entity, projection }) => {
				const backwards = Object.fromEntries(Object.entries(projection).toReversed());
				expect(JSON.stringify(canonical(entity, backwards))).toBe(JSON.stringify(canonical(entity, projection)));
				expect(canonical(entity, projection)).toEqual(projection);
			}),
		);
	});
});

it("a record is only inactive when its side says so", () => {
	expect([{ active: false }, { active: true }, { active: null }, {}].map(isActive)).toEqual([false, true, true, true]);
});

it("a text is only what is one", () => {
	const record = { code: "C-1", name: null, active: true, units: [] };
	expect(["code", "name", "active", "units", "city"].map((field) => textOf(record, field))).toEqual([
		"C-1",
		null,
		null,
		null,
		null,
	]);
});

describe("the entities", () => {
	it("all have a code, a name and a state", () => {
		for (const entity of ENTITIES) expect(Object.keys(fieldsOf(entity)).slice(0, 3)).toEqual(["code", "name", "active"]);
	});

	it("are created before those that name them", () => {
		const place = (entity: string) => ENTITY_ORDER.findIndex((group) => group.some((member) => member === entity));
		for (const entity of ENTITIES) {
			expect(place(entity)).toBeGreaterThanOrEqual(0);
			for (const { refersTo } of Object.values(fieldsOf(entity))) {
				if (refersTo) expect(place(refersTo)).toBeLessThan(place(entity));
			}
		}
	});
});
