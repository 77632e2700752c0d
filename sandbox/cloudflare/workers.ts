import { Hono } from "hono";
import { z } from "zod";
import { answer, noWorker, Refusal } from "./answer.ts";
import type { Account } from "./state.ts";
import { serviceView } from "./views.ts";

const wanted = z.object({ subdomain: z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/) });

/** The account's part of the addresses on workers.dev, and what is known of a Worker beside its code. */
export function workerRoutes(account: Account): Hono {
	const find = (name: string, code: 10007 | 10090) => {
		const found = account.scripts.find((each) => each.name === name);
		if (found === undefined) throw noWorker(code);
		return found;
	};
	return new Hono()
		.get("/subdomain", (c) => {
			if (account.subdomain === null) throw new Refusal(404, 10007, "You need to register a workers.dev subdomain");
			return answer(c, { subdomain: account.subdomain });
		})
		.put("/subdomain", async (c) => {
			const parsed = wanted.safeParse(await c.req.json());
			if (!parsed.success) throw new Refusal(400, 10030, "Subdomain is invalid");
			const { subdomain } = parsed.data;
			if (account.takenSubdomains.includes(subdomain)) throw new Refusal(409, 10031, "Subdomain is unavailable");
			account.subdomain = subdomain;
			return answer(c, { subdomain });
		})
		.get("/services/:name", (c) => answer(c, serviceView(find(c.req.param("name"), 10090))))
		.get("/workers/:name", (c) => {
			const { name, onWorkersDev } = find(c.req.param("name"), 10007);
			return answer(c, { id: name, name, subdomain: { enabled: onWorkersDev, previews_enabled: false } });
		});
}
