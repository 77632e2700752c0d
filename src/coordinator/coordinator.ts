import { DurableObject } from "cloudflare:workers";
import { quotaDay } from "../domain/quota.ts";
import { GATES } from "./gates.ts";
import { RateLimiter } from "./rate-limiter.ts";

/** Told over the queue: look into D1 and do what there is to do. */
export interface CoordinatorMessage {
	readonly kind: "drive";
	readonly connection: string;
}

/** Beyond this a message rather comes back later than to keep its step waiting. */
const LONGEST_WAIT_MS = 12_000;
const REPORT_EVERY_MS = 3_000;
/** Whoever works gives a sign of life more often than that; after it the engine is told to look, and again and again. */
const SILENT_AFTER_MS = 6_000;
/** Longer than anybody works under a lock. */
const LOCKED_MS = 30_000;

/**
 * Wakes the engine of a connection until there is nothing left to do, gathers what wakes it, and paces progress reports; under the
 * name of a login it holds that login's gate and lock. What there is to do stands in D1: an object that has lost its memory, or even
 * its storage, has lost nothing but a little time.
 */
export class CoordinatorObject extends DurableObject<Env> {
	readonly #gates = new Map<string, RateLimiter>();
	readonly #queues = new Map<string, (() => void)[]>();
	readonly #locks = new Map<string, { readonly key: string; readonly until: number }>();
	#lastReport = 0;
	/** Latest sign of life of an invocation at work (epoch ms). */
	#aliveAt = 0;

	/** Waits in line until a call may start; null: not within the time an invocation should wait. */
	async enterGate(name: string): Promise<number | null> {
		const gate = this.#gate(name);
		for (const until = Date.now() + LONGEST_WAIT_MS; Date.now() < until; ) {
			const answer = gate.tryEnter(Date.now());
			if ("pass" in answer) return answer.pass;
			const untilExpiry = Math.max(0, (gate.nextExpiry() ?? Date.now()) - Date.now()) + 1;
			await this.#sleepOrWake(name, Math.min(answer.waitMs ?? untilExpiry, until - Date.now()));
		}
		return null;
	}

	leaveGate(name: string, pass: number, slowDownMs: number): void {
		this.#gate(name).leave(pass, Date.now(), slowDownMs);
		this.#queues.get(name)?.shift()?.();
	}

	/**
	 * There is, or may be, something to do: the engine is told within `inMs`, once for all that comes until then, and again until
	 * somebody says `rested`. While an invocation is at work it looks by itself when it is through, so nobody is told meanwhile.
	 */
	async wake(connection: string, inMs: number): Promise<void> {
		const now = Date.now();
		const busy = now - this.#aliveAt < SILENT_AFTER_MS;
		const due = (await this.ctx.storage.get<number>("dueAt")) ?? Number.POSITIVE_INFINITY;
		const rest = (await this.ctx.storage.get<number>("restsUntil")) ?? 0;
		const dueAt = Math.max(rest, busy ? now + SILENT_AFTER_MS : Math.min(due, now + inMs));
		await this.ctx.storage.put({ connection, dueAt, word: crypto.randomUUID() });
		await this.ctx.storage.setAlarm(dueAt);
	}

	/**
	 * There may be something to do, but nobody can do it before then: the engine is told at that moment, and not before. True for the
	 * first to say so on a day of the quota (domain/quota.ts), who is to tell people.
	 */
	async pause(connection: string, until: number): Promise<boolean> {
		const day = quotaDay(Date.now());
		const told = await this.ctx.storage.get<number>("toldOfDay");
		this.#aliveAt = 0;
		await this.ctx.storage.put({ connection, dueAt: until, restsUntil: until, toldOfDay: day, word: crypto.randomUUID() });
		await this.ctx.storage.setAlarm(until);
		return told !== day;
	}

	/** Nobody could be told: the next one to pause is to try. */
	async tellAgain(): Promise<void> {
		await this.ctx.storage.delete("toldOfDay");
	}

	/** What the latest wake is called: to be asked before looking into D1, and given back with `rested`; null: nobody has woken. */
	async heard(): Promise<string | null> {
		return (await this.ctx.storage.get<string>("word")) ?? null;
	}

	/** Nothing was left to do after everything up to `word` had been heard. What came meanwhile has a word of its own, and stands. */
	async rested(word: string | null): Promise<void> {
		this.#aliveAt = 0;
		if ((await this.heard()) !== word) return;
		await this.ctx.storage.delete(["dueAt", "word"]);
		await this.ctx.storage.deleteAlarm();
	}

	/** A sign of life of an invocation at work; true when progress is due to be told (at most every 3 s). */
	async alive(connection: string): Promise<boolean> {
		const now = Date.now();
		if (now - this.#aliveAt > SILENT_AFTER_MS / 3) {
			this.#aliveAt = now;
			const word = (await this.heard()) ?? crypto.randomUUID();
			await this.ctx.storage.put({ connection, dueAt: now + SILENT_AFTER_MS, word });
			await this.ctx.storage.setAlarm(now + SILENT_AFTER_MS);
		}
		if (now - this.#lastReport < REPORT_EVERY_MS) return false;
		this.#lastReport = now;
		return true;
	}

	/** One at a time per name: a key for unlock, or null while somebody else holds it; a holder that died is passed over after 30 s. */
	lock(name: string): string | null {
		const now = Date.now();
		const held = this.#locks.get(name);
		if (held && held.until > now) return null;
		const key = crypto.randomUUID();
		this.#locks.set(name, { key, until: now + LOCKED_MS });
		return key;
	}

	unlock(key: string): void {
		for (const [name, held] of this.#locks) if (held.key === key) this.#locks.delete(name);
	}

	override async alarm(): Promise<void> {
		const connection = await this.ctx.storage.get<string>("connection");
		if (!connection || (await this.heard()) === null) return;
		// First the next alarm: whatever becomes of the telling, it is tried again.
		const dueAt = Date.now() + SILENT_AFTER_MS;
		await this.ctx.storage.put({ dueAt });
		await this.ctx.storage.setAlarm(dueAt);
		await this.env.SYNC_JOBS.send({ kind: "drive", connection } satisfies CoordinatorMessage);
	}

	#gate(name: string): RateLimiter {
		const known = this.#gates.get(name);
		if (known) return known;
		const limits = GATES[name];
		if (!limits) throw new Error(`no gate "${name}"; there are ${Object.keys(GATES).join(", ")}`);
		const gate = new RateLimiter(limits);
		this.#gates.set(name, gate);
		return gate;
	}

	/** Sleeps, but no longer than until a pass is given back. */
	async #sleepOrWake(name: string, ms: number): Promise<void> {
		const queue = this.#queues.get(name) ?? [];
		this.#queues.set(name, queue);
		await new Promise<void>((resolve) => {
			const timer = setTimeout(wake, ms);
			function wake(): void {
				clearTimeout(timer);
				const place = queue.indexOf(wake);
				if (place >= 0) queue.splice(place, 1);
				resolve();
			}
			queue.push(wake);
		});
	}
}
