import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import type { Log } from "../../src/domain/log.ts";
import { type Entity, SIDES, type Side } from "../../src/domain/model.ts";
import { idOf } from "../../src/domain/pair.ts";
import { NOTHING, type ProblemDetail, words } from "../../src/domain/problem-detail.ts";
import type { Reason } from "../../src/domain/reasons.ts";
import { connectionSettings } from "../../src/domain/settings.ts";
import { type FoundConflict, keepConflicts } from "../../src/store/conflicts.ts";
import { commit, type Database, database, rows } from "../../src/store/database.ts";
import { insertLinks } from "../../src/store/links.ts";
import { openProblems } from "../../src/store/problems.ts";
import { upsertRecords } from "../../src/store/records.ts";
import type { Origin } from "../../src/store/words.ts";
import type { SyncContext } from "../../src/sync/context.ts";
import { takeIn } from "../../src/sync/inbox/intake.ts";
import type { JobMessage } from "../../src/sync/messages.ts";
import { createTenure } from "../../src/sync/run/tenure.ts";
import type { SystemPort } from "../../src/systems/port.ts";
import { createWeb } from "../../src/web/app.ts";
import type { WebDependencies } from "../../src/web/dependencies.ts";
import { COMPLETE, HEALTHY_BOT } from "../support/setup.ts";

export const ORIGIN = "https://sinkron.example";
export const API_KEY = "the-api-key";
export const SEALING_KEY = "bG9jYWwtbG9jYWwtbG9jYWwtbG9jYWwtbG9jYWwtMDE=";
export const SECRET = "the-telegram-secret";
export const SMH_SECRET = `whsec_${btoa("a-webhook-secret-of-smh-0001")}`;
export const ACCURATE_SECRET = "a-webhook-secret-of-accurate";
export const NOON = Date.UTC(2026, 10, 22, 5, 0, 0);

/** A system that no route may call: runs are carried out by the queue, not by a request. */
const untouchable = (side: Side): SystemPort =>
	// The proxy stands in for every method at once; that it has the port's shape is all the engine needs to hold it.
	new Proxy({ side } as SystemPort, {
		get(target, name) {
			if (name === "side") return target.side;
			throw new Error(`a request called ${String(name)} of ${side}`);
		},
	});

export interface Line {
	readonly level: "info" | "warn" | "error";
	readonly event: string;
	readonly fields: Readonly<Record<string, unknown>> | undefined;
}

export interface World {
	readonly db: Database;
	readonly connection: string;
	readonly lines: Line[];
	readonly sent: JobMessage[];
	readonly updates: unknown[];
	/** How often the engine was told of signals. */
	readonly told: string[];
	/** Moves the clock that the web reads. */
	pass(ms: number): void;
	fetch(path: string, init?: RequestInit): Promise<Response>;
	/** With the API key; answers status and JSON. */
	api(path: string, method?: string, body?: unknown): Promise<{ status: number; body: unknown }>;
}

/** The web over a real D1 and a real coordinator, with the queue and the bot replaced by lists. Each world is its own connection. */
export async function createWorld(changed: (deps: WebDependencies) => Partial<WebDependencies> = () => ({})): Promise<World> {
	await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
	const connection = crypto.randomUUID();
	const db = database(env.DB);
	const lines: Line[] = [];
	const sent: JobMessage[] = [];
	const updates: unknown[] = [];
	const told: string[] = [];
	let now = NOON;

	const say = (level: Line["level"]) => (event: string, fields?: Line["fields"]) => void lines.push({ level, event, fields });
	const log: Log = { info: say("info"), warn: say("warn"), error: say("error") };
	const metadata = { metrics: { backlogCount: 0, backlogBytes: 0 } };
	const context: SyncContext = {
		connection,
		db,
		settings: connectionSettings.parse({}),
		ports: { smh: untouchable("smh"), accurate: untouchable("accurate") },
		claim: "test",
		tenure: createTenure(),
		budget: () => ({ calls: 1_000, statements: 1_000, ms: 60_000 }),
		every: () => () => {},
		channels: [],
		logins: [],
		coordinator: env.COORDINATOR.get(env.COORDINATOR.idFromName(connection)),
		queue: {
			send: async (message) => {
				sent.push(message);
				return { metadata };
			},
			sendBatch: async (messages) => {
				for (const { body } of messages) sent.push(body);
				return { metadata };
			},
		},
		notifier: { progress: async () => {}, asks: async () => {}, ended: async () => {}, alert: async () => {} },
		log,
		now: () => now,
	};
	const deps: WebDependencies = {
		connection,
		db,
		log,
		now: () => now,
		api: { ok: true, value: { key: API_KEY } },
		sealing: { ok: true, value: { key: SEALING_KEY } },
		page: { ok: true, value: { publicUrl: ORIGIN } },
		telegram: { ok: true, value: { webhookSecret: SECRET } },
		smhWebhook: { ok: true, value: { secrets: [SMH_SECRET] } },
		accurateWebhook: { ok: true, value: { secrets: [ACCURATE_SECRET], databaseId: null } },
		limits: {},
		unmetNeeds: [],
		connected: [],
		version: "v1",
		registerBot: async () => [],
		sync: async () => context,
		onTelegramUpdate: async (update) => void updates.push(update),
		notifier: context.notifier,
		takeIn: (source, deliveries) => takeIn({ ...all, wake: async () => void told.push("signals") }, source, deliveries),
		accurateConsent: () => null,
		setup: COMPLETE,
		botState: async () => HEALTHY_BOT,
	};
	const all = { ...deps, ...changed(deps) };
	const web = createWeb(all);
	const fetcher = async (path: string, init?: RequestInit): Promise<Response> =>
		web.fetch(new Request(new URL(path, ORIGIN), { redirect: "manual", ...init }));
	return {
		db,
		connection,
		lines,
		sent,
		updates,
		told,
		pass: (ms) => {
			now += ms;
		},
		fetch: fetcher,
		async api(path, method = "GET", body) {
			const headers = {
				authorization: `Bearer ${API_KEY}`,
				...(body === undefined ? {} : { "content-type": "application/json" }),
			};
			const response = await fetcher(`/api/v1${path}`, {
				method,
				headers,
				...(body === undefined ? {} : { body: JSON.stringify(body) }),
			});
			return { status: response.status, body: await response.json() };
		},
	};
}

/** What a person's browser keeps and sends: cookies, and where a form came from. */
export interface Browser {
	get(path: string, headers?: Record<string, string>): Promise<Response>;
	post(path: string, form: Record<string, string> | [string, string][], headers?: Record<string, string>): Promise<Response>;
	readonly cookies: ReadonlyMap<string, string>;
}

export function openBrowser(world: World): Browser {
	const cookies = new Map<string, string>();
	const send = async (path: string, init: RequestInit, headers: Record<string, string>): Promise<Response> => {
		const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
		const response = await world.fetch(path, { ...init, headers: { ...headers, ...(cookie ? { cookie } : {}) } });
		for (const line of response.headers.getSetCookie()) {
			const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
			if (/max-age=0/i.test(line)) cookies.delete(name);
			else cookies.set(name, value);
		}
		return response;
	};
	return {
		cookies,
		get: (path, headers = {}) => send(path, {}, headers),
		post: (path, form, headers = { origin: ORIGIN }) => send(path, { method: "POST", body: new URLSearchParams(form) }, headers),
	};
}

export async function signedIn(world: World): Promise<Browser> {
	const browser = openBrowser(world);
	await browser.post("/sign-in", { key: API_KEY });
	return browser;
}

export interface SeedRecord {
	readonly id: string;
	readonly code?: string | null;
	readonly name?: string;
	readonly dummy?: boolean;
	readonly position?: string;
	readonly active?: boolean;
}

/** Records as a run would have taken them in. */
export async function seedRecords(world: World, side: Side, entity: Entity, records: readonly SeedRecord[]): Promise<void> {
	const scope = { connection: world.connection, side, entity };
	const list = records.map(({ id, code = `K-${id}`, name = `Nama ${id}`, dummy = false, position, active = true }) => ({
		scope,
		dummy,
		held: null,
		record: {
			id,
			version: "1",
			partnerId: null,
			projection: { code, name, active, ...(position === undefined ? {} : { position }) },
			facts: { branch: null, type: null, sample: false, unapproved: false },
			complete: true,
		},
	}));
	await commit(world.db, [upsertRecords(list)]);
}

export async function seedLinks(
	world: World,
	entity: Entity,
	origin: Origin,
	pairs: readonly { smhId: string; accurateId: string }[],
): Promise<void> {
	const links = pairs.map((pair) => ({ ...pair, origin, base: {} }));
	await commit(world.db, [
		...insertLinks({ connection: world.connection, entity }, links, NOON),
		// What is linked has been decided on.
		...SIDES.map(
			(side) => sql`UPDATE record SET planned_seq = changed_seq WHERE connection_id = ${world.connection} AND side = ${side}
				AND entity = ${entity} AND id IN (SELECT value FROM json_each(${rows(pairs.map((pair) => idOf(pair, side)))}))`,
		),
	]);
}

export async function seedProblems(
	world: World,
	side: Side,
	entity: Entity,
	problems: readonly { id: string; reason: Reason; field?: string; detail?: ProblemDetail | string }[],
): Promise<void> {
	const list = problems.map(({ detail = NOTHING, ...problem }) => {
		return { ...problem, detail: typeof detail === "string" ? words(detail) : detail };
	});
	const at = { now: NOON, runId: "seed", attempted: false };
	await commit(world.db, [openProblems({ connection: world.connection, side, entity }, list, at)]);
}

export async function seedConflicts(world: World, conflicts: readonly FoundConflict[], runId = "seed"): Promise<void> {
	await commit(world.db, [keepConflicts({ id: runId, connection: world.connection }, conflicts, NOON)]);
}

/** What a reader sees of a page: words with single blanks between them. */
export const read = (html: string): string =>
	html
		.replace(/<head>.*?<\/head>/s, "")
		.replace(/<[^>]+>/g, " ")
		.replace(/\s+/g, " ");

export const NASTY = `<script>alert("x")</script><img src=x onerror='y'>`;

export const ids = (from: number, count: number): string[] => Array.from({ length: count }, (_, index) => String(from + index));
