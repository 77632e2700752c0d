import { MODULE_NAMES, type ModuleName } from "../state.ts";
import { CUSTOMER_CATEGORY, ITEM_CATEGORY, PRICE_CATEGORY } from "./categories.ts";
import { CUSTOMER } from "./customer.ts";
import type { Action, ModuleDefinition } from "./definition.ts";
import { EMPLOYEE } from "./employee.ts";
import { ITEM } from "./item.ts";
import { AUTO_NUMBER, BRANCH, CURRENCY, DEPARTMENT, PAYMENT_TERM, TAX, UNIT, WAREHOUSE } from "./masters.ts";

/** Every difference between modules is in its definition. */
export const MODULES: Readonly<Record<ModuleName, ModuleDefinition>> = {
	customer: CUSTOMER,
	item: ITEM,
	employee: EMPLOYEE,
	"item-category": ITEM_CATEGORY,
	"customer-category": CUSTOMER_CATEGORY,
	unit: UNIT,
	"payment-term": PAYMENT_TERM,
	"price-category": PRICE_CATEGORY,
	branch: BRANCH,
	department: DEPARTMENT,
	warehouse: WAREHOUSE,
	currency: CURRENCY,
	tax: TAX,
	"auto-number": AUTO_NUMBER,
};

export const isModule = (name: string): name is ModuleName => (MODULE_NAMES as readonly string[]).includes(name);

const RIGHTS: Readonly<Record<Action, string>> = {
	list: "view",
	detail: "view",
	save: "save",
	"bulk-save": "save",
	delete: "delete",
};

/** Scope that an action needs, e.g. `customer_category_view` (facts 1.1). */
export const scopeOf = (module: ModuleName, action: Action): string => `${module.replace(/-/g, "_")}_${RIGHTS[action]}`;

export const ALL_SCOPES: readonly string[] = [
	...new Set(MODULE_NAMES.flatMap((module) => MODULES[module].actions.map((action) => scopeOf(module, action)))),
];
