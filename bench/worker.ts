import { AsyncLocalStorage } from "node:async_hooks";
import worker, { Coordinator } from "../src/index.ts";
import { watchedDatabase } from "../test/support/watched-database.ts";

export { Coordinator };

/** What one invocation has spent, as it is written to the log. */
interface Spent {
	messages: number;
	d1RoundTrips: number;
	d1Statements: number;
	rowsWritten: number;
	rowsRead: number;
	calls: number;
}

const current = new AsyncLocalStorage<Spent>();
const real = globalThis.fetch;
globalThis.fetch = (...args: Parameters<typeof fetch>) => {
	const spent = current.getStore();
	if (spent) spent.calls++;
	return real(...args);
};

/** The real D1, counted. */
const counted = (db: D1Database, spent: Spent): D1Database =>
	watchedDatabase(db, {
		sent: (statements) => {
			spent.d1RoundTrips++;
			spent.d1Statements += statements;
		},
		answered: (results) => {
			for (const { meta } of results) {
				spent.rowsWritten += meta.rows_written;
				spent.rowsRead += meta.rows_read;
			}
		},
	});

/** Does the work with a counted environment, and says in the log what it has spent. */
async function measured<T>(kind: string, env: Env, messages: number, work: (env: Env) => Promise<T>): Promise<T> {
	const spent: Spent = { messages, d1RoundTrips: 0, d1Statements: 0, rowsWritten: 0, rowsRead: 0, calls: 0 };
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
