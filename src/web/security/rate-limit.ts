import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import type { WebEnv } from "../dependencies.ts";

/** The platform's brake (wrangler.toml): counts the calls of a key, per location of the platform and period, not exactly. */
export interface Limiter {
	limit(call: { readonly key: string }): Promise<{ readonly success: boolean }>;
}

/** What is braked, and the period of its count in seconds, as in wrangler.toml. */
const PERIOD = {
	/** Everything one address asks for: far above what SMH, Accurate, Telegram or a page full of people send. */
	requests: 10,
	/** Attempts to sign in, right or wrong: a guess that comes too often is not even looked at. */
	signIn: 60,
	/** Wrong API keys. Right ones are never counted: they belong to programs of ours. */
	wrongKeys: 60,
} as const;
export type Limits = Partial<Record<keyof typeof PERIOD, Limiter>>;

/** Somebody asks too often; 429. */
export class TooManyRequests extends Error {
	override readonly name = "TooManyRequests";
	readonly retryAfterSeconds: number;

	constructor(retryAfterSeconds: number) {
		super(`Too many requests; try again in ${retryAfterSeconds} seconds`);
		this.retryAfterSeconds = retryAfterSeconds;
	}
}

/**
 * Counts one and throws TooManyRequests beyond the limit. It is a brake, not a lock (keys and signatures are those), so it fails
 * open: without the binding, without an answer of it, or without an address, as behind a service binding and in tests.
 */
export async function count(c: Context<WebEnv>, what: keyof typeof PERIOD): Promise<void> {
	const address = c.req.header("cf-connecting-ip");
	if (address === undefined || address === "") return;
	const limiter = c.env.limits[what];
	if (!limiter) {
		// Said where it matters, not with every request.
		if (what !== "requests") c.env.log.warn("rate_limit_missing", { what });
		return;
	}
	const outcome = await limiter.limit({ key: networkOf(address) }).catch((error: unknown) => {
		c.env.log.warn("rate_limit_failed", { what, error: String(error) });
		return { success: true };
	});
	if (!outcome.success) throw new TooManyRequests(PERIOD[what]);
}

export const limited = (what: keyof typeof PERIOD) =>
	createMiddleware<WebEnv>(async (c, next) => {
		await count(c, what);
		await next();
	});

/** Of an IPv6 address the /64: who has one address has all of those. */
export function networkOf(address: string): string {
	if (!address.includes(":")) return address;
	const [head = [], tail] = address.split("::").map((part) => (part === "" ? [] : part.split(":")));
	const missing = Math.max(0, 8 - head.length - (tail?.length ?? 0));
	const groups = [...head, ...Array.from({ length: tail ? missing : 0 }, () => "0"), ...(tail ?? [])];
	return groups.slice(0, 4).join(":");
}
