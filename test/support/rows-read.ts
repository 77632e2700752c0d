/** A D1 binding that tells how many rows were read, index entries included, as D1 bills them. */
export function readingDatabase(db: D1Database, read: (rows: number) => void): D1Database {
	const originals = new WeakMap<object, D1PreparedStatement>();
	const told = <T>(result: T): T => {
		const { meta } = result as { meta?: { rows_read?: number } };
		read(meta?.rows_read ?? 0);
		return result;
	};
	const watched = (statement: D1PreparedStatement): D1PreparedStatement => {
		const proxy = new Proxy(statement, {
			get(target, key) {
				if (key === "bind") return (...values: unknown[]) => watched(target.bind(...values));
				// `raw` answers no meta; `all` reads the same rows.
				if (key === "raw") {
					return async () => told(await target.all<Record<string, unknown>>()).results.map((row) => Object.values(row));
				}
				const value: unknown = Reflect.get(target, key);
				if (typeof value !== "function") return value;
				if (key !== "all") return value.bind(target);
				return async () => told(await target.all());
			},
		});
		originals.set(proxy, statement);
		return proxy;
	};
	return new Proxy(db, {
		get(target, key) {
			if (key === "prepare") return (query: string) => watched(target.prepare(query));
			if (key === "batch") {
				return async (list: D1PreparedStatement[]) =>
					(await target.batch(list.map((statement) => originals.get(statement) ?? statement))).map(told);
			}
			const value: unknown = Reflect.get(target, key);
			return typeof value === "function" ? value.bind(target) : value;
		},
	});
}
