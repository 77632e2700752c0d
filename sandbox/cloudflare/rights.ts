import { createMiddleware } from "hono/factory";
import { Refusal } from "./answer.ts";
import type { Account, Right } from "./state.ts";

const RIGHTS: readonly (readonly [RegExp, Right])[] = [
	[/^\/accounts\/[^/]+\/d1\//, "D1"],
	[/^\/accounts\/[^/]+\/queues/, "Queues"],
	[/^\/accounts\/[^/]+\/workers\//, "Workers Scripts"],
	[/^\/accounts$/, "Account Settings"],
];

/**
 * Who asks, and whether they may. A token that is nobody's gets 401; one that lacks the right gets what the real one answers:
 * "Authentication error", without a word of which right it is.
 */
export const requireRight = (account: Account) =>
	createMiddleware(async (c, next) => {
		const token = (c.req.header("authorization") ?? "").replace(/^Bearer /, "");
		const rights = account.tokens.get(token);
		if (rights === undefined) {
			throw c.req.path.endsWith("/user/tokens/verify")
				? new Refusal(401, 1000, "Invalid API Token")
				: new Refusal(403, 9109, "Invalid access token");
		}
		const path = c.req.path.replace(/^\/client\/v4/, "");
		const needed = RIGHTS.find(([pattern]) => pattern.test(path))?.[1];
		if (needed !== undefined && !rights.includes(needed)) throw new Refusal(403, 10000, "Authentication error");
		const reads = c.req.method === "GET" || path.endsWith("/query");
		if (needed !== undefined && !reads && account.readOnly.has(needed)) throw new Refusal(403, 10000, "Authentication error");
		const named = /^\/accounts\/([^/]+)/.exec(path)?.[1];
		if (named !== undefined && named !== account.id) throw new Refusal(403, 10000, "Authentication error");
		await next();
	});
