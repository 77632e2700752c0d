import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import type { WebEnv } from "../dependencies.ts";
import { PERIOD } from "./limits.ts";

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
