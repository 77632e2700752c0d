import { type SQL, sql } from "drizzle-orm";

/** The record `r` differs from what both sides of its link `l` last agreed on; what the projection lacks is unknown, and no edit. */
export const editedSinceBase: SQL = sql`EXISTS (SELECT 1 FROM json_each(l.base) AS agreed
	WHERE r.projection -> agreed.fullkey IS NOT NULL AND r.projection -> agreed.fullkey <> l.base -> agreed.fullkey)`;
