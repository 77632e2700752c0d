import { desc, eq, sql } from "drizzle-orm";
import { ENTITIES, type Entity, SIDES, type Side } from "../domain/model.ts";
import { type ProblemDetail, plainDetail } from "../domain/problem-detail.ts";
import { REASONS, type Reason } from "../domain/reasons.ts";
import type { Database } from "./database.ts";
import { detailColumn } from "./problems.ts";
import { alert } from "./schema.ts";
import { nullable, oneOf, select, text } from "./select.ts";

/** Reasons whose detail is somebody else's words. */
const IN_WORDS: readonly Reason[] = ["REJECTED", "INVALID_FIELD", "UNREADABLE", "NO_RIGHT", "DELETE_REFUSED"];

export interface SaidProblem {
	readonly entity: Entity;
	readonly side: Side;
	readonly reason: Reason;
	readonly words: string;
}

/** Some of what the systems said of records; for a stranger it has to be reduced. */
export async function saidOfRecords(db: Database, connection: string, limit: number): Promise<readonly SaidProblem[]> {
	const found = await select(
		db,
		{ entity: oneOf(...ENTITIES), side: oneOf(...SIDES), reason: oneOf(...REASONS), field: nullable(text), detail: detailColumn },
		sql`SELECT entity, side, reason, field, detail FROM problem INDEXED BY problem_reason
			WHERE connection_id = ${connection} AND reason IN (SELECT value FROM json_each(${JSON.stringify(IN_WORDS)})) LIMIT ${limit}`,
	);
	return found.map(({ field, detail, ...row }) => ({ ...row, words: plainDetail(detail satisfies ProblemDetail, field) }));
}

/** What the admins were told of by themselves, the latest first. */
export const recentAlerts = (
	db: Database,
	connection: string,
	limit: number,
): Promise<readonly { readonly subject: string; readonly toldAt: number }[]> =>
	db
		.select({ subject: alert.subject, toldAt: alert.toldAt })
		.from(alert)
		.where(eq(alert.connectionId, connection))
		.orderBy(desc(alert.toldAt))
		.limit(limit);

/** The latest change of the tables that this database has; null: it does not say. */
export async function latestMigration(db: Database): Promise<string | null> {
	try {
		const [found] = await select(db, { name: text }, sql`SELECT name FROM d1_migrations ORDER BY id DESC LIMIT 1`);
		return found?.name ?? null;
	} catch {
		return null;
	}
}
