/** A D1 binding that counts what is executed; each statement of a batch counts (law 9). */
export interface MeteredDatabase {
	readonly db: D1Database;
	statements(): number;
}

const RUNS = new Set(["all", "run", "first", "raw"]);

export function metered(real: D1Database): MeteredDatabase {
	let statements = 0;
	const originals = new WeakMap<object, D1PreparedStatement>();
	const watched = (statement: D1PreparedStatement): D1PreparedStatement => {
		const proxy = new Proxy(statement, {
			get(target, key) {
				if (key === "bind") return (...values: unknown[]) => watched(target.bind(...values));
				if (RUNS.has(String(key))) statements++;
				const value: unknown = Reflect.get(target, key);
				return typeof value === "function" ? value.bind(target) : value;
			},
		});
		originals.set(proxy, statement);
		return proxy;
	};
	const db = new Proxy(real, {
		get(target, key) {
			if (key === "prepare") return (query: string) => watched(target.prepare(query));
			if (key === "batch") {
				return (list: D1PreparedStatement[]) => {
					statements += list.length;
					return target.batch(list.map((statement) => originals.get(statement) ?? statement));
				};
			}
			const value: unknown = Reflect.get(target, key);
			return typeof value === "function" ? value.bind(target) : value;
		},
	});
	return { db, statements: () => statements };
}
