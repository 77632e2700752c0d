import { Hono } from "hono";
import { answerRefusal, Refusal } from "./answer.ts";
import { databaseRoutes } from "./databases.ts";
import { queueRoutes } from "./queues.ts";
import { requireRight } from "./rights.ts";
import type { Runtime } from "./runtime.ts";
import { scriptRoutes } from "./scripts.ts";
import type { Account } from "./state.ts";
import { userRoutes } from "./user.ts";
import { workerRoutes } from "./workers.ts";

/** As much of Cloudflare's API as a deploy uses, with one account. What it does not know is refused by name. */
export function cloudflareApi(account: Account, runtime: Runtime): Hono {
	const api = new Hono();
	api.use(requireRight(account));
	api.route("/", userRoutes(account));
	api.route("/accounts/:account/d1/database", databaseRoutes(account, runtime));
	api.route("/accounts/:account/queues", queueRoutes(account, runtime));
	api.route("/accounts/:account/workers/scripts", scriptRoutes(account, runtime));
	api.route("/accounts/:account/workers", workerRoutes(account));

	const app = new Hono();
	app.route("/client/v4", api);
	app.notFound((c) => answerRefusal(c, new Refusal(404, 7003, `The stand-in does not know ${c.req.method} ${c.req.path}`)));
	app.onError((error, c) => answerRefusal(c, error));
	return app;
}
