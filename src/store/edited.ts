import { type SQL, sql } from "drizzle-orm";
import { CASELESS } from "../domain/entities.ts";
import { rows } from "./database.ts";

/**
 * The record `r` differs from what both sides of its link `l` last agreed on (domain/values.sameValue); what the projection lacks is
 * unknown, and no edit.
 */
export const editedSinceBase: SQL = sql`EXISTS (SELECT 1 FROM json_each(l.base) AS agreed
	WHERE r.projection -> agreed.fullkey <> l.base -> agreed.fullkey AND NOT (agreed.key IN (SELECT value FROM json_each(${rows([...CASELESS])}))
		AND lower(r.projection -> agreed.fullkey) = lower(l.base -> agreed.fullkey)))`;
