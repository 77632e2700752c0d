import { describe, expect, it } from "vitest";
import { creationObstacle, type Exclusion, exclusion, isDummy } from "../../src/domain/eligibility.ts";
import type { Entity, Facts, Projection, RemoteRecord } from "../../src/domain/model.ts";
import { type ConnectionSettings, connectionSettings } from "../../src/domain/settings.ts";

const settings = (changes: unknown): ConnectionSettings => connectionSettings.parse(changes);
const withRules = (rules: unknown) => settings({ dummy: { accurate: rules } });

const FACTS: Facts = { branch: null, type: null, sample: false, unapproved: false };
const record = (id: string, projection: Projection = {}, facts: Partial<Facts> = {}): RemoteRecord => ({
	id,
	version: "1",
	partnerId: null,
	projection,
	facts: { ...FACTS, ...facts },
	complete: true,
});

describe("sample data", () => {
	const dummy = (about: RemoteRecord, by: ConnectionSettings, entity: Entity = "customer") =>
		isDummy(entity, "accurate", about, by);

	it("is none while nothing says so", () => {
		expect(dummy(record("1", { code: "C-1", name: "Contoh" }), settings({}))).toBe(false);
	});

	it("is what the system itself marks", () => {
		expect(dummy(record("9999", {}, { sample: true }), settings({}))).toBe(true);
	});

	it("reaches up to an id and no further, per entity; ids are numbers, not texts", () => {
		const upTo = withRules({ idUpTo: { customer: 2150 } });
		expect(["51", "999", "2150"].map((id) => dummy(record(id), upTo))).toEqual([true, true, true]);
		expect(["2151", "10000"].map((id) => dummy(record(id), upTo))).toEqual([false, false]);
		expect(dummy(record("51"), upTo, "product")).toBe(false);
	});

	it.each([
		["a code prefix", { codePrefixes: ["dmy-"] }, { code: "DMY-001" }, { code: "X-DMY-001" }],
		["a part of the name", { nameContains: ["Contoh"] }, { name: "Toko CONTOH Jaya" }, { name: "Toko Jaya" }],
		["a customer group", { categories: ["sampel"] }, { group: "Sampel" }, { group: "Sampel baru" }],
		["a product category", { categories: ["Sampel"] }, { category: "sampel" }, { category: "Umum" }],
	])("is recognised by %s, in any capitals", (_, rules, sample, real) => {
		expect(dummy(record("5000", sample), withRules(rules))).toBe(true);
		expect(dummy(record("5000", real), withRules(rules))).toBe(false);
		expect(dummy(record("5000", {}), withRules(rules))).toBe(false);
	});

	it("is judged by the rules of its own side", () => {
		const rules = settings({ dummy: { smh: { nameContains: ["contoh"] } } });
		const sample = record("1", { name: "Toko Contoh" });
		expect([isDummy("customer", "smh", sample, rules), isDummy("customer", "accurate", sample, rules)]).toEqual([true, false]);
	});
});

describe("what the settings keep out", () => {
	const branch = settings({ branch: "Kantor Pusat" });

	it("is a record of another branch, which is named", () => {
		expect(exclusion({ ...FACTS, branch: "Bandung" }, branch)).toEqual({
			reason: "OTHER_BRANCH",
			detail: { kind: "excluded", by: "Bandung" },
		});
	});

	it("is nothing of all branches, of the own branch however it was typed, or without a branch in the settings", () => {
		expect(exclusion({ ...FACTS, branch: null }, branch)).toBeNull();
		expect(exclusion({ ...FACTS, branch: "KANTOR  pusat" }, branch)).toBeNull();
		expect(exclusion({ ...FACTS, branch: "Bandung" }, settings({}))).toBeNull();
	});

	it("is GROUP and PRODUCTION_COST unless told otherwise", () => {
		const reasonOf = (type: string | null, by = settings({})) => exclusion({ ...FACTS, type }, by)?.reason;
		expect(["GROUP", "PRODUCTION_COST"].map((type) => reasonOf(type))).toEqual(Array(2).fill("TYPE_NOT_SUPPORTED"));
		expect(["INVENTORY", "NON_INVENTORY", "SERVICE", null].map((type) => reasonOf(type))).toEqual(Array(4).fill(undefined));
		const services = settings({ excludedItemTypes: ["SERVICE"] });
		expect([reasonOf("SERVICE", services), reasonOf("GROUP", services)]).toEqual(["TYPE_NOT_SUPPORTED", undefined]);
	});

	it("says what type it is", () => {
		expect(exclusion({ ...FACTS, type: "GROUP" }, settings({}))).toEqual({
			reason: "TYPE_NOT_SUPPORTED",
			detail: { kind: "excluded", by: "GROUP" },
		});
	});
});

describe("why a record cannot be created on the other side", () => {
	const GOOD: Projection = { code: "P-1", name: "Sabun", active: true, category: "Umum" };
	const tooLong: Exclusion = { reason: "INVALID_FIELD", field: "name", detail: { kind: "words", text: "too long" } };
	const obstacle = (changes: Projection, refused: Exclusion | null = null) =>
		creationObstacle({ ...GOOD, ...changes }, ["name", "category"], () => refused);

	it("is nothing for a record that has all it takes", () => {
		expect(obstacle({})).toBeNull();
		expect(creationObstacle({ code: "P-1", name: "Sabun", category: "Umum" }, ["name"], () => null)).toBeNull();
	});

	it.each<[string, Projection, Partial<Exclusion>]>([
		["it is not active", { active: false }, { reason: "INACTIVE" }],
		["it has no code", { code: null }, { reason: "MISSING_CODE", field: "code" }],
		["a required field is empty", { category: null }, { reason: "MISSING_FIELD", field: "category", detail: { kind: "field" } }],
	])("%s", (_, changes, expected) => {
		expect(obstacle(changes)).toMatchObject(expected);
	});

	it("takes what the answer does not carry for missing", () => {
		expect(creationObstacle({ code: "P-1", name: "Sabun" }, ["category"], () => null)).toMatchObject({ reason: "MISSING_FIELD" });
		expect(creationObstacle({ name: "Sabun" }, [], () => null)).toMatchObject({ reason: "MISSING_CODE" });
	});

	it("is what the other side could not hold, in its own words", () => {
		expect(obstacle({}, tooLong)).toEqual(tooLong);
	});

	it("is one reason alone: what a person has to do first", () => {
		expect(obstacle({ active: false, code: null, category: null }, tooLong)?.reason).toBe("INACTIVE");
		expect(obstacle({ code: null, category: null }, tooLong)?.reason).toBe("MISSING_CODE");
		expect(obstacle({ category: null }, tooLong)?.reason).toBe("MISSING_FIELD");
	});
});
