import { eq, sql } from "drizzle-orm";
import type { Database, Statement } from "./database.ts";
import type { Run } from "./runs.ts";
import { connection } from "./schema.ts";
import { json } from "./select.ts";

/** More are not offered. */
const MOST = 20;

/** Branches that records belong to, by the latest run that has listed all of an entity: looked through once there, and never by a page. */
export function noteBranches({ id, connection: name }: Pick<Run, "id" | "connection">): Statement {
	const hasListed = sql`EXISTS (SELECT 1 FROM step WHERE step.run_id = ${id} AND step.work ->> 'kind' = 'scan' AND step.work ->> 'since' IS NULL)`;
	return sql`UPDATE connection SET branches = seen.list FROM (SELECT json_group_array(branch) AS list FROM (
			SELECT DISTINCT facts ->> 'branch' AS branch FROM record
			WHERE ${hasListed} AND connection_id = ${name} AND gone_at IS NULL AND facts ->> 'branch' IS NOT NULL ORDER BY 1 LIMIT ${MOST})) AS seen
		WHERE connection.id = ${name} AND branches <> seen.list AND ${hasListed}`;
}

export async function seenBranches(db: Database, name: string): Promise<readonly string[]> {
	const [row] = await db.select({ branches: connection.branches }).from(connection).where(eq(connection.id, name));
	return row ? json<readonly string[]>()(row.branches) : [];
}
