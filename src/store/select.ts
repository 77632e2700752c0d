import type { SQL } from "drizzle-orm";
import { commitReturning, type Database } from "./database.ts";

/** Reads one column of a row; throws where the database answered something else than the statement promises. */
export type Column<T> = (value: unknown) => T;
type Columns = Readonly<Record<string, Column<unknown>>>;
export type RowOf<C extends Columns> = { readonly [name in keyof C]: C[name] extends Column<infer T> ? T : never };

export const text: Column<string> = (value) => {
	if (typeof value !== "string") throw new TypeError(`expected text, got ${typeof value}`);
	return value;
};

export const integer: Column<number> = (value) => {
	if (typeof value !== "number") throw new TypeError(`expected a number, got ${typeof value}`);
	return value;
};

/** A condition, or a column that is 0 or 1. */
export const flag: Column<boolean> = (value) => integer(value) !== 0;

/** One of a closed list of words. */
export const oneOf =
	<const T extends string>(...words: readonly T[]): Column<T> =>
	(value) => {
		const word = words.find((one) => one === value);
		if (word === undefined) throw new TypeError(`expected ${words.join(", ")}, got ${String(value)}`);
		return word;
	};

export const nullable =
	<T>(column: Column<T>): Column<T | null> =>
	(value) =>
		value === null || value === undefined ? null : column(value);

/** JSON that this product wrote itself, so its shape is taken on trust. */
export const json =
	<T>(): Column<T> =>
	(value) =>
		JSON.parse(text(value)) as T;

/**
 * Runs a statement that drizzle's query builder cannot say, and reads its rows by the named columns: what a `sql` template
 * answers has no type of its own, so it is checked here and nowhere taken on trust.
 */
export async function select<C extends Columns>(db: Database, columns: C, statement: SQL): Promise<readonly RowOf<C>[]> {
	return rowsOf(columns, await db.all<Record<string, unknown>>(statement));
}

/** A statement and the columns that its rows are read by. */
export interface TypedQuery<C extends Columns> {
	readonly columns: C;
	readonly statement: SQL;
}

/** Like select. */
export const answer = <C extends Columns>(db: Database, { columns, statement }: TypedQuery<C>): Promise<readonly RowOf<C>[]> =>
	select(db, columns, statement);

/** The same for two questions of which none needs the other's answer: one call of the database, and one moment. */
export async function answerBoth<A extends Columns, B extends Columns>(
	db: Database,
	a: TypedQuery<A>,
	b: TypedQuery<B>,
): Promise<readonly [readonly RowOf<A>[], readonly RowOf<B>[]]> {
	const [ofA, ofB] = await commitReturning(db, [a.statement, b.statement]);
	return [rowsOf(a.columns, ofA ?? []), rowsOf(b.columns, ofB ?? [])];
}

/** The same for what a statement of a batch answered. */
export function rowsOf<C extends Columns>(columns: C, found: readonly unknown[]): readonly RowOf<C>[] {
	const readers = Object.entries(columns);
	return found.map((row) => {
		const values = row as Readonly<Record<string, unknown>>;
		const read = readers.map(([name, column]) => {
			try {
				return [name, column(values[name])];
			} catch (cause) {
				throw new TypeError(`column ${name}`, { cause });
			}
		});
		// Every name of the columns has been read by its own reader.
		return Object.fromEntries(read) as RowOf<C>;
	});
}
