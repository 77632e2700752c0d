import { type Context, Hono } from "hono";
import { CREDENTIALS } from "../credentials.ts";
import type { EntityName, World } from "../world.ts";
import { readBatch, runBatch } from "./batch.ts";
import { notFound, SmhError } from "./error.ts";
import { createRateLimit } from "./limit.ts";
import { parseListQuery, refuseQuery } from "./query.ts";
import { createRecord, deleteRecord, getRecord, tableOf, updateRecord } from "./records.ts";
import type { SmhRecord } from "./state.ts";
import { listRows } from "./table.ts";

const COLLECTIONS = { customers: "customer", products: "product", employees: "employee" } as const;
const MAX_BODY_BYTES = 1_000_000;

/** SMH's API as smh-contract has it, relative to `/smh/v1`: refuses everything that the contract does not name. */
export function smhApp(world: World): Hono {
	const app = new Hono();
	const waitFor = createRateLimit(() => world.now());

	app.use("*", async (c, next) => {
		if (c.req.header("authorization") !== `Bearer ${CREDENTIALS.smh.apiKey}`) {
			throw new SmhError(401, { code: "unauthorized", message: "The API key is missing or wrong" });
		}
		const wait = waitFor();
		if (wait > 0) {
			c.header("retry-after", String(Math.ceil(wait / 1000)));
			throw new SmhError(429, { code: "rate_limited", message: "More than 10 calls in a second" });
		}
		await next();
	});

	for (const [collection, entity] of Object.entries(COLLECTIONS)) {
		const allow = (right: "read" | "write") => {
			if (!world.state.smh.forbidden.includes(`${entity}:${right}`)) return;
			throw new SmhError(403, { code: "forbidden", message: `The API key may not ${right} ${collection}` });
		};

		app.get(`/${collection}`, (c) => {
			allow("read");
			const query = parseListQuery(c.req.url);
			const { rows, total } = listRows(tableOf(world, entity), query);
			return c.json({ data: rows.map(shown), page: query.page, page_size: query.pageSize, total });
		});
		app.get(`/${collection}/:id`, (c) => {
			allow("read");
			refuseQuery(c.req.url);
			return c.json(shown(getRecord(world, entity, idOf(c, entity))));
		});
		app.post(`/${collection}`, async (c) => {
			allow("write");
			refuseQuery(c.req.url);
			return c.json(shown(createRecord(world, entity, await readJson(c), "api")), 201);
		});
		app.post(`/${collection}/batch`, async (c) => {
			allow("write");
			refuseQuery(c.req.url);
			const results = runBatch(world, entity, readBatch(await readJson(c)));
			return c.json({ results: results.map(({ record, ...rest }) => (record ? { ...rest, record: shown(record) } : rest)) });
		});
		app.patch(`/${collection}/:id`, async (c) => {
			allow("write");
			refuseQuery(c.req.url);
			return c.json(shown(updateRecord(world, entity, idOf(c, entity), await readJson(c), "api")));
		});
		app.delete(`/${collection}/:id`, (c) => {
			allow("write");
			refuseQuery(c.req.url);
			deleteRecord(world, entity, idOf(c, entity));
			return c.body(null, 204);
		});
	}

	app.all("*", (c) => {
		throw notFound(`${c.req.method} ${c.req.path}`);
	});
	app.onError((error, c) => {
		if (!(error instanceof SmhError)) throw error;
		return c.json({ error: error.body }, error.status);
	});
	return app;
}

const shown = ({ in_use: _hidden, ...record }: SmhRecord) => record;

function idOf(c: Context, entity: EntityName): number {
	const id = c.req.param("id") ?? "";
	if (!/^[1-9]\d{0,14}$/.test(id)) throw notFound(`${entity} "${id}"`);
	return Number(id);
}

async function readJson(c: Context): Promise<unknown> {
	const body = await c.req.arrayBuffer();
	if (body.byteLength > MAX_BODY_BYTES) throw new SmhError(413, { code: "too_large", message: "The body is over 1 MB" });
	try {
		return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(body));
	} catch {
		throw new SmhError(400, { code: "bad_request", message: "The body is not JSON" });
	}
}
