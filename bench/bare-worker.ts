import { DurableObject } from "cloudflare:workers";
import { Hono } from "hono";

/** Named by wrangler.toml; nothing of it is used here. */
export class Coordinator extends DurableObject {}

/** The least that takes a webhook in: each body becomes one message of the queue. What our intake is measured against. */
const app = new Hono<{ Bindings: Env }>()
	.get("/health", (c) => c.text("ok"))
	.post("/webhooks/smh", async (c) => {
		await c.env.SYNC_JOBS.send(await c.req.json());
		return c.body(null, 202);
	});

export default {
	fetch: app.fetch,
	queue: (batch) => batch.ackAll(),
} satisfies ExportedHandler<Env>;
