import type { MiddlewareHandler } from "hono";
import type { World } from "../world.ts";
import { failure } from "./answers.ts";

interface Caller {
	/** Times of the calls started within the last second. */
	started: number[];
	inFlight: number;
}

const WINDOW_MS = 1000;

/** Running calls are a fact of this process, not of the stored state; both data origins count together. */
const callers = new WeakMap<World, Map<string, Caller>>();

function callerOf(world: World, token: string): Caller {
	const known = callers.get(world) ?? new Map<string, Caller>();
	callers.set(world, known);
	const caller = known.get(token) ?? { started: [], inFlight: 0 };
	known.set(token, caller);
	return caller;
}

/**
 * 8 calls started in any rolling second and 8 not yet answered, per token (facts 7: per token is one integrator's finding;
 * the shape of the refusal is unknown, so it is a setting). A refused call does not count as started.
 */
export const rateLimited =
	(world: World): MiddlewareHandler =>
	async (c, next) => {
		const { perSecond, parallel, shape } = world.state.accurate.rateLimit;
		const caller = callerOf(world, c.req.header("authorization") ?? "");
		const now = world.now();
		caller.started = caller.started.filter((at) => at > now - WINDOW_MS);
		if (caller.started.length >= perSecond || caller.inFlight >= parallel) {
			return failure([`Batas pemanggilan API adalah ${perSecond} request per detik`], shape === "http-429" ? 429 : 200);
		}
		caller.started.push(now);
		caller.inFlight++;
		try {
			await next();
			return;
		} finally {
			caller.inFlight--;
		}
	};
