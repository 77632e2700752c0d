import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { Webhook } from "standardwebhooks";
import type { Coordinator } from "../../src/coordinator/client.ts";
import type { Log } from "../../src/domain/log.ts";
import { readSettings } from "../../src/env.ts";
import { type Database, database } from "../../src/store/database.ts";
import type { SyncContext } from "../../src/sync/context.ts";
import { takeIn } from "../../src/sync/inbox/intake.ts";
import { createBot } from "../../src/telegram/bot.ts";
import { createWeb, publicRoutes } from "../../src/web/app.ts";
import { need, type WebDependencies } from "../../src/web/dependencies.ts";
import { createPageLink } from "../../src/web/security/page-link.ts";
import { CONNECTION } from "../../src/wiring.ts";
import { COMPLETE, HEALTHY_BOT } from "../support/setup.ts";
import { createStack, PUBLIC_URL, type Stack } from "../support/stack.ts";

export const { SMH_WEBHOOK_SECRET, ACCURATE_WEBHOOK_SECRET, TELEGRAM_WEBHOOK_SECRET, API_KEY } = env;
export { PUBLIC_URL };

export interface Attacked {
	readonly stack: Stack;
	readonly db: Database;
	/** Statements other than reads that requests have prepared. */
	readonly attempts: string[];
	readonly lines: readonly string[];
	/** Messages that would have made the engine do something. */
	readonly sent: unknown[];
	/** The cookie of somebody who is signed in. */
	readonly cookie: string;
	fetch(request: Request): Promise<Response>;
}

/** Grants everything and does nothing by itself, so that whatever is written was written by the request. */
function inertCoordinator(): Coordinator {
	const methods = { wake: async () => {}, heard: async () => null, rested: async () => {}, alive: async () => true };
	// Requests use nothing else of it; what they do use beyond this fails their test.
	return methods as unknown as Coordinator;
}

/**
 * The whole web and the bot over D1 with records, pairs, problems and conflicts of real runs in it, every feature configured.
 * Only the engine's queue is a list: nothing happens but what a request does.
 */
export async function attackedWorld(): Promise<Attacked> {
	const stack = await createStack({ scenario: "generated", customers: 8, products: 4, employees: 3, seed: 11 });
	await stack.sync();
	await makeConflict(stack);
	const { binding, attempts } = watched(env.DB);
	const db = database(binding);
	const lines: string[] = [];
	const sent: unknown[] = [];
	const say = (level: string) => (event: string, fields?: object) => void lines.push(JSON.stringify({ level, event, ...fields }));
	const log: Log = { info: say("info"), warn: say("warn"), error: say("error") };
	const real = await stack.context();
	const metadata = { metrics: { backlogCount: 0, backlogBytes: 0 } };
	const context: SyncContext = {
		...real,
		// Each request is an invocation of its own; here one context serves thousands.
		budget: () => ({ calls: 1_000, statements: 1_000, ms: 60_000 }),
		db,
		log,
		coordinator: inertCoordinator(),
		queue: {
			send: async (message) => {
				sent.push(message);
				return { metadata };
			},
			sendBatch: async (messages) => {
				sent.push(...messages);
				return { metadata };
			},
		},
	};
	const settings = readSettings(env);
	const bot = {
		telegram: need(settings.telegram),
		db,
		connection: CONNECTION,
		log,
		now: Date.now,
		fetch: (...args: Parameters<typeof fetch>) => fetch(...args),
		sync: async () => context,
		pageLink: () => createPageLink(PUBLIC_URL, env.ENCRYPTION_KEY, Date.now()),
		setup: COMPLETE,
	};
	const deps: WebDependencies = {
		connection: CONNECTION,
		db,
		log,
		now: Date.now,
		api: settings.api,
		sealing: settings.sealing,
		page: settings.page,
		telegram: settings.telegram,
		smhWebhook: settings.smhWebhook,
		accurateWebhook: { ok: true, value: { secrets: [ACCURATE_WEBHOOK_SECRET], databaseId: null } },
		limits: {},
		unmetNeeds: [],
		connected: [],
		version: "v1",
		registerBot: async () => [],
		sync: async () => context,
		onTelegramUpdate: (update) => createBot(bot).handle(update),
		notifier: context.notifier,
		takeIn: (source, deliveries) => takeIn({ ...deps, wake: async () => void sent.push("signals") }, source, deliveries),
		accurateConsent: () => ({
			authoriseUrl: (_, state) => `https://account.accurate.id/oauth/authorize?state=${state}`,
			exchange: () => Promise.reject(new Error("a code was taken that nobody asked for")),
		}),
		setup: COMPLETE,
		botState: async () => HEALTHY_BOT,
	};
	const web = createWeb(deps);
	const signIn = await web.fetch(
		new Request(`${PUBLIC_URL}/sign-in`, {
			method: "POST",
			body: new URLSearchParams({ key: API_KEY }),
			headers: { origin: PUBLIC_URL },
			redirect: "manual",
		}),
	);
	await untilQuiet(db);
	const cookie = (signIn.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
	attempts.length = 0;
	return { stack, db, attempts, lines, sent, cookie, fetch: async (request) => web.fetch(request) };
}

/** The database, with a list of what is not a read. */
function watched(real: D1Database): { readonly binding: D1Database; readonly attempts: string[] } {
	const attempts: string[] = [];
	const binding = new Proxy(real, {
		get(target, name) {
			if (name === "prepare") {
				return (query: string) => {
					if (!/^\s*(select|with)\b/i.test(query)) attempts.push(query);
					return target.prepare(query);
				};
			}
			const member: unknown = Reflect.get(target, name);
			return typeof member === "function" ? member.bind(target) : member;
		},
	});
	return { binding, attempts };
}

/** The same field edited on both sides, and a person asked. */
async function makeConflict(stack: Stack): Promise<void> {
	const settings = await stack.api<object>("/settings");
	await stack.api("/settings", "PUT", { ...settings, conflictPolicy: "ask" });
	const [inAccurate] = await stack.control<{ id: number; customerNo: string }[]>("/accurate/customer");
	const inSmh = (await stack.control<{ id: number; code: string }[]>("/smh/customer")).find(
		({ code }) => code === inAccurate?.customerNo,
	);
	await stack.control(`/accurate/customer/${inAccurate?.id}`, "PATCH", { notes: "dari Accurate" });
	await stack.control(`/smh/customer/${inSmh?.id}`, "PATCH", { notes: "dari SMH" });
	await stack.sync();
}

/** All routes once, without those that only look at requests in passing. `/api/*` stands for every address there is not. */
export const ROUTES = [...new Set(publicRoutes.map(({ method, path }) => `${method} ${path}`))].flatMap((route) => {
	const [method = "", path = ""] = route.split(" ");
	if (path === "/api/*" && method === "ALL") return [{ method: "GET", path: "/api/nowhere" }];
	return method === "ALL" || path.includes("*") ? [] : [{ method, path }];
});

/** Headers of a delivery as SMH signs it. */
export function signedBySmh(body: string, id: string = crypto.randomUUID()): Record<string, string> {
	const at = new Date();
	return {
		"webhook-id": id,
		"webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
		"webhook-signature": new Webhook(SMH_WEBHOOK_SECRET).sign(id, at, body),
	};
}

/** Everything that is in the database, by table. */
export type Content = ReadonlyMap<string, string>;

export async function contentOf(db: Database): Promise<Content> {
	const tables = await db.all<{ name: string }>(
		sql`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\' AND name NOT LIKE 'sqlite%'`,
	);
	const read = await db.$client.batch(tables.map(({ name }) => db.$client.prepare(`SELECT * FROM "${name}"`)));
	return new Map(tables.map(({ name }, index) => [name, JSON.stringify(read[index]?.results)]));
}

export const changedTables = (before: Content, after: Content): readonly string[] =>
	[...after].flatMap(([table, rows]) => (before.get(table) === rows ? [] : [table]));

/** Waits until what the real runs have left to do is done. */
async function untilQuiet(db: Database): Promise<void> {
	for (let last: Content = new Map(), now = await contentOf(db); changedTables(last, now).length > 0; now = await contentOf(db)) {
		last = now;
		await new Promise((resolve) => setTimeout(resolve, 500));
	}
}
