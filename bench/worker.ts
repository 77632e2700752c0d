import { AsyncLocalStorage } from "node:async_hooks";
import worker, { Coordinator as Uncounted } from "../src/index.ts";
import { watchedDatabase } from "../test/support/watched-database.ts";

/** What one invocation has spent, as it is written to the log. */
interface Spent {
	messages: number;
	d1RoundTrips: number;
	d1Statements: number;
	rowsWritten: number;
	rowsRead: number;
	calls: number;
}

const NOTHING: Spent = { messages: 0, d1RoundTrips: 0, d1Statements: 0, rowsWritten: 0, rowsRead: 0, calls: 0 };

/** One line of the Worker's log; the launcher reads it (bench/stack.ts). */
const tell = (kind: string, spent: Spent): void => console.warn(JSON.stringify({ event: "bench_invocation", kind, ...spent }));

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
	const spent: Spent = { ...NOTHING, messages };
	try {
		return await current.run(spent, () => work({ ...env, DB: counted(env.DB, spent) }));
	} finally {
		tell(kind, spent);
	}
}

/** Takes webhooks in, each group of them by one round trip, which belongs to no invocation of the Worker: it is told by itself. */
export class Coordinator extends Uncounted {
	constructor(state: DurableObjectState, env: Env) {
		super(state, { ...env, DB: countedAlone(env.DB) });
	}
}

const countedAlone = (db: D1Database): D1Database =>
	watchedDatabase(db, {
		answered: (results) => {
			const rows = (of: "rows_read" | "rows_written"): number => results.reduce((sum, { meta }) => sum + meta[of], 0);
			const spent = { ...NOTHING, d1RoundTrips: 1, d1Statements: results.length };
			tell("object", { ...spent, rowsWritten: rows("rows_written"), rowsRead: rows("rows_read") });
		},
	});

export default {
	fetch: (request, env) => measured("fetch", env, 0, (counting) => worker.fetch(request, counting)),
	queue: (batch, env) => measured("queue", env, batch.messages.length, (counting) => worker.queue(batch, counting)),
	scheduled: (controller, env) => measured("scheduled", env, 0, (counting) => worker.scheduled(controller, counting)),
} satisfies ExportedHandler<Env>;
