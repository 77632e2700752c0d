import { describe, expect, it } from "vitest";
import { ENTITIES } from "../../src/domain/model.ts";
import { connectionSettings, dummyIdLimit, dummyRulesOf, storedSettings } from "../../src/domain/settings.ts";

const complaints = (settings: unknown): readonly string[] => {
	const parsed = connectionSettings.safeParse(settings);
	return parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
};

describe("the settings of a connection", () => {
	it("are the mission's where nobody has decided anything", () => {
		const none = { idUpTo: { customer: 0, product: 0, employee: 0 }, codePrefixes: [], nameContains: [], categories: [] };
		expect(connectionSettings.parse({})).toEqual({
			branch: null,
			excludedItemTypes: ["GROUP", "PRODUCTION_COST"],
			dummy: { smh: none, accurate: none },
			conflictPolicy: "accurate",
			onDelete: { smh: "delete", accurate: "delete" },
			schedule: {
				time: "01:00",
				days: ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
				zone: "WIB",
				noFullRuns: { from: null, to: null },
			},
			retention: { changes: 180, runs: 365, audit: 730, inbox: 30 },
		});
	});

	it("keep what was decided and leave the rest as it is by default", () => {
		const settings = connectionSettings.parse({
			branch: " Kantor Pusat ",
			dummy: { accurate: { idUpTo: { customer: 2150 } } },
			onDelete: { smh: "deactivate" },
		});
		expect(settings).toMatchObject({ branch: "Kantor Pusat", onDelete: { smh: "deactivate", accurate: "delete" } });
		const limits = (["customer", "product"] as const).map((entity) => dummyIdLimit(dummyRulesOf(settings, "accurate"), entity));
		expect(limits).toEqual([2150, 0]);
		expect(dummyIdLimit(dummyRulesOf(settings, "smh"), "customer")).toBe(0);
	});

	it("that a later version has stored are read without what only that one knows", () => {
		const settings = connectionSettings.parse({ conflictPolicy: "ask" });
		const later = { ...settings, colour: "blue", onDelete: { ...settings.onDelete, jurnal: "delete" } };
		expect(storedSettings(later)).toEqual(settings);
		expect(() => storedSettings({ ...later, conflictPolicy: "coin" })).toThrow();
	});

	it("survive being stored: reading them again changes nothing", () => {
		const settings = connectionSettings.parse({ conflictPolicy: "ask", excludedItemTypes: [] });
		expect(connectionSettings.parse(JSON.parse(JSON.stringify(settings)))).toEqual(settings);
	});
});

describe("bad settings are refused with the field and what may stand there", () => {
	const TYPES = '"INVENTORY"|"NON_INVENTORY"|"SERVICE"|"GROUP"|"PRODUCTION_COST"';

	it.each<[unknown, readonly string[]]>([
		[{ conflictPolicy: "server" }, ["conflictPolicy", '"accurate"|"smh"|"ask"']],
		[{ onDelete: { smh: "keep" } }, ["onDelete.smh", '"delete"|"deactivate"|"unlink"']],
		[{ excludedItemTypes: ["GROUP", "BUNDLE"] }, ["excludedItemTypes.1", TYPES]],
		[{ excludedItemTypes: "GROUP" }, ["excludedItemTypes", "expected array"]],
		[{ branch: "  " }, ["branch", ">=1"]],
		[{ branch: 51 }, ["branch", "expected string"]],
		[{ dummy: { accurate: { idUpTo: { customer: "2150" } } } }, ["dummy.accurate.idUpTo.customer", "expected number"]],
		[{ dummy: { accurate: { idUpTo: { product: 1.5 } } } }, ["dummy.accurate.idUpTo.product", "expected int"]],
		[{ dummy: { smh: { idUpTo: { employee: -1 } } } }, ["dummy.smh.idUpTo.employee", ">=0"]],
		[{ dummy: { smh: { codePrefixes: [""] } } }, ["dummy.smh.codePrefixes.0", ">=1"]],
		[{ dummy: { smh: { nameContains: [" "] } } }, ["dummy.smh.nameContains.0", ">=1"]],
		[{ dummy: { smh: { categories: [""] } } }, ["dummy.smh.categories.0", ">=1"]],
		[{ policy: "ask" }, ['"policy"', '"branch"|"excludedItemTypes"|"dummy"|"conflictPolicy"|"onDelete"']],
		[{ onDelete: { SMH: "delete" } }, ["onDelete", '"SMH"', '"smh"|"accurate"']],
		[{ dummy: { accurat: {} } }, ["dummy", '"accurat"', '"smh"|"accurate"']],
		[{ dummy: { smh: { idUpTo: { customers: 5 } } } }, ["dummy.smh.idUpTo", '"customers"', '"customer"|"product"|"employee"']],
		[{ dummy: { smh: { prefixes: [] } } }, ["dummy.smh", '"prefixes"', '"idUpTo"|"codePrefixes"|"nameContains"|"categories"']],
		[null, ["expected object"]],
		["accurate", ["expected object"]],
	])("%j", (settings, parts) => {
		const [complaint, ...more] = complaints(settings);
		expect(more).toEqual([]);
		for (const part of parts) expect(complaint).toContain(part);
	});

	it.each(ENTITIES)("whichever entity an id of %s belongs to", (entity) => {
		const complaintOf = (id: unknown) => complaints({ dummy: { accurate: { idUpTo: { [entity]: id } } } });
		for (const id of ["51", 1.5, -1, null]) expect(complaintOf(id)).toHaveLength(1);
		expect(complaintOf(51)).toEqual([]);
	});

	it("all at once, not one after the other", () => {
		expect(complaints({ conflictPolicy: "x", onDelete: { smh: "y", accurate: "z" } })).toHaveLength(3);
	});
});
