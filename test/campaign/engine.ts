import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { Delivery } from "../../sandbox/world.ts";
import type { Coordinator } from "../../src/coordinator/client.ts";
import type { Side } from "../../src/domain/model.ts";
import type { ConnectionSettings } from "../../src/domain/settings.ts";
import { need, readSettings } from "../../src/env.ts";
import { database } from "../../src/store/database.ts";
import { metered } from "../../src/store/metered.ts";
import { consumeDeadLetters, consumeJobs } from "../../src/sync/consume.ts";
import type { Notifier, SyncContext } from "../../src/sync/context.ts";
import { GATHER_MS } from "../../src/sync/inbox/coordinator.ts";
import { takeIn } from "../../src/sync/inbox/intake.ts";
import { createTenure } from "../../src/sync/run/tenure.ts";
import type { ChannelDelivery } from "../../src/systems/channel.ts";
import { createOutbound } from "../../src/systems/outbound.ts";
import { createBot } from "../../src/telegram/bot.ts";
import { createNotifier } from "../../src/telegram/notifier.ts";
import type { ChatOptions } from "../../src/telegram/options.ts";
import { webhooks } from "../../src/web/webhooks/webhooks.ts";
import { syncContext } from "../../src/wiring.ts";
import { COMPLETE } from "../support/setup.ts";
import { databaseFor } from "./database.ts";
import { Invocation, type Pause } from "./invocation.ts";
import type { Machine } from "./machine.ts";
import type { Outside } from "./outside.ts";
import { type Answer, MemoryQueue, type Queued } from "./queue.ts";
import type { VirtualTime } from "./time.ts";

const inRealTime = globalThis.setTimeout;
const HANGS_AFTER_MS = 20_000;
const SILENT = { info: () => {}, warn: () => {}, error: () => {} };
export const PUBLIC_URL = "https://sinkron.test";

export interface EngineOptions {
	readonly connection: string;
	readonly settings: ConnectionSettings;
	readonly time: VirtualTime;
	readonly machine: Machine;
	readonly outside: Outside;
}

/** The product's own entry points, each called in an invocation of its own that may be cut off anywhere. */
export class Engine {
	readonly connection: string;
	readonly queue: MemoryQueue;
	/** Invocations that wait to be let go on, oldest first. */
	readonly stalled: Invocation[] = [];
	/** What broke an invocation that no fault had touched: nothing may. */
	readonly errors: unknown[] = [];
	readonly #options: EngineOptions;
	readonly #finish = new Map<Invocation, (pause: Pause) => void>();
	#count = 0;

	constructor(options: EngineOptions) {
		this.#options = options;
		this.connection = options.connection;
		this.queue = new MemoryQueue(options.time.now);
	}

	/** Delivers messages as one batch. */
	async deliver(messages: readonly Queued[], dead = false): Promise<Pause> {
		const answers = new Map<string, Answer>();
		const batch = batchOf(messages, dead ? "sync-jobs-dead" : "sync-jobs", answers);
		return await this.invoke(
			(ctx, contextFor) => (dead ? consumeDeadLetters : consumeJobs)(batch, contextFor, ctx),
			(pause) => {
				for (const message of messages) {
					// Returning acknowledges what nobody has marked; a dead invocation has told the queue nothing.
					const answer = pause === "ended" ? (answers.get(message.id) ?? { kind: "ack" as const }) : null;
					this.queue.answer(message, answer);
				}
			},
		);
	}

	/** A webhook arrives; the sender hears of anything but a 2xx, or of nothing at all. */
	async bring(delivery: Delivery, refused: () => void): Promise<Pause> {
		let taken = false;
		return await this.invoke(
			async (letters, _, coordinator) => {
				const { smhWebhook, accurateWebhook } = readSettings(env);
				const bindings = {
					...letters,
					smhWebhook,
					accurateWebhook: accurateWebhook.ok
						? { ok: true, value: { ...accurateWebhook.value, databaseId: null } }
						: accurateWebhook,
					takeIn: (source: Side, deliveries: readonly ChannelDelivery[]) =>
						takeIn({ ...letters, wake: () => coordinator.wake(this.connection, GATHER_MS) }, source, deliveries),
				};
				const { url, headers, body } = delivery;
				const path = new URL(url).pathname.replace("/webhooks", "");
				// The routes of webhooks look at nothing else of what the web works with.
				const answer = await webhooks.fetch(
					new Request(`${PUBLIC_URL}${path}`, { method: "POST", headers, body }),
					bindings as never,
				);
				taken = answer.ok;
			},
			(pause) => {
				if (pause !== "ended" || !taken) refused();
			},
		);
	}

	/** Telegram brings what somebody wrote to the bot; it hears whether that was taken in. */
	async write(update: unknown, refused: () => void): Promise<Pause> {
		let taken = false;
		return await this.invoke(
			async (_letters, contextFor, _coordinator, chat) => {
				await createBot({ ...chat, sync: contextFor, pageLink: async () => null, setup: COMPLETE })
					.handle(update)
					.then(
						() => {
							taken = true;
						},
						// Not even recorded: Telegram hears a 500 and comes again.
						() => undefined,
					);
			},
			(pause) => {
				if (pause !== "ended" || !taken) refused();
			},
		);
	}

	/** Runs work in an invocation of its own until it ends, dies or stalls; `finish` hears of the first two. */
	async invoke(
		work: (
			letters: Letters,
			contextFor: () => Promise<SyncContext>,
			coordinator: Coordinator,
			chat: ChatOptions,
		) => Promise<unknown>,
		finish: (pause: Pause) => void = () => {},
	): Promise<Pause> {
		const by = new Invocation(++this.#count, this.#options.outside.ledger.events.length);
		this.#finish.set(by, finish);
		const { time } = this.#options;
		const paused = by.paused();
		const chat: ChatOptions = {
			telegram: need(readSettings(env).telegram),
			connection: this.connection,
			db: this.#databaseFor(by),
			log: SILENT,
			now: time.now,
			fetch: this.#options.outside.fetchFor(by),
			sync: () => context(),
		};
		const notifier = createNotifier(chat);
		const context = this.#contextFor(by, notifier);
		const coordinator = this.#coordinatorFor(by);
		const queue = this.#sender(by) as unknown as Letters["queue"];
		const letters = { connection: this.connection, db: chat.db, log: SILENT, now: time.now, notifier, coordinator, queue };
		work(letters, () => context(), coordinator, chat)
			.catch((error: unknown) => {
				if (by.state === "runs") this.errors.push(error);
			})
			.finally(() => by.end());
		return this.#settle(by, await this.#patiently(paused));
	}

	/** The nth of the stalled invocations goes on; null: none is stalled. */
	async goOn(which: number): Promise<Pause | null> {
		const [by] = this.stalled.splice(which % Math.max(1, this.stalled.length), 1);
		if (!by) return null;
		const paused = by.paused();
		by.goOn();
		return this.#settle(by, await this.#patiently(paused));
	}

	/** The process is gone: with every invocation under way and with the queue. */
	loseProcess(): number {
		for (const by of this.stalled.splice(0)) {
			by.die();
			this.#finish.get(by)?.("died");
		}
		return this.queue.lose();
	}

	get coordinator(): Coordinator {
		return env.COORDINATOR.get(env.COORDINATOR.idFromName(this.connection));
	}

	evict(): Promise<void> {
		return evictDurableObject(this.coordinator);
	}

	/** Runs the coordinator's alarm, if one is set; what it tells goes into our queue. */
	async alarm(): Promise<boolean> {
		// The runtime's own queue takes a message from the alarm alone: nothing else in a history knows it.
		const queue: Record<string, unknown> = Object.getPrototypeOf(env.SYNC_JOBS);
		const real = { send: queue.send, sendBatch: queue.sendBatch };
		Object.assign(queue, this.#sender(null));
		try {
			return await runDurableObjectAlarm(this.coordinator);
		} finally {
			Object.assign(queue, real);
		}
	}

	/** An invocation waits for nothing but its operations: one that does is told instead of hanging the test. */
	async #patiently(paused: Promise<Pause>): Promise<Pause> {
		let watch: unknown;
		const hangs = new Promise<never>((_, reject) => {
			watch = inRealTime(() => reject(new Error(`an invocation hangs after ${this.#options.machine.latest}`)), HANGS_AFTER_MS);
		});
		try {
			return await Promise.race([paused, hangs]);
		} finally {
			clearTimeout(watch as number);
		}
	}

	#settle(by: Invocation, pause: Pause): Pause {
		if (pause === "stalled") this.stalled.push(by);
		else {
			this.#finish.get(by)?.(pause);
			this.#finish.delete(by);
		}
		return pause;
	}

	#databaseFor(by: Invocation) {
		return database(databaseFor(by, env.DB, this.#options.machine, this.#options.time));
	}

	#contextFor(by: Invocation, notifier: Notifier): () => Promise<SyncContext> {
		const settings = { ...readSettings(env), connection: { ok: true as const, value: this.#options.settings } };
		const { db, statements } = metered(databaseFor(by, env.DB, this.#options.machine, this.#options.time));
		const tenure = createTenure();
		const outbound = createOutbound({
			fetch: this.#options.outside.fetchFor(by),
			mayWrite: () => tenure.allowsWrite(Date.now()),
		});
		const at = {
			env: { ...env, SYNC_JOBS: this.#sender(by) as unknown as Queue },
			settings,
			db: database(db),
			outbound,
			id: `i${by.number}`,
			tenure,
			budget: () => ({ calls: 48 - outbound.calls, statements: 40 - statements(), ms: 60_000 }),
			coordinator: () => this.#coordinatorFor(by),
		};
		let context: Promise<SyncContext> | null = null;
		return () => {
			context ??= syncContext(at, this.connection, notifier).then((ctx) => ({
				...ctx,
				log: SILENT,
				// Signs of life would come in real time; who stalls in a history gives none.
				every: () => () => {},
			}));
			return context;
		};
	}

	#sender(by: Invocation | null) {
		const put = async (messages: readonly { body: unknown; delaySeconds?: number }[]): Promise<void> => {
			const now = async () => {
				for (const { body, delaySeconds } of messages) this.queue.put(body, delaySeconds);
			};
			if (by) await this.#options.machine.operate(by, { target: "queue", name: "send", writes: true }, now);
			else await now();
		};
		return {
			send: (body: unknown, options: QueueSendOptions = {}) => put([{ ...options, body }]),
			sendBatch: (list: Iterable<MessageSendRequest>) => put([...list]),
		};
	}

	/** The real coordinator, but for its gates and locks: those have tests of their own, and would wait in real time. */
	#coordinatorFor(by: Invocation): Coordinator {
		const { machine, time } = this.#options;
		const open: Readonly<Record<string, (...args: readonly unknown[]) => Promise<unknown>>> = {
			enterGate: async () => 1,
			leaveGate: async (_name, _pass, slowDownMs) => time.pass(Number(slowDownMs)),
			lock: async () => "key",
			unlock: async () => undefined,
		};
		const stub = this.coordinator;
		return new Proxy(stub, {
			get(_, key) {
				const name = String(key);
				return (
					open[name] ??
					((...args: unknown[]) =>
						machine.operate(by, { target: "coordinator", name, writes: true }, () => Reflect.get(stub, key)(...args)))
				);
			},
		});
	}
}

type Letters = Parameters<typeof consumeJobs>[2];

function batchOf(messages: readonly Queued[], queue: string, answers: Map<string, Answer>): MessageBatch {
	const batch = {
		queue,
		metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } },
		messages: messages.map((message) => ({
			id: message.id,
			body: message.body,
			attempts: message.attempts,
			timestamp: new Date(message.notBefore),
			ack: () => void answers.set(message.id, { kind: "ack" }),
			retry: ({ delaySeconds = 0 }: QueueRetryOptions = {}) => void answers.set(message.id, { kind: "retry", delaySeconds }),
		})),
		ackAll: () => {},
		retryAll: () => {},
	};
	return batch;
}
