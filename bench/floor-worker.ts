import { DurableObject } from "cloudflare:workers";
import { Hono } from "hono";
import { GATES } from "../src/coordinator/gates.ts";
import { RateLimiter, type RateLimiterLimits } from "../src/coordinator/rate-limiter.ts";
import { chunks } from "../src/domain/lists.ts";
import { type Pair, storeCreated, storeIntents, storePage } from "./floor-rows.ts";
import { openAccurate, openSmh, type Send, smhCustomerOf } from "./raw.ts";

/** Named by wrangler.toml; nothing of it is used here. */
export class Coordinator extends DurableObject {}

const ACCURATE_PAGE = 1_000;
const SMH_BATCH = 100;
const LOOK_AGAIN_MS = 5;

/** Sends as soon as the limits of a side allow. */
function gated(limits: RateLimiterLimits | undefined): Send {
	if (!limits) throw new Error("a side without limits");
	const gate = new RateLimiter(limits);
	const entered = async (): Promise<number> => {
		for (;;) {
			const answer = gate.tryEnter(Date.now());
			if ("pass" in answer) return answer.pass;
			await new Promise((resolve) => setTimeout(resolve, answer.waitMs ?? LOOK_AGAIN_MS));
		}
	};
	return async (url, init) => {
		const pass = await entered();
		try {
			const response = await fetch(url, init);
			// The call is over when its answer is there in full.
			return new Response(await response.arrayBuffer(), response);
		} finally {
			gate.leave(pass, Date.now());
		}
	};
}

/** The calls and the rows of a first sync of new customers, and nothing else: no merge, no plan, no step, no lease. */
async function floor(env: Env): Promise<{ customers: number }> {
	const list = await openAccurate(env, gated(GATES.accurate));
	const smh = openSmh(env, gated(GATES.smh));
	const page = async (number: number) => {
		const { rows, pages } = await list("customer", number, ACCURATE_PAGE);
		const pairs = rows.map((source): Pair => ({ source, target: smhCustomerOf(source) }));
		await storePage(env.DB, pairs);
		return { pairs, pages };
	};
	const customers = async (): Promise<readonly Pair[]> => {
		const first = await page(1);
		const others = Array.from({ length: Math.max(0, first.pages - 1) }, (_, index) => page(index + 2));
		return [...first.pairs, ...(await Promise.all(others)).flatMap(({ pairs }) => pairs)];
	};
	const [pairs] = await Promise.all([
		customers(),
		...(["item", "employee"] as const).map((module) => list(module, 1, ACCURATE_PAGE)),
		...(["customers", "products", "employees"] as const).map((collection) => smh.list(collection)),
	]);
	const create = async (batch: readonly Pair[], index: number): Promise<void> => {
		await storeIntents(env.DB, batch, Date.now());
		const stored = await smh.createAll(batch.map(({ target }) => target));
		await storeCreated(env.DB, batch, stored, index * SMH_BATCH, Date.now());
	};
	await Promise.all(chunks(pairs, SMH_BATCH).map(create));
	return { customers: pairs.length };
}

const app = new Hono<{ Bindings: Env }>()
	.get("/health", (c) => c.text("ok"))
	// The stand-ins tell of what was written; nobody listens.
	.post("/webhooks/*", (c) => c.body(null, 202))
	.post("/floor", async (c) => c.json(await floor(c.env)));

export default {
	fetch: app.fetch,
	queue: (batch) => batch.ackAll(),
} satisfies ExportedHandler<Env>;
