import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { telegramPeople } from "../../sandbox/telegram/people.ts";
import type { Log } from "../../src/domain/log.ts";
import type { Entity, Side } from "../../src/domain/model.ts";
import { NOTHING, type ProblemDetail } from "../../src/domain/problem-detail.ts";
import type { Reason } from "../../src/domain/reasons.ts";
import { connectionSettings } from "../../src/domain/settings.ts";
import { commit, database } from "../../src/store/database.ts";
import { insertRun, type Run } from "../../src/store/runs.ts";
import type { SyncContext } from "../../src/sync/context.ts";
import type { JobMessage } from "../../src/sync/messages.ts";
import { createTenure } from "../../src/sync/run/tenure.ts";
import type { SystemPort } from "../../src/systems/port.ts";
import { type BotOptions, createBot } from "../../src/telegram/bot.ts";
import { createNotifier } from "../../src/telegram/notifier.ts";
import { telegramWorld } from "../sandbox/telegram-world.ts";
import { COMPLETE } from "../support/setup.ts";

export const ANI = { id: 7, first_name: "Ani" };
export const BUDI = { id: 8, first_name: "Budi", last_name: "Santoso", language_code: "en" };
export const STRANGER = { id: 99, first_name: "Orang Asing" };

/** Answers a call of the bot instead of the stand-in; undefined lets it pass. */
export type Interference = (method: string, body: Record<string, unknown>) => Response | undefined;

export const flooded = (seconds: number): Response =>
	Response.json(
		{
			ok: false,
			error_code: 429,
			description: `Too Many Requests: retry after ${seconds}`,
			parameters: { retry_after: seconds },
		},
		{ status: 429 },
	);
export const refused = (description: string, code = 400): Response =>
	Response.json({ ok: false, error_code: code, description: `Bad Request: ${description}` }, { status: code });

/** The bot and its notifier over the strict Telegram stand-in, a real D1 and a real coordinator; the engine's queue only records. */
export function chatWorld(overrides: Partial<BotOptions> = {}) {
	const telegram = telegramWorld();
	const connection = overrides.connection ?? `c-${crypto.randomUUID()}`;
	const db = database(env.DB);
	const jobs: JobMessage[] = [];
	const logged: { level: string; event: string; fields: unknown }[] = [];
	const calls: { method: string; body: Record<string, unknown> }[] = [];
	const interference: { now: Interference | null } = { now: null };
	const note =
		(level: string) =>
		(event: string, fields?: unknown): void => {
			logged.push({ level, event, fields });
		};
	const log: Log = { info: note("info"), warn: note("warn"), error: note("error") };

	const fetchTelegram: typeof fetch = async (input, init) => {
		const request = new Request(input, init);
		const path = new URL(request.url).pathname.replace("/telegram", "");
		const method = path.split("/").at(-1) ?? "";
		const sendsFile = request.headers.get("content-type")?.startsWith("multipart/") ?? false;
		const body = sendsFile ? {} : await request.clone().json<Record<string, unknown>>();
		calls.push({ method, body });
		return interference.now?.(method, body) ?? (await telegram.app.request(path, request));
	};
	const notifier = { progress: async () => {}, asks: async () => {}, ended: async () => {}, alert: async () => {} };
	const context: SyncContext = {
		connection,
		db,
		settings: connectionSettings.parse({}),
		// Tests that let the systems be touched bring their own.
		ports: { smh: {} as SystemPort, accurate: {} as SystemPort },
		claim: "test",
		tenure: createTenure(),
		budget: () => ({ calls: 1_000, statements: 1_000, ms: 60_000 }),
		every: () => () => {},
		channels: [],
		logins: [],
		coordinator: env.COORDINATOR.get(env.COORDINATOR.idFromName(connection)),
		queue: {
			send: async (job) => {
				jobs.push(job);
				return { metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } };
			},
			sendBatch: async (batch) => {
				for (const { body } of batch) jobs.push(body);
				return { metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } };
			},
		},
		notifier,
		log,
		now: () => telegram.clock.now,
	};
	const options: BotOptions = {
		telegram: {
			apiUrl: "http://127.0.0.1:8788/telegram",
			botToken: "1000001:local-bot-token",
			adminIds: [ANI.id, BUDI.id],
			reportChatId: ANI.id,
		},
		db,
		connection,
		sync: async () => context,
		log,
		now: () => telegram.clock.now,
		pageLink: async (_user, to) => `https://sinkron.test/masuk?t=abc${to === undefined ? "" : `&to=${to}`}`,
		setup: COMPLETE,
		fetch: fetchTelegram,
		...overrides,
	};
	const bot = createBot(options);
	telegram.world.state.telegram.webhook = {
		url: "https://sinkron.test/webhooks/telegram",
		secretToken: null,
		allowedUpdates: null,
		lastErrorDate: null,
		lastErrorMessage: null,
	};
	const delivered: unknown[] = [];
	const people = telegramPeople({
		...telegram.world,
		deliver: async ({ body }) => {
			delivered.push(JSON.parse(body));
			await bot.handle(JSON.parse(body));
			return 200;
		},
	});
	const audit = () =>
		db.all<{ actor: string; action: string }>(
			sql`SELECT actor, action FROM audit WHERE connection_id = ${connection} ORDER BY id`,
		);

	/** Presses a button of the bot's latest message, by a part of its text. */
	async function press(text: string, from: { id: number } = ANI): Promise<void> {
		const message = people
			.chat(from.id)
			.messages.findLast((one) => one.from.is_bot && one.keyboard?.flat().some((button) => button.text.includes(text)));
		const data = message?.keyboard?.flat().find((button) => button.text.includes(text))?.callback_data;
		if (!message || !data) throw new Error(`there is no button ${text}`);
		await people.press({ from, message_id: message.message_id, data });
	}
	let queries = 0;
	/** A press that the chat no longer offers: repeated, late, or made up. */
	async function pressData(data: string, messageId: number, from: typeof ANI = ANI): Promise<void> {
		const message = { message_id: messageId, date: 0, chat: { id: from.id, type: "private" } };
		const id = ++queries;
		await bot.handle({ update_id: 900_000 + id, callback_query: { id: `q${id}`, from, chat_instance: "7", message, data } });
	}

	return {
		...{ press, pressData },
		/** Short notes over the chat, oldest first. */
		toasts: () => calls.filter(({ method }) => method === "answerCallbackQuery").map(({ body }) => body.text),
		...{ bot, people, db, connection, context, options, jobs, logged, calls, delivered, interference, audit },
		notifier: createNotifier(options),
		clock: telegram.clock,
		write: async (text: string, from: typeof ANI = ANI) => await people.sendMessage({ from, text }),
		/** What the bot said to a person, oldest first. */
		said: (to: { id: number } = ANI) => people.chat(to.id).messages.filter((message) => message.from.is_bot),
		lastSaid: (to: { id: number } = ANI) => {
			const message = people.chat(to.id).messages.findLast(({ from }) => from.is_bot);
			if (!message) throw new Error("the bot has said nothing");
			return message;
		},
		/** A run in D1, as if the engine had made it. */
		async run(change: Partial<Run> = {}): Promise<Run> {
			const run: Run = {
				id: crypto.randomUUID(),
				connection,
				mode: "auto",
				entities: ["customer", "product", "employee"],
				trigger: "telegram",
				actor: { kind: "telegram", userId: ANI.id, name: "Ani" },
				state: "scanning",
				phase: 0,
				fence: 1,
				subject: null,
				startedAt: telegram.clock.now,
				finishedAt: null,
				error: null,
				question: null,
				confirmed: false,
				...change,
			};
			await commit(db, [
				insertRun(run),
				sql`UPDATE run SET finished_at = ${run.finishedAt} WHERE id = ${run.id}`,
				// It holds the lease, as far as it has one.
				...(run.fence > 0
					? [
							sql`INSERT INTO connection (id, fence, holder, created_at) VALUES (${connection}, ${run.fence}, ${run.id}, 0)
								ON CONFLICT DO UPDATE SET fence = excluded.fence, holder = excluded.holder`,
						]
					: []),
			]);
			return run;
		},
	};
}

export type ChatWorld = ReturnType<typeof chatWorld>;

interface SeededRecord {
	entity?: Entity;
	side: Side;
	id: string;
	code?: string | null;
	name?: string | null;
	projection?: Record<string, unknown>;
	dummy?: boolean;
	active?: boolean;
}

export async function seedRecords({ db, connection }: ChatWorld, records: readonly SeededRecord[]): Promise<void> {
	await commit(
		db,
		records.map(
			({ entity = "employee", side, id, code = null, name = null, projection = {}, dummy = false, active = true }) =>
				sql`INSERT INTO record (connection_id, side, entity, id, code_key, code, name, active, dummy, version, projection, facts, changed_seq)
				VALUES (${connection}, ${side}, ${entity}, ${id}, ${code}, ${code}, ${name}, ${active ? 1 : 0}, ${dummy ? 1 : 0}, '1',
					${JSON.stringify(projection)}, '{}', 1)`,
		),
	);
}

export async function seedLink({ db, connection }: ChatWorld, entity: Entity, smhId: string, accurateId: string, origin: Side) {
	await commit(db, [
		sql`INSERT INTO link (connection_id, entity, smh_id, accurate_id, origin, state, base, projection_version, synced_at)
			VALUES (${connection}, ${entity}, ${smhId}, ${accurateId}, ${origin}, 'linked', '{}', 1, 0)`,
		// What is linked has been decided on.
		sql`UPDATE record SET planned_seq = changed_seq WHERE connection_id = ${connection} AND entity = ${entity}
			AND ((side = 'smh' AND id = ${smhId}) OR (side = 'accurate' AND id = ${accurateId}))`,
	]);
}

export async function seedProblem(
	{ db, connection, clock }: ChatWorld,
	entity: Entity,
	side: Side,
	id: string,
	reason: Reason,
	{ field = null, detail = NOTHING, attempts = 0 }: { field?: string | null; detail?: ProblemDetail; attempts?: number } = {},
) {
	await commit(db, [
		sql`INSERT INTO problem (connection_id, entity, side, record_id, reason, field, detail, first_seen, last_seen, attempts, run_id)
			VALUES (${connection}, ${entity}, ${side}, ${id}, ${reason}, ${field}, ${JSON.stringify(detail)}, ${clock.now}, ${clock.now}, ${attempts}, 'r')`,
	]);
}

/** Changes of a run; `state` as the engine leaves them. */
export async function seedChanges(
	{ db, connection }: ChatWorld,
	runId: string,
	changes: readonly { entity: Entity; side: Side; operation: string; state?: string; count: number }[],
): Promise<void> {
	await commit(
		db,
		changes.map(
			({ entity, side, operation, state = "applied", count }) =>
				sql`INSERT INTO change (seq, run_id, connection_id, entity, side, operation, label, state, at)
				WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
				SELECT (SELECT coalesce(max(seq), 0) FROM change WHERE run_id = ${runId}) + i, ${runId}, ${connection}, ${entity}, ${side}, ${operation}, '', ${state}, 0 FROM n`,
		),
	);
}
