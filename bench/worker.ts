import { AsyncLocalStorage } from "node:async_hooks";
import worker, { Coordinator } from "../src/index.ts";

export { Coordinator };

/** What one invocation has spent, as it is written to the log. */
interface Spent {
	messages: number;
	d1RoundTrips: number;
	d1Statements: number;
	rowsWritten: number;
	calls: number;
}

const current = new AsyncLocalStorage<Spent>();
const real = globalThis.fetch;
globalThis.fetch = (...args: Parameters<typeof fetch>) => {
	const spent = current.getStore();
	if (spent) spent.calls++;
	return real(...args);
};

const written = (result: unknown): number => {
	const { meta } = (result ?? {}) as { meta?: { rows_written?: number } };
	return meta?.rows_written ?? 0;
};

/** The real D1, counted: each call is a round trip, each statement of a batch a statement. */
function counted(db: D1Database, spent: Spent): D1Database {
	const originals = new WeakMap<object, D1PreparedStatement>();
	const watched = (statement: D1PreparedStatement): D1PreparedStatement => {
		const proxy = new Proxy(statement, {
			get(target, key) {
				if (key === "bind") return (...values: unknown[]) => watched(target.bind(...values));
				const value: unknown = Reflect.get(target, key);
				if (typeof value !== "function") return value;
				if (!["all", "run", "first", "raw"].includes(String(key))) return value.bind(target);
				return async (...values: unknown[]) => {
					spent.d1RoundTrips++;
					spent.d1Statements++;
					const result: unknown = await value.apply(target, values);
					spent.rowsWritten += written(result);
					return result;
				};
			},
		});
		originals.set(proxy, statement);
		return proxy;
	};
	return new Proxy(db, {
		get(target, key) {
			if (key === "prepare") return (query: string) => watched(target.prepare(query));
			if (key === "batch") {
				return async (list: D1PreparedStatement[]) => {
					spent.d1RoundTrips++;
					spent.d1Statements += list.length;
					const results = await target.batch(list.map((statement) => originals.get(statement) ?? statement));
					for (const result of results) spent.rowsWritten += written(result);
					return results;
				};
			}
			const value: unknown = Reflect.get(target, key);
			return typeof value === "function" ? value.bind(target) : value;
		},
	});
}

/** Does the work with a counted environment, and says in the log what it has spent. */
async function measured<T>(kind: string, env: Env, messages: number, work: (env: Env) => Promise<T>): Promise<T> {
	const spent: Spent = { messages, d1RoundTrips: 0, d1Statements: 0, rowsWritten: 0, calls: 0 };
	try {
		return await current.run(spent, () => work({ ...env, DB: counted(env.DB, spent) }));
	} finally {
		// One line of the Worker's log; the launcher reads it (bench/stack.ts).
		console.warn(JSON.stringify({ event: "bench_invocation", kind, ...spent }));
	}
}

export default {
	fetch: (request, env) => measured("fetch", env, 0, (counting) => worker.fetch(request, counting)),
	queue: (batch, env) => measured("queue", env, batch.messages.length, (counting) => worker.queue(batch, counting)),
	scheduled: (controller, env) => measured("scheduled", env, 0, (counting) => worker.scheduled(controller, counting)),
} satisfies ExportedHandler<Env>;
