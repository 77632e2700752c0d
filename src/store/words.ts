import { sql } from "drizzle-orm";
import type { Side } from "../domain/model.ts";

/** Where a pair was born; `matched`: both sides had the record when they first met. */
export type Origin = Side | "matched";
export const ORIGINS = ["smh", "accurate", "matched"] as const satisfies readonly Origin[];

export const OPERATIONS = ["create", "update", "remove", "link", "partner_id"] as const;
export type Operation = (typeof OPERATIONS)[number];
export type ChangeState = "planned" | "applied" | "failed" | "previewed";

/** What a person has to look at most carefully in a preview comes first: deletes, edits, pairs, new records. */
export const PREVIEW_ORDER = sql`(CASE operation WHEN 'remove' THEN 0 WHEN 'update' THEN 1 WHEN 'link' THEN 2 ELSE 3 END)`;
