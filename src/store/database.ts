import { type Query, type SQL, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { SQLiteAsyncDialect } from "drizzle-orm/sqlite-core";
import type { Side } from "../domain/model.ts";

export const database = (binding: D1Database) => drizzle(binding);
export type Database = ReturnType<typeof database>;

/**
 * A prepared write: a template, or what db.insert, db.update or db.delete has built. Nothing happens until it is committed;
 * but awaiting a built one runs it, so an async function cannot answer one.
 */
export type Statement = SQL | { toSQL(): Query };

/** Runs the statements as one transaction: all or none. An empty list makes no call. */
export async function commit(db: Database, statements: readonly Statement[]): Promise<void> {
	if (statements.length > 0) await commitReturning(db, statements);
}

/** Like commit; answers what each statement returns. */
export async function commitReturning(db: Database, statements: readonly Statement[]): Promise<readonly (readonly unknown[])[]> {
	// drizzle's own batch takes built queries only, no raw SQL; so drizzle renders and D1 batches.
	const dialect = new SQLiteAsyncDialect();
	const prepared = statements.map((statement) => {
		const query = "toSQL" in statement ? statement.toSQL() : dialect.sqlToQuery(statement);
		return db.$client.prepare(query.sql).bind(...query.params);
	});
	return (await db.$client.batch(prepared)).map(({ results }) => results);
}

/**
 * D1 refuses the 101st bound parameter, so rows travel as one JSON text and come apart in the database: use it as
 * `FROM json_each(${rows(list)})` and read columns with `value ->> 'name'`.
 */
export const rows = (list: readonly unknown[]): string => JSON.stringify(list);

/** The same for a list of plain values that a column is to be among: `inArray(column, valuesOf(ids))`. */
export const valuesOf = (list: readonly (string | number)[]): SQL => sql`(SELECT value FROM json_each(${rows(list)}))`;

/** The column that holds a side's id in link and change. The value is one of two literals, never input. */
export const idColumn = (side: Side): SQL => sql.raw(side === "smh" ? "smh_id" : "accurate_id");

/**
 * Makes the whole batch fail when the condition does not hold. D1 has no interactive transactions, but a statement that
 * raises rolls its batch back, and the absolute value of the smallest integer raises "integer overflow": nothing else here does.
 */
export const guard = (condition: SQL): Statement =>
	sql`SELECT CASE WHEN ${condition} THEN 1 ELSE abs(-9223372036854775807 - 1) END`;

export class GuardFailed extends Error {
	override readonly name = "GuardFailed";
}

/** Like commitReturning, but tells a guard that did not hold from a real failure. */
export async function commitGuarded(db: Database, statements: readonly Statement[]): Promise<readonly (readonly unknown[])[]> {
	try {
		return await commitReturning(db, statements);
	} catch (error) {
		if (describes(error, /integer overflow/)) throw new GuardFailed("the state has moved on", { cause: error });
		throw error;
	}
}

/** Whether the error, or what it came of, says so: drizzle wraps what D1 throws. */
export function describes(error: unknown, words: RegExp): RegExpExecArray | null {
	if (!(error instanceof Error)) return null;
	return words.exec(error.message) ?? describes(error.cause, words);
}
