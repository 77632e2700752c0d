import { applyD1Migrations, reset } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { onTestFinished, vi } from "vitest";
import { createSandbox, type Sandbox } from "../../sandbox/app.ts";
import type { ScenarioOptions } from "../../sandbox/scenarios/scenario.ts";
import type { RequestedMode } from "../../src/domain/model.ts";
import { type RunCounts, runCounts } from "../../src/store/run-sums.ts";
import { getRun, type Run } from "../../src/store/runs.ts";
import type { SyncContext } from "../../src/sync/context.ts";
import { startRun } from "../../src/sync/run/start.ts";
import { CONNECTION, invocation, syncContext } from "../../src/wiring.ts";

/** The origins that vitest.config.ts puts into the Worker's settings. */
const ORIGINS = { main: "http://127.0.0.1:8788", data: "http://127.0.0.1:8789", moved: "http://127.0.0.1:8790" };
export const PUBLIC_URL = "https://sinkron.test";

export interface Stack {
	readonly sandbox: Sandbox;
	/** A call of the sandbox's control interface; answers its JSON. */
	control<T>(path: string, method?: string, body?: unknown): Promise<T>;
	/** A call of the product's API. */
	api<T>(path: string, method?: string, body?: unknown): Promise<T>;
	context(): Promise<SyncContext>;
	/** Starts a run and waits for its end: real queue, real Durable Object. */
	sync(mode?: RequestedMode): Promise<{ run: Run; counts: RunCounts }>;
}

/** Of stacks that a whole file shares: made in no test, they last until the next file makes its own, in the same runtime. */
const endings: (() => void)[] = [];

function afterTest(work: () => void): void {
	try {
		onTestFinished(work);
	} catch {
		endings.push(work);
	}
}

/**
 * Storage without a trace of the test before. The last commits of its Worker may still be under way, and a database that is
 * in use just then stays as it was: so it is looked at, and emptied again.
 */
async function emptyStorage(): Promise<void> {
	for (let tried = 1; tried <= 20; tried++) {
		await reset();
		await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
		const tables = ["run", "record", "link", "inbox", "watermark"].map((table) => `(SELECT count(*) FROM ${table})`);
		const rows = await env.DB.prepare(`SELECT ${tables.join(" + ")} AS n`).first<{ n: number }>();
		if (rows?.n === 0) return;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	throw new Error("the storage of the test before could not be emptied");
}

/** The whole product in workerd, with the outside world mounted in-process behind its ordinary base URLs. */
export async function createStack(scenario: ScenarioOptions): Promise<Stack> {
	for (const end of endings.splice(0)) end();
	await emptyStorage();
	const worker = (request: Request): Promise<Response> => exports.default.fetch(request);
	// A call that the Worker makes ends what it began when it ends itself, so deliveries are begun here.
	const begun: (() => void)[] = [];
	const courier = setInterval(() => {
		for (const work of begun.splice(0)) work();
	}, 5);
	afterTest(() => clearInterval(courier));
	const sandbox = createSandbox({
		origins: ORIGINS,
		fetch: (input, init) => worker(new Request(input, init)),
		begin: (work) => void begun.push(work),
	});
	sandbox.reset(scenario);
	// What it still has to deliver must not arrive in the world of the next test.
	afterTest(() => sandbox.reset({ scenario: "empty" }));

	const inside = new Set(Object.values(ORIGINS));
	vi.stubGlobal("fetch", async (input: RequestInfo, init?: RequestInit) => {
		const request = new Request(input, init);
		if (inside.has(new URL(request.url).origin)) return await sandbox.fetch(request);
		throw new Error(`unexpected call ${request.method} ${request.url}`);
	});

	const context = () =>
		syncContext(invocation(env), CONNECTION, {
			progress: async () => {},
			asks: async () => {},
			ended: async () => {},
			alert: async () => {},
		});
	return {
		sandbox,
		context,
		control: (path, method = "GET", body) => json(sandbox.fetch(jsonRequest(`${ORIGINS.main}/control${path}`, method, body))),
		api: (path, method = "GET", body) => json(worker(jsonRequest(`${PUBLIC_URL}/api/v1${path}`, method, body, env.API_KEY))),
		async sync(mode = "auto") {
			const ctx = await context();
			const { run } = await startRun(ctx, { mode, trigger: "api", actor: { kind: "api", key: "test" } });
			const finished = await ended(ctx, run.id);
			return { run: finished, counts: await runCounts(ctx.db, run) };
		},
	};
}

/** Tries until it does not throw any more. */
export const waitFor = (check: () => Promise<void>): Promise<void> => vi.waitFor(check, { timeout: 55_000, interval: 25 });

/** Waits for the end of a run. */
export async function ended(ctx: SyncContext, id: string): Promise<Run> {
	return await vi.waitFor(
		async () => {
			const run = await getRun(ctx.db, ctx.connection, id);
			if (!run || run.finishedAt === null)
				throw new Error(`the run is still ${run?.state} in phase ${run?.phase}: ${run?.question}`);
			return run;
		},
		{ timeout: 55_000, interval: 25 },
	);
}

function jsonRequest(url: string, method: string, body: unknown, bearer?: string): Request {
	const headers = { "content-type": "application/json", ...(bearer ? { authorization: `Bearer ${bearer}` } : {}) };
	return new Request(url, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
}

async function json<T>(answer: Promise<Response>): Promise<T> {
	const response = await answer;
	if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
	// The caller states what this route answers; a wrong statement shows in its assertions.
	const text = await response.text();
	return (text === "" ? undefined : JSON.parse(text)) as T;
}
