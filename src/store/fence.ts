import { type SQL, sql } from "drizzle-orm";
import type { Run } from "./runs.ts";

/** The run still holds the lease of its connection. Fences only ever grow, so one that was overtaken never holds it again. */
export const fenceHeld = ({ id, connection, fence }: Pick<Run, "id" | "connection" | "fence">): SQL =>
	sql`EXISTS (SELECT 1 FROM connection WHERE connection.id = ${connection} AND connection.fence = ${fence} AND connection.holder = ${id})`;

/** Nobody has taken the lease since the run had it; it may have ended meanwhile. */
export const fenceUntaken = ({ connection, fence }: Pick<Run, "connection" | "fence">): SQL =>
	sql`EXISTS (SELECT 1 FROM connection WHERE connection.id = ${connection} AND connection.fence = ${fence})`;
