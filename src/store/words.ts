import type { Side } from "../domain/model.ts";

/** Where a pair was born; `matched`: both sides had the record when they first met. */
export type Origin = Side | "matched";
export const ORIGINS = ["smh", "accurate", "matched"] as const satisfies readonly Origin[];

export const OPERATIONS = ["create", "update", "remove", "link", "partner_id"] as const;
export type Operation = (typeof OPERATIONS)[number];
export type ChangeState = "planned" | "applied" | "failed" | "previewed";
