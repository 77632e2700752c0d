import { env } from "cloudflare:workers";

/** A statement as it was carried out. */
export interface Executed {
	readonly sql: string;
	readonly params: readonly unknown[];
	readonly rowsRead: number;
	/** Rows answered, or written. */
	readonly rows: number;
	readonly ms: number;
}

interface Prepared extends D1PreparedStatement {
	readonly statement: string;
	readonly params: readonly unknown[];
}

/** The real database, which tells of each statement what it has read and answered. */
export function telling(real: D1Database, told: (executed: Executed) => void): D1Database {
	const originals = new WeakMap<object, Prepared>();
	const tell = (statement: Prepared, result: D1Result): void => {
		const { rows_read: rowsRead, rows_written: written, changes, duration: ms } = result.meta;
		const rows = Math.max(result.results?.length ?? 0, written ?? 0, changes ?? 0);
		told({ sql: statement.statement, params: statement.params, rowsRead, rows, ms });
	};
	const all = async (statement: Prepared): Promise<D1Result<Record<string, unknown>>> => {
		const result = await statement.all<Record<string, unknown>>();
		tell(statement, result);
		return result;
	};
	const watched = (statement: D1PreparedStatement): D1PreparedStatement => {
		const prepared = statement as Prepared;
		const proxy = new Proxy(statement, {
			get(target, key) {
				if (key === "bind") return (...values: unknown[]) => watched(target.bind(...values));
				if (key === "all" || key === "run") return () => all(prepared);
				if (key === "raw") return async () => (await all(prepared)).results.map((row) => Object.values(row));
				if (key === "first") return async () => (await all(prepared)).results[0] ?? null;
				const value: unknown = Reflect.get(target, key);
				return typeof value === "function" ? value.bind(target) : value;
			},
		});
		originals.set(proxy, prepared);
		return proxy;
	};
	return new Proxy(real, {
		get(target, key) {
			if (key === "prepare") return (query: string) => watched(target.prepare(query));
			if (key === "batch") {
				return async (list: D1PreparedStatement[]) => {
					const statements = list.map((statement) => originals.get(statement) ?? (statement as Prepared));
					const results = await target.batch(statements);
					results.forEach((result, index) => {
						const statement = statements[index];
						if (statement) tell(statement, result);
					});
					return results;
				};
			}
			const value: unknown = Reflect.get(target, key);
			return typeof value === "function" ? value.bind(target) : value;
		},
	});
}

/** How the database would carry a statement out, one line per table. */
export async function planOf({ sql, params }: Executed): Promise<readonly string[]> {
	const { results } = await env.DB.prepare(`EXPLAIN QUERY PLAN ${sql}`)
		.bind(...params)
		.all<{ detail: string }>();
	return results.map(({ detail }) => detail);
}

/**
 * Every statement that this isolate prepares from now on, whoever does: the Worker's own entry points have a binding of their own, so
 * what all bindings have in common is watched.
 */
export function preparedStatements() {
	const prototype = Object.getPrototypeOf(env.DB) as D1Database;
	const real = prototype.prepare;
	const realBatch = prototype.batch;
	const seen = new Set<string>();
	let rowsRead = 0;
	prototype.prepare = function prepare(this: D1Database, query: string) {
		seen.add(query);
		return real.call(this, query);
	};
	prototype.batch = async function batch<T>(this: D1Database, list: D1PreparedStatement[]) {
		const results = await realBatch.call(this, list);
		for (const { meta } of results) rowsRead += meta.rows_read;
		return results as D1Result<T>[];
	};
	const statement = Object.getPrototypeOf(env.DB.prepare("SELECT 1")) as D1PreparedStatement;
	const realAll = statement.all;
	statement.all = async function all<T>(this: D1PreparedStatement) {
		const result = await realAll.call(this);
		rowsRead += result.meta.rows_read;
		return result as D1Result<T>;
	};
	return {
		/** Rows read since it was last asked, but for what the query builder reads by itself. */
		rowsRead(): number {
			const read = rowsRead;
			rowsRead = 0;
			return read;
		},
		/** Each with how the database would carry it out. */
		async plans(): Promise<readonly { readonly sql: string; readonly plan: readonly string[] }[]> {
			Object.assign(prototype, { prepare: real, batch: realBatch });
			statement.all = realAll;
			const found: { sql: string; plan: readonly string[] }[] = [];
			for (const sql of [...seen].filter((one) => /^\s*(select|insert|update|delete|with)/i.test(one))) {
				const params = Array.from(sql.match(/\?/g) ?? [], () => "[]");
				found.push({ sql, plan: await planOf({ sql, params, rowsRead: 0, rows: 0, ms: 0 }) });
			}
			return found;
		},
	};
}
