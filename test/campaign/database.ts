import type { Invocation } from "./invocation.ts";
import type { Machine, Operation } from "./machine.ts";
import type { VirtualTime } from "./time.ts";

const QUERY_MS = 3;
const RUNS = new Set(["all", "run", "first", "raw"]);

/** The real D1 as an invocation sees it: each query or batch is one operation, which may be lost before or after it is done. */
export function databaseFor(by: Invocation, db: D1Database, machine: Machine, time: VirtualTime): D1Database {
	const originals = new WeakMap<object, { readonly statement: D1PreparedStatement; readonly query: string }>();
	const operate = <T>(queries: readonly string[], perform: () => Promise<T>): Promise<T> =>
		machine.operate(by, operationOf(queries), () => {
			time.pass(QUERY_MS);
			return perform();
		});
	const watched = (statement: D1PreparedStatement, query: string): D1PreparedStatement => {
		const proxy = new Proxy(statement, {
			get(target, key) {
				if (key === "bind") return (...values: unknown[]) => watched(target.bind(...values), query);
				const value: unknown = Reflect.get(target, key);
				if (typeof value !== "function") return value;
				const bound = value.bind(target);
				return RUNS.has(String(key)) ? (...values: unknown[]) => operate([query], () => bound(...values)) : bound;
			},
		});
		originals.set(proxy, { statement, query });
		return proxy;
	};
	return new Proxy(db, {
		get(target, key) {
			if (key === "prepare") return (query: string) => watched(target.prepare(query), query);
			if (key === "batch") {
				return (list: D1PreparedStatement[]) => {
					const known = list.map((statement) => originals.get(statement) ?? { statement, query: "" });
					return operate(
						known.map(({ query }) => query),
						() => target.batch(known.map(({ statement }) => statement)),
					);
				};
			}
			const value: unknown = Reflect.get(target, key);
			return typeof value === "function" ? value.bind(target) : value;
		},
	});
}

/** The commits that a run hangs on have names of their own, so that a history can strike them. */
function operationOf(queries: readonly string[]): Operation {
	const has = (pattern: RegExp): boolean => queries.some((query) => pattern.test(query));
	if (queries.length === 1 && has(/^\s*(SELECT|WITH)/i)) return { target: "database", name: "read", writes: false };
	const name = has(/INSERT INTO intent/) ? "intents" : has(/UPDATE step SET state = 'done'/) ? "end of a step" : "write";
	return { target: "database", name, writes: true };
}
