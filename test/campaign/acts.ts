import type { Act, Setup } from "./session.ts";

/** What the histories that are written by hand have in common: the usual settings, and acts of every day. */
export const usual: Setup = {
	entities: ["customer"],
	conflictPolicy: "accurate",
	onDelete: { smh: "delete", accurate: "delete" },
	webhooks: false,
	clockLagMs: 0,
};

export const run: Act = { act: "run", mode: "full", entities: 0 };
export const cancel: Act = { act: "cancel" };
export const drain: Act = { act: "drain", order: 0 };
export const alarm: Act = { act: "alarm" };
export const deliver = (batches: number): Act => ({ act: "deliver", batches, size: 1, order: 0 });

/** Typed in by hand with the code of that number. */
export const create = (side: "smh" | "accurate", code = 8): Act => ({ act: "create", side, entity: 0, code, salesman: null });
export const edit = (side: "smh" | "accurate", which = 0, field = 0): Act => ({
	...{ act: "edit", side, entity: 0, which, field, value: "new" },
});
