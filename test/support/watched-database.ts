/** A statement as it went to D1. */
export interface SentStatement {
	readonly sql: string;
	readonly params: readonly unknown[];
}

/** What is told of each round trip: how many statements it sends, and what D1 answers to each, with the statements in that order. */
export interface Watcher {
	sent?(statements: number): void;
	answered?(results: readonly D1Result[], statements: readonly SentStatement[]): void;
}

function sentAs(statement: D1PreparedStatement): SentStatement {
	// The local runtime's statements carry their text and values; the types, which are those of every runtime, do not say so.
	const { statement: sql, params } = statement as D1PreparedStatement & {
		readonly statement: string;
		readonly params: unknown[];
	};
	return { sql, params };
}

/** A D1 binding whose round trips are watched: apart from the product's own meter, which these tests and figures are to check. */
export function watchedDatabase(real: D1Database, { sent, answered }: Watcher): D1Database {
	const originals = new WeakMap<object, D1PreparedStatement>();
	const all = async (statement: D1PreparedStatement): Promise<D1Result<Record<string, unknown>>> => {
		sent?.(1);
		const result = await statement.all<Record<string, unknown>>();
		answered?.([result], [sentAs(statement)]);
		return result;
	};
	const watched = (statement: D1PreparedStatement): D1PreparedStatement => {
		const proxy = new Proxy(statement, {
			get(target, key) {
				if (key === "bind") return (...values: unknown[]) => watched(target.bind(...values));
				if (key === "all" || key === "run") return () => all(target);
				// `raw` tells nothing but the rows, so `all` answers in its place; two columns of one name would become one.
				if (key === "raw" && answered) return async () => (await all(target)).results.map((row) => Object.values(row));
				// `first` tells nothing but its row either; nobody asks it for a single column.
				if (key === "first" && answered) return async () => (await all(target)).results[0] ?? null;
				const value: unknown = Reflect.get(target, key);
				if (typeof value !== "function") return value;
				if (key === "raw" || key === "first") sent?.(1);
				return value.bind(target);
			},
		});
		originals.set(proxy, statement);
		return proxy;
	};
	return new Proxy(real, {
		get(target, key) {
			if (key === "prepare") return (query: string) => watched(target.prepare(query));
			if (key === "batch") {
				return async (list: D1PreparedStatement[]) => {
					sent?.(list.length);
					const statements = list.map((statement) => originals.get(statement) ?? statement);
					const results = await target.batch(statements);
					answered?.(results, statements.map(sentAs));
					return results;
				};
			}
			const value: unknown = Reflect.get(target, key);
			return typeof value === "function" ? value.bind(target) : value;
		},
	});
}
