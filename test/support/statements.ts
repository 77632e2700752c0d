import { env } from "cloudflare:workers";
import { onTestFinished } from "vitest";
import { type SentStatement, watchedDatabase } from "./watched-database.ts";

/** A statement as it was carried out. */
export interface Executed extends SentStatement {
	readonly rowsRead: number;
	/** Rows answered, or written. */
	readonly rows: number;
	/** Rows written as D1 counts them, those of indexes included. */
	readonly written: number;
	readonly ms: number;
}

/** The real database, which tells of each statement what it has read and answered. */
export function telling(real: D1Database, told: (executed: Executed) => void): D1Database {
	return watchedDatabase(real, {
		answered: (results, statements) => {
			for (const [index, { results: answer, meta }] of results.entries()) {
				const sent = statements[index];
				const rows = Math.max(answer?.length ?? 0, meta.rows_written ?? 0, meta.changes ?? 0);
				if (sent) told({ ...sent, rowsRead: meta.rows_read, rows, written: meta.rows_written, ms: meta.duration });
			}
		},
	});
}

/** How the database would go through one table: lines with one parent are loops within each other, the outermost first. */
export interface PlanLine {
	readonly parent: number;
	readonly detail: string;
}

/** How the database would carry a statement out. */
export async function planOf({ sql, params }: SentStatement): Promise<readonly PlanLine[]> {
	const { results } = await env.DB.prepare(`EXPLAIN QUERY PLAN ${sql}`)
		.bind(...params)
		.all<PlanLine>();
	return results;
}

/**
 * Every statement that this isolate prepares until the test ends, whoever does: the Worker's own entry points have a binding of
 * their own, so what all bindings have in common is watched.
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
	onTestFinished(() => {
		Object.assign(prototype, { prepare: real, batch: realBatch });
		statement.all = realAll;
	});
	return {
		/** Rows read since it was last asked, but for what the query builder reads by itself. */
		rowsRead(): number {
			const read = rowsRead;
			rowsRead = 0;
			return read;
		},
		/** Each with how the database would carry it out. */
		async plans(): Promise<readonly { readonly sql: string; readonly plan: readonly PlanLine[] }[]> {
			const found: { sql: string; plan: readonly PlanLine[] }[] = [];
			for (const sql of [...seen].filter((one) => /^\s*(select|insert|update|delete|with)/i.test(one))) {
				const params = Array.from(sql.match(/\?/g) ?? [], () => "[]");
				found.push({ sql, plan: await planOf({ sql, params }) });
			}
			return found;
		},
	};
}
