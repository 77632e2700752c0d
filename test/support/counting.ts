/** A D1 binding that tells how many statements were executed; each statement of a batch counts. */
export function countingDatabase(db: D1Database, count: (n: number) => void): D1Database {
	const originals = new WeakMap<object, D1PreparedStatement>();
	const counted = (statement: D1PreparedStatement): D1PreparedStatement => {
		const proxy = new Proxy(statement, {
			get(target, key) {
				if (key === "bind") return (...values: unknown[]) => counted(target.bind(...values));
				if (["all", "run", "first", "raw"].includes(String(key))) count(1);
				const value = Reflect.get(target, key);
				return typeof value === "function" ? value.bind(target) : value;
			},
		});
		originals.set(proxy, statement);
		return proxy;
	};
	return new Proxy(db, {
		get(target, key) {
			if (key === "prepare") return (query: string) => counted(target.prepare(query));
			if (key === "batch") {
				return (list: D1PreparedStatement[]) => {
					count(list.length);
					return target.batch(list.map((statement) => originals.get(statement) ?? statement));
				};
			}
			const value = Reflect.get(target, key);
			return typeof value === "function" ? value.bind(target) : value;
		},
	});
}
