import { describe, expect, it } from "vitest";
import { FIELDS, fieldsOf } from "../../src/domain/entities.ts";
import { fieldKind, fieldName, formatValue } from "../../src/domain/fields.ts";
import { ENTITIES } from "../../src/domain/model.ts";

describe("names of fields", () => {
	it.each(ENTITIES)("every shared field of a %s has one in both languages, and no two fields share one", (entity) => {
		for (const language of ["id", "en"] as const) {
			const names = Object.keys(fieldsOf(entity)).map((field) => fieldName(entity, field, language));
			expect(names).toHaveLength(new Set(names).size);
			for (const name of names) expect(name).toMatch(/^[A-Z]/);
		}
	});

	it("a field that nobody named is shown as it is, whatever it is called", () => {
		expect(fieldName("customer", "constructor", "id")).toBe("constructor");
		expect(fieldName("customer", "<b>", "id")).toBe("<b>");
		expect(fieldName("customer", "partnerId", "id")).toBe("Partner ID");
	});

	it("tells what a field holds", () => {
		expect(fieldKind("customer", "creditLimit")).toBe(FIELDS.customer.creditLimit.kind);
		expect(fieldKind("customer", "toString")).toBeUndefined();
	});
});

describe("values", () => {
	it("read as a person writes them", () => {
		expect(formatValue(null, "id")).toBe("(kosong)");
		expect(formatValue(undefined, "en")).toBe("(unknown)");
		expect(formatValue(true, "id")).toBe("Ya");
		expect(formatValue("00123", "id")).toBe("00123");
		const units = [
			{ name: "PCS", ratio: "1" },
			{ name: "BOX", ratio: "1200.5" },
		];
		expect(formatValue(units, "id")).toBe("PCS, BOX = 1.200,5 PCS");
	});

	it("group the digits of decimals without losing one", () => {
		expect(formatValue("12345678901234567890.25", "id", "decimal")).toBe("12.345.678.901.234.567.890,25");
		expect(formatValue("-1500", "en", "decimal")).toBe("-1,500");
		expect(formatValue("seribu", "id", "decimal")).toBe("seribu");
	});
});
