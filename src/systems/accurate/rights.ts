import type { Right } from "../../domain/status/standing.ts";
import { SCOPES } from "./oauth-grant.ts";

/** What the modules of Accurate are in our words. */
const ON: Readonly<Record<string, Right["on"]>> = {
	customer: "customer",
	item: "product",
	employee: "employee",
	unit: "unit",
	item_category: "category",
	branch: "branch",
};
const TO = ["view", "save", "delete"] as const;

/** Of the rights that we need those that were not granted. */
export const missingRights = (granted: readonly string[]): Right[] =>
	SCOPES.filter((scope) => !granted.includes(scope)).flatMap((name) => {
		const [, module = "", verb = ""] = /^(.*)_([a-z]+)$/.exec(name) ?? [];
		const on = ON[module];
		const to = TO.find((one) => one === verb);
		return on && to ? [{ on, to, name }] : [];
	});
