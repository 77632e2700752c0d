import { env } from "cloudflare:workers";
import { getTableColumns, getTableName, sql } from "drizzle-orm";
import type { Delivery } from "../../sandbox/world.ts";
import { ENTITIES, type Entity, type RequestedMode, type Side } from "../../src/domain/model.ts";
import { type ConnectionSettings, connectionSettings } from "../../src/domain/settings.ts";
import { database } from "../../src/store/database.ts";
import { activeRun, lastRun, type Run, unfinishedRun } from "../../src/store/runs.ts";
import * as schema from "../../src/store/schema.ts";
import { tellEnds } from "../../src/sync/inbox/channels.ts";
import { cancelRun, confirmRun, startRun } from "../../src/sync/run/start.ts";
import { Engine, PUBLIC_URL } from "./engine.ts";
import { keyOf } from "./ledger.ts";
import { Machine } from "./machine.ts";
import { Outside, type Poison } from "./outside.ts";
import { BRANCH, Crowd, type PersonAct, SIDE_NAMES } from "./people.ts";
import type { VirtualTime } from "./time.ts";
import { strikeOf, type Trouble } from "./trouble.ts";
import { type Said, sayingOf, type WordAct } from "./words.ts";

export type Act =
	| PersonAct
	| ({ readonly act: "trouble" } & Trouble)
	| { readonly act: "run"; readonly mode: Exclude<RequestedMode, "preview">; readonly entities: number }
	/** An admin asks the bot for a run of everything, and watches it in the chat. */
	| { readonly act: "ask" }
	/** Batches of one or two messages, in an order that `order` chooses (0: as they came). */
	| { readonly act: "deliver"; readonly batches: number; readonly size: number; readonly order: number }
	| { readonly act: "drain"; readonly order: number }
	| { readonly act: "repeat"; readonly which: number }
	| { readonly act: "go on"; readonly which: number }
	| { readonly act: "wait"; readonly seconds: number }
	/** Webhooks arrive: in their order, or the nth first; `lost` never arrives, `twice` does so once more later. */
	| { readonly act: "webhooks"; readonly count: number; readonly first: number; readonly fate: "brought" | "lost" | "twice" }
	/** From now on a side cannot show one of its records, whoever asks; lists still name it. */
	| { readonly act: "poison"; readonly side: Side; readonly entity: number; readonly which: number; readonly how: Poison }
	| { readonly act: "alarm" | "lose" | "cancel" | "evict" }
	| WordAct
	/** The answer to what a run asks, where one does. */
	| { readonly act: "answer"; readonly yes: boolean };

export interface Setup {
	readonly entities: readonly Entity[];
	readonly conflictPolicy: ConnectionSettings["conflictPolicy"];
	readonly onDelete: ConnectionSettings["onDelete"];
	readonly webhooks: boolean;
	/** How far the systems' clocks are behind ours. */
	readonly clockLagMs: number;
	/** The connection is for one branch of Accurate only. */
	readonly branch?: boolean;
}

interface Linked {
	readonly entity: Entity;
	readonly smhId: string;
	readonly accurateId: string;
}

const ACTOR = { kind: "api", key: "campaign" } as const;
const MESSAGES_PER_BATCH = 2;
/** SMH contract, "Webhooks from SMH". */
const MOST_TRIES = 8;
/** Longer than the coordinator lets signals gather. */
const GATHERED_MS = 1_500;
/** More batches than any run of so small a world takes. */
const ENOUGH_BATCHES = 400;
const WATCH_MS = 30_000;
/** Shorter than a run waits for its answer. */
const PATIENCE_MS = 10 * 60_000;

/** One history under way: a world of its own, an engine on it, and what was done in words. */
export class Session {
	readonly lines: string[] = [];
	readonly machine: Machine;
	readonly outside: Outside;
	readonly engine: Engine;
	readonly setup: Setup;
	readonly time: VirtualTime;
	readonly db = database(env.DB);
	/** Records that were linked when somebody deleted one or changed its code, by the place of that event. */
	readonly linkedAt = new Map<number, ReadonlySet<string>>();
	/** Words of the admin that change what is right. */
	readonly said: Said[] = [];
	/** How often an admin had a say. */
	sayings = 0;
	readonly #tried = new Map<string, number>();
	/** Updates that Telegram brings again. */
	readonly #updates: unknown[] = [];
	readonly #crowd: Crowd;
	readonly #injected: Map<string, number>;

	constructor(setup: Setup, connection: string, time: VirtualTime, injected: Map<string, number>) {
		this.setup = setup;
		this.time = time;
		this.#injected = injected;
		this.machine = new Machine(({ counted }, operation) => {
			this.count(counted);
			this.say(`   → ${counted} strikes ${operation.target} ${operation.name}`);
		});
		const hooks = {
			smh: `${PUBLIC_URL}/webhooks/smh`,
			accurate: `${PUBLIC_URL}/webhooks/accurate/${env.ACCURATE_WEBHOOK_SECRET}`,
		};
		this.outside = new Outside(time, this.machine, setup.clockLagMs, setup.webhooks ? hooks : null);
		const { conflictPolicy, onDelete } = setup;
		const settings = connectionSettings.parse({ conflictPolicy, onDelete, branch: setup.branch ? BRANCH : null });
		this.engine = new Engine({ connection, settings, time, machine: this.machine, outside: this.outside });
		this.#crowd = new Crowd(this.outside.people, this.outside.ledger, setup.entities);
	}

	say(line: string): void {
		this.lines.push(line);
	}

	count(kind: string): void {
		this.#injected.set(kind, (this.#injected.get(kind) ?? 0) + 1);
	}

	async perform(act: Act): Promise<void> {
		switch (act.act) {
			case "trouble": {
				const { strike, words } = strikeOf(act);
				this.say(words);
				return this.machine.arm(strike);
			}
			case "run":
				return await this.start(act.mode, this.setup.entities.length > 1 ? subset(this.setup.entities, act.entities) : undefined);
			case "ask":
				this.say("the admin writes /sinkron");
				return await this.#write(this.outside.written("/sinkron"));
			case "deliver":
				this.say(`deliver ${act.batches} × ${act.size} messages${act.order === 0 ? "" : ` in order ${act.order}`}`);
				for (let n = 0; n < act.batches; n++) if (!(await this.#deliver(act.size, act.order + n * 7))) break;
				return;
			case "drain":
				this.say(`deliver what is there${act.order === 0 ? "" : ` in order ${act.order}`}`);
				return await this.drain(act.order);
			case "repeat":
				if (this.engine.queue.repeat(act.which)) this.#happens("message delivered twice");
				return;
			case "go on":
				if (this.engine.stalled.length > 0) this.say("a stalled invocation goes on");
				return void (await this.engine.goOn(act.which));
			case "wait":
				this.say(`${act.seconds} s pass`);
				return this.time.pass(act.seconds * 1_000);
			case "poison":
				return this.#poison(act);
			case "alarm":
				return await this.alarm();
			case "lose":
				this.#happens("process and queue lost");
				return void this.engine.loseProcess();
			case "webhooks":
				return await this.#webhooks(act);
			case "cancel":
				return await this.#cancel();
			case "evict":
				this.#happens("coordinator evicted");
				// Nobody has called it yet: there is nothing to evict.
				return await this.engine.evict().catch(() => undefined);
			case "say":
				return await this.#say(act);
			case "answer":
				return await this.#answer(act.yes);
			case "rename":
			case "swap":
			case "delete":
			case "clear":
				this.#linkedBefore(
					await this.db.all<Linked>(sql`SELECT entity, smh_id AS smhId, accurate_id AS accurateId FROM link
					WHERE connection_id = ${this.engine.connection} AND state = 'linked'`),
				);
				return this.say(this.#crowd.perform(act));
			default:
				return this.say(this.#crowd.perform(act));
		}
	}

	#poison({ side, entity: choice, which, how }: Act & { readonly act: "poison" }): void {
		const entity = this.setup.entities[choice % this.setup.entities.length] ?? "customer";
		const records = this.outside.ledger.records(side, entity);
		const record = records[which % Math.max(1, records.length)];
		if (!record) return;
		this.outside.poison(side, entity, record.id, how);
		this.#happens(`record poisoned: ${how}`);
		this.say(`${SIDE_NAMES[side]} cannot show ${entity} ${record.id} any more (${how})`);
	}

	#linkedBefore(links: readonly Linked[]): void {
		const keys = links.flatMap(({ entity, smhId, accurateId }) => [
			keyOf({ side: "smh", entity, id: smhId }),
			keyOf({ side: "accurate", entity, id: accurateId }),
		]);
		this.linkedAt.set(this.outside.ledger.events.length + 1, new Set(keys));
	}

	async #webhooks({ count, first, fate }: Act & { readonly act: "webhooks" }): Promise<void> {
		const { deliveries } = this.outside;
		for (let n = 0; n < count && deliveries.length > 0; n++) {
			const [delivery] = deliveries.splice(n === 0 ? first % deliveries.length : 0, 1);
			if (!delivery) return;
			if (fate === "lost") this.#happens("webhook lost");
			else {
				if (n === 0 && first % (deliveries.length + 1) > 0) this.#happens("webhook reordered");
				if (fate === "twice") {
					this.#happens("webhook twice");
					deliveries.push(delivery);
				}
				await this.#bring(delivery);
			}
		}
	}

	async #bring(delivery: Delivery): Promise<void> {
		const { deliveries } = this.outside;
		this.say(`   webhook of ${delivery.system}: ${delivery.body.slice(0, 200)}`);
		// SMH comes again, Accurate was never seen to.
		await this.engine.bring(delivery, () => {
			if (delivery.system === "smh" && this.#tries(delivery) < MOST_TRIES) deliveries.push(delivery);
		});
	}

	/** Telegram comes again until its update was taken in. */
	async #write(update: unknown): Promise<void> {
		await this.engine.write(update, () => void this.#updates.push(update));
	}

	#tries(delivery: Delivery): number {
		const id = String(delivery.headers["webhook-id"]);
		const tried = (this.#tried.get(id) ?? 0) + 1;
		this.#tried.set(id, tried);
		return tried;
	}

	async start(mode: RequestedMode, entities?: readonly Entity[]): Promise<void> {
		const asked = entities ?? this.setup.entities;
		this.say(`run ${mode} ${asked.join("+")}`);
		await this.engine.invoke(async (_, contextFor) =>
			startRun(await contextFor(), { mode, entities: asked, trigger: "api", actor: ACTOR }),
		);
	}

	async confirm(run: Run): Promise<void> {
		this.say("confirm");
		await this.engine.invoke(async (_, contextFor) => confirmRun(await contextFor(), run.id, ACTOR));
	}

	async #cancel(): Promise<void> {
		const run = await this.active();
		if (!run) return;
		this.#happens("run cancelled");
		await this.engine.invoke(async (_, contextFor) => cancelRun(await contextFor(), run.id, ACTOR));
	}

	async #say(act: WordAct): Promise<void> {
		const saying = await sayingOf(this.db, this.engine.connection, act, this.outside.ledger.events.length);
		if (!saying) return;
		this.#happens(`word: ${act.word}`);
		this.say(saying.words);
		this.sayings++;
		// Whether or not it is taken in: who could tell, when the answer gets lost.
		if (saying.said) this.said.push(saying.said);
		await this.engine.invoke(async (_, contextFor) => saying.carryOut(await contextFor()));
	}

	async #answer(yes: boolean): Promise<void> {
		const run = await this.active();
		if (run?.state !== "needs_confirmation") return;
		this.#happens(yes ? "answer: yes" : "answer: no");
		if (yes) return await this.confirm(run);
		await this.engine.invoke(async (_, contextFor) => cancelRun(await contextFor(), run.id, ACTOR));
	}

	/** The coordinator's watch comes round. */
	async alarm(): Promise<void> {
		this.time.pass(WATCH_MS);
		if (await this.engine.alarm()) this.say(`${WATCH_MS / 1_000} s pass, the coordinator's alarm rings`);
	}

	/** The clock's tick, as far as it is about runs: it tells of those that have ended, and has the coordinator look. */
	async tick(): Promise<void> {
		this.time.pass(15 * 60_000);
		await this.engine.invoke(async (_, contextFor) => tellEnds(await contextFor()));
		await this.engine.invoke((_, _contextFor, coordinator) => coordinator.wake(this.engine.connection, 0));
		await this.drain();
	}

	/** Delivers until nothing is left, webhooks too, letting time pass to the next message that is due. */
	async drain(order = 0): Promise<void> {
		for (let n = 0; n < ENOUGH_BATCHES; n++) {
			if (await this.#deliver(MESSAGES_PER_BATCH, order === 0 ? 0 : order + n * 7)) continue;
			const due = this.engine.queue.nextDue();
			// Nobody waits for a question to run out: somebody answers it, or another act comes first.
			if (due !== null && due - this.time.now() > PATIENCE_MS && (await this.active())?.state === "needs_confirmation") return;
			if (due !== null) this.time.pass(Math.max(0, due - this.time.now()));
			else if (!(await this.#hear())) return;
		}
		throw new Error("the queue never runs empty");
	}

	/** Lets every update and webhook arrive and the coordinator tell of them; false: there is nothing to tell. */
	async #hear(): Promise<boolean> {
		for (const update of this.#updates.splice(0)) await this.#write(update);
		if (!this.setup.webhooks) return this.engine.queue.size > 0;
		for (const delivery of this.outside.deliveries.splice(0)) await this.#bring(delivery);
		this.time.pass(GATHERED_MS);
		await this.engine.alarm();
		return this.engine.queue.size > 0;
	}

	async #deliver(size: number, order: number): Promise<boolean> {
		let salt = order;
		const choose = (among: number): number => {
			if (salt === 0) return 0;
			salt = (salt * 31 + 11) % 997;
			return salt % among;
		};
		const messages = this.engine.queue.take(size, choose);
		if (messages.length === 0) return false;
		await this.engine.deliver(messages);
		const dead = this.engine.queue.takeDead();
		if (dead.length > 0) await this.engine.deliver(dead, true);
		return true;
	}

	/** The run under way, or that which carries out signals. */
	async active(): Promise<Run | null> {
		const { connection } = this.engine;
		return (await activeRun(this.db, connection)) ?? (await unfinishedRun(this.db, connection));
	}

	last(): Promise<Run | null> {
		return lastRun(this.db, this.engine.connection);
	}

	#happens(kind: string): void {
		this.count(kind);
		this.say(`fault: ${kind}`);
	}

	/** Everything of this history leaves the shared database. */
	async clear(): Promise<void> {
		const { connection } = this.engine;
		const wipe = (table: string, column: string) => env.DB.prepare(`DELETE FROM "${table}" WHERE ${column} = ?`).bind(connection);
		await env.DB.prepare("DELETE FROM watcher WHERE run_id IN (SELECT id FROM run WHERE connection_id = ?)")
			.bind(connection)
			.run();
		const owned = Object.values(schema).filter((table) => "connectionId" in getTableColumns(table));
		await env.DB.batch([...owned.map((table) => wipe(getTableName(table), "connection_id")), wipe("connection", "id")]);
	}
}

/** Some of the entities; bits choose, none means all. */
function subset(entities: readonly Entity[], bits: number): readonly Entity[] {
	const chosen = entities.filter((_, index) => ((bits >> index) & 1) === 1);
	return ENTITIES.filter((entity) => (chosen.length === 0 ? entities : chosen).includes(entity));
}
