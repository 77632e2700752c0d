import type { AccurateState } from "../state.ts";
import { findOne } from "../store.ts";
import { constants, fixed, IDENTITY, keywords, LAST_UPDATE, nested, value } from "./answer.ts";
import type { Answers, Filter, ModuleDefinition } from "./definition.ts";

const tree = (module: "customer-category" | "item-category"): Answers => {
	const own: Answers = {
		...IDENTITY,
		name: value("name"),
		lvl: (record) => (record.values.parentId === undefined ? 1 : 2),
		sub: (record) => record.values.parentId !== undefined,
		defaultCategory: value("defaultCategory", false),
		parentNode: (record, state) => state.records[module].some((other) => other.values.parentId === record.id),
		nameWithIndent: value("name"),
		nameWithIndentStrip: value("name"),
	};
	return { ...own, parent: nested("parentId", module, own) };
};

const LEAF = (module: "customer-category" | "item-category"): Filter => ({
	kind: "flag",
	of: (record, state) => !state.records[module].some((other) => other.values.parentId === record.id),
});

export const defaultId = (state: AccurateState, module: "customer-category" | "item-category" | "price-category"): number =>
	findOne(state, module, "defaultCategory", true)?.id ?? 50;

const category = (module: "customer-category" | "item-category", label: string): Omit<ModuleDefinition, "list" | "filters"> => ({
	label,
	actions: ["list", "detail", "save", "bulk-save", "delete"],
	code: { field: "name", label: "Nama", lookup: null },
	unique: { name: "Nama" },
	parameters: {
		name: { kind: "text", label: "Nama", required: true },
		parentName: { kind: "reference", to: module, by: "name", into: "parentId" },
		defaultCategory: { kind: "boolean" },
	},
	aliases: { parent: { parameter: "parentName", property: "name" } },
	fromName: (name) => ({ name }),
	exclusive: "defaultCategory",
	answers: tree(module),
});

/** `fields` is documented but has no effect: rows are `{id}` only, and there is no lastUpdate filter (facts 3). */
export const CUSTOMER_CATEGORY: ModuleDefinition = {
	...category("customer-category", "Kategori Pelanggan"),
	list: { honoursFields: false, keys: ["id"] },
	filters: { id: { kind: "id", of: (record) => record.id }, keywords: keywords("name"), leafOnly: LEAF("customer-category") },
};

export const ITEM_CATEGORY: ModuleDefinition = {
	...category("item-category", "Kategori Barang"),
	list: { honoursFields: true, keys: ["id"] },
	filters: { keywords: keywords("name"), lastUpdate: LAST_UPDATE, leafOnly: LEAF("item-category") },
};

/** Neither bulk-save nor delete (facts 4.4). */
export const PRICE_CATEGORY: ModuleDefinition = {
	label: "Kategori Penjualan",
	actions: ["list", "detail", "save"],
	code: { field: "name", label: "Nama", lookup: null },
	unique: { name: "Nama" },
	parameters: { name: { kind: "text", label: "Nama", required: true }, description: { kind: "text" } },
	fromName: (name) => ({ name }),
	answers: {
		...IDENTITY,
		name: value("name"),
		description: value("description"),
		defaultCategory: value("defaultCategory", false),
	},
	list: { honoursFields: true, keys: ["id"] },
	filters: {},
};

/** Discount categories have no module in the facts; every customer has the seed. */
export const DISCOUNT_CATEGORY: Answers = {
	id: fixed(50),
	name: fixed("Umum"),
	...constants("description", null),
	defaultCategory: fixed(true),
	optLock: fixed(0),
};
