import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import { type ScenarioOptions, scenarioOptions } from "../scenarios/scenario.ts";
import type { World } from "../world.ts";
import { accountRoutes } from "./account.ts";
import type { CallLog } from "./calls.ts";
import { type Faults, faultPlan } from "./faults.ts";
import { readBody } from "./input.ts";
import type { Latency } from "./observe.ts";
import { refusalOf } from "./people.ts";
import { countRecords, recordRoutes } from "./records.ts";
import { telegramRoutes } from "./telegram.ts";

const milliseconds = z.number().min(0).max(600_000).optional();
const latencies = z.strictObject({ accurate: milliseconds, smh: milliseconds, telegram: milliseconds });
const target = z
	.url({ protocol: /^https?$/ })
	.nullable()
	.optional();
const registrations = z.strictObject({ smh: target, accurate: target });

/** What nobody knows of Accurate, and a test may want either way (accurate/state.ts). */
const switches = z
	.strictObject({
		showLastUpdate: z.boolean(),
		maxPageSize: z.int().positive().nullable(),
		openDbError: z.string().nullable(),
		demandsBranch: z.boolean(),
		itemNeedsMasters: z.boolean(),
		emptyAfterDelete: z.boolean(),
		userLanguage: z.enum(["id", "en"]),
	})
	.partial();

/** How long Accurate's webhook lives without renewal (facts 8). */
const WEBHOOK_LIFE_MS = 7 * 24 * 3_600_000;

export interface ControlOptions {
	readonly world: World;
	readonly calls: CallLog;
	readonly faults: Faults;
	readonly latency: Latency;
	readonly reset: (options: ScenarioOptions) => void;
}

/** The control interface, relative to `/control`: for tests, demos and the sandbox page; not part of any real system. */
export function controlRoutes({ world, calls, faults, latency, reset }: ControlOptions): Hono {
	const app = new Hono();
	const { state } = world;
	const targets = () => ({
		smh: state.smh.webhook.url,
		accurate: state.accurate.webhook.url,
		telegram: state.telegram.webhook?.url ?? null,
	});

	app.post("/reset", async (c) => {
		reset(await readBody(c, scenarioOptions));
		return c.json(countRecords(world));
	});
	app.get("/state", (c) => c.json(countRecords(world)));

	app.post("/faults", async (c) => {
		const { plan } = await readBody(c, faultPlan);
		faults.set(plan);
		return c.json({ plan });
	});
	app.delete("/faults", (c) => {
		faults.set([]);
		return c.body(null, 204);
	});

	app.get("/calls", (c) => c.json(calls.report()));
	app.delete("/calls", (c) => {
		calls.clear();
		return c.body(null, 204);
	});

	app.post("/latency", async (c) => {
		const { accurate, smh, telegram } = await readBody(c, latencies);
		latency.accurate = accurate ?? latency.accurate;
		latency.smh = smh ?? latency.smh;
		latency.telegram = telegram ?? latency.telegram;
		return c.json(latency);
	});

	app.get("/registrations", (c) => c.json(targets()));
	app.put("/registrations", async (c) => {
		const { smh, accurate } = await readBody(c, registrations);
		if (smh !== undefined) state.smh.webhook.url = smh;
		if (accurate !== undefined) state.accurate.webhook = { url: accurate, expiresAt: world.now() + WEBHOOK_LIFE_MS };
		world.touched();
		return c.json(targets());
	});

	app.get("/switches", (c) => c.json(state.accurate.switches));
	app.patch("/switches", async (c) => {
		Object.assign(state.accurate.switches, await readBody(c, switches));
		world.touched();
		return c.json(state.accurate.switches);
	});

	app.route("/", accountRoutes(world));
	app.route("/telegram", telegramRoutes(world));
	app.route("/", recordRoutes(world));
	app.all("*", (c) => {
		throw new HTTPException(404, { message: `Nothing at ${c.req.method} ${c.req.path}; see the sandbox's documentation` });
	});
	app.onError((error, c) => {
		const refusal = refusalOf(error);
		if (!refusal) throw error;
		return c.json({ error: refusal.message }, refusal.status);
	});
	return app;
}
