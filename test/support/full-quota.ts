import { env } from "cloudflare:workers";
import { onTestFinished } from "vitest";

type Kind = "read" | "write";
const WRITES = /^\s*(insert|update|delete|with[\s\S]*\b(insert|update|delete)\b)/i;

/** What D1 answers on the free plan when the day is used up (store/quota.ts). */
export const quotaError = (kind: Kind): Error =>
	new Error(
		`D1_ERROR: Your account has exceeded D1's free tier daily row ${kind} limit. Upgrade to a paid plan or wait until tomorrow (midnight UTC) to continue. See https://developers.cloudflare.com/d1/platform/limits/ for more details.`,
	);

/**
 * The databases of this isolate, the Worker's own among them, that may have used up their day: `read` refuses every statement, `write`
 * those that write. What all bindings have in common is replaced until the test ends.
 */
export function quotaOfTheDay() {
	let full: Kind | null = null;
	let writesLeft = Number.POSITIVE_INFINITY;
	const prototype = Object.getPrototypeOf(env.DB) as D1Database;
	const statement = Object.getPrototypeOf(env.DB.prepare("SELECT 1")) as D1PreparedStatement;
	const real = { batch: prototype.batch, all: statement.all, run: statement.run, first: statement.first, raw: statement.raw };
	// The local runtime's statements carry their text; the types, which are those of every runtime, do not say so.
	const textOf = (one: D1PreparedStatement): string => (one as D1PreparedStatement & { readonly statement: string }).statement;
	const check = (texts: readonly string[]): void => {
		const writes = texts.some((text) => WRITES.test(text));
		if (writes && --writesLeft < 0) full ??= "write";
		if (full === "read" || (full === "write" && writes)) throw quotaError(full);
	};
	prototype.batch = async function batch<T>(this: D1Database, list: D1PreparedStatement[]) {
		check(list.map(textOf));
		return (await real.batch.call(this, list)) as D1Result<T>[];
	};
	for (const name of ["all", "run", "first", "raw"] as const) {
		const original = real[name] as (...values: unknown[]) => Promise<unknown>;
		// One function stands in for four of different types; each passes on what it was given.
		const checked = async function checked(this: D1PreparedStatement, ...values: unknown[]) {
			check([textOf(this)]);
			return await original.apply(this, values);
		} as never;
		statement[name] = checked;
	}
	onTestFinished(() => {
		prototype.batch = real.batch;
		Object.assign(statement, { all: real.all, run: real.run, first: real.first, raw: real.raw });
	});
	return {
		/** Used up from now on, or after so many more writes. */
		fill(kind: Kind, afterWrites = 0): void {
			if (afterWrites > 0) writesLeft = afterWrites;
			else full = kind;
		},
		isFull: (): boolean => full !== null,
		/** It is midnight UTC. */
		refill(): void {
			full = null;
			writesLeft = Number.POSITIVE_INFINITY;
		},
	};
}
