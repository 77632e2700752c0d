import { DurableObject } from "cloudflare:workers";
import { Turnstile, type TurnstileLimits } from "./turnstile.ts";

/**
 * Told over the queue; the engine looks into D1. `resume`: a run seems to stand still (law 10). `signals`: webhooks have named
 * records, or a run waits for its turn.
 */
export interface CoordinatorMessage {
	readonly kind: "resume" | "signals";
	readonly connection: string;
}

interface Lease {
	readonly holder: string;
	readonly fence: number;
	/** Last sign of life. */
	readonly aliveAt: number;
	/** How long its holder may be silent. */
	readonly patienceMs: number;
	/** When the engine was last told to look after it. */
	readonly resumedAt?: number;
}

export type LeaseAnswer =
	| { readonly granted: true; readonly fence: number }
	| { readonly granted: false; readonly holder: string; readonly aliveAt: number };

/** Published limits of the systems (API facts 7; SMH contract, 429). The lifetime of a pass is beyond every deadline. */
const GATES: Readonly<Record<string, TurnstileLimits>> = {
	accurate: { perSecond: 8, inFlight: 8, passLifetimeMs: 60_000 },
	smh: { perSecond: 10, inFlight: 8, passLifetimeMs: 60_000 },
};

const WATCH_EVERY_MS = 15_000;
const STALLED_AFTER_MS = 25_000;
/** Beyond this a message rather comes back later than to keep its step waiting. */
const LONGEST_WAIT_MS = 20_000;
const REPORT_EVERY_MS = 3_000;
/** Signals that come within this time of the first are carried out together. */
const GATHER_MS = 1_000;
/** Signals that nobody has taken on are told again after so long. */
const RETELL_MS = 15_000;

/**
 * The one place of a connection that everybody passes: the lease of its run, the gates of its logins, locks, and the pace of
 * progress reports. Truth that must outlive a crash is in D1; only the lease is in this object's storage.
 */
export class CoordinatorObject extends DurableObject<Env> {
	readonly #gates = new Map<string, Turnstile>();
	readonly #queues = new Map<string, (() => void)[]>();
	readonly #locks = new Map<string, Promise<void>>();
	#lastReport = 0;
	/** Counts what was signalled, so that what comes while somebody looks is not taken for seen. */
	#heard = 0;

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
	 * The lease of the connection, with a fencing number that only ever grows: also beyond the one D1 knows, should this
	 * object have lost its storage.
	 */
	async acquireLease(
		holder: string,
		connection: string,
		knownFence: number,
		patienceMs = STALLED_AFTER_MS,
	): Promise<LeaseAnswer> {
		const current = await this.ctx.storage.get<Lease>("lease");
		if (current && current.holder !== holder) return { granted: false, holder: current.holder, aliveAt: current.aliveAt };
		const last = (await this.ctx.storage.get<number>("fence")) ?? 0;
		const fence = current?.fence ?? Math.max(last, knownFence) + 1;
		await this.ctx.storage.put({ fence, connection, lease: { holder, fence, aliveAt: Date.now(), patienceMs } satisfies Lease });
		await this.#setAlarm();
		return { granted: true, fence };
	}

	async releaseLease(holder: string): Promise<void> {
		const current = await this.ctx.storage.get<Lease>("lease");
		if (current?.holder !== holder) return;
		await this.ctx.storage.delete("lease");
		await this.#setAlarm();
	}

	/** The engine found no run under way: a lease without a sign of life belongs to nobody. */
	async releaseLeaseOfEndedRun(): Promise<void> {
		const current = await this.ctx.storage.get<Lease>("lease");
		if (current && Date.now() - current.aliveAt >= current.patienceMs) await this.releaseLease(current.holder);
	}

	/**
	 * There are signals in D1: the engine is told of them once, however many come while they gather. `free`: nobody keeps it from
	 * them any more, so it is told without waiting for the next time.
	 */
	async signalled(connection: string, free = false): Promise<void> {
		this.#heard++;
		const due = await this.ctx.storage.get<number>("signalsDue");
		if (due !== undefined && !free) return;
		const soon = Date.now() + GATHER_MS;
		await this.ctx.storage.put({ connection, signalsDue: Math.min(due ?? soon, soon) });
		await this.#setAlarm();
	}

	/** To be asked before looking into D1, and given back after it. */
	signalsHeard(): number {
		return this.#heard;
	}

	/** Everything that was signalled up to `heard` is in good hands. */
	async signalsTaken(heard: number): Promise<void> {
		if (heard === this.#heard) await this.ctx.storage.delete("signalsDue");
		else await this.ctx.storage.put("signalsDue", Date.now() + GATHER_MS);
		await this.#setAlarm();
	}

	/** A sign of life of the run; true when its progress is due to be told (at most every 3 s). */
	async progressed(holder: string): Promise<boolean> {
		const current = await this.ctx.storage.get<Lease>("lease");
		if (current?.holder !== holder) return false;
		const now = Date.now();
		if (now - current.aliveAt > 1_000) await this.ctx.storage.put("lease", { ...current, aliveAt: now } satisfies Lease);
		if (now - this.#lastReport < REPORT_EVERY_MS) return false;
		this.#lastReport = now;
		return true;
	}

	/** One at a time per name: waits for its turn, answers a key for unlock; a holder that died is passed over after 30 s. */
	async lock(name: string): Promise<string> {
		const key = crypto.randomUUID();
		const before = this.#locks.get(name) ?? Promise.resolve();
		const released = new Promise<void>((resolve) => this.#unlockers.set(key, resolve));
		this.#locks.set(
			name,
			before.then(() => released),
		);
		await before;
		setTimeout(() => this.unlock(key), 30_000);
		return key;
	}

	unlock(key: string): void {
		this.#unlockers.get(key)?.();
		this.#unlockers.delete(key);
	}
	readonly #unlockers = new Map<string, () => void>();

	override async alarm(): Promise<void> {
		const connection = await this.ctx.storage.get<string>("connection");
		if (!connection) return;
		const now = Date.now();
		const lease = await this.ctx.storage.get<Lease>("lease");
		const stalled = lease && now - Math.max(lease.aliveAt, lease.resumedAt ?? 0) >= lease.patienceMs;
		if (stalled) await this.ctx.storage.put("lease", { ...lease, resumedAt: now } satisfies Lease);
		const due = ((await this.ctx.storage.get<number>("signalsDue")) ?? Number.POSITIVE_INFINITY) <= now;
		if (due) await this.ctx.storage.put("signalsDue", now + RETELL_MS);
		// First the next alarm: whatever becomes of the telling, it is tried again.
		await this.#setAlarm();
		if (stalled) await this.env.SYNC_JOBS.send({ kind: "resume", connection } satisfies CoordinatorMessage);
		if (due) await this.env.SYNC_JOBS.send({ kind: "signals", connection } satisfies CoordinatorMessage);
	}

	/** There is one alarm for all that has to be looked after. */
	async #setAlarm(): Promise<void> {
		const lease = await this.ctx.storage.get<Lease>("lease");
		const due = await this.ctx.storage.get<number>("signalsDue");
		const next = Math.min(lease ? Date.now() + WATCH_EVERY_MS : Number.POSITIVE_INFINITY, due ?? Number.POSITIVE_INFINITY);
		if (Number.isFinite(next)) await this.ctx.storage.setAlarm(next);
		else await this.ctx.storage.deleteAlarm();
	}

	#gate(name: string): Turnstile {
		const known = this.#gates.get(name);
		if (known) return known;
		const limits = GATES[name];
		if (!limits) throw new Error(`no gate "${name}"; there are ${Object.keys(GATES).join(", ")}`);
		const gate = new Turnstile(limits);
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
