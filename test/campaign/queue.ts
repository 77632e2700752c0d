/** A message as the queue keeps it. */
export interface Queued {
	readonly id: string;
	readonly body: unknown;
	readonly attempts: number;
	/** Not delivered before then (virtual ms). */
	readonly notBefore: number;
}

/** What a consumer said of a message; null: nothing, so the end of the invocation decides. */
export type Answer = { readonly kind: "ack" } | { readonly kind: "retry"; readonly delaySeconds: number } | null;

/** As wrangler.toml has it. */
const MAX_RETRIES = 8;
const RETRY_DELAY_SECONDS = 2;

/** A queue in memory: at least once, in whatever order the history chooses. */
export class MemoryQueue {
	readonly #now: () => number;
	#waiting: Queued[] = [];
	#dead: Queued[] = [];
	#delivered: Queued[] = [];
	#count = 0;

	constructor(now: () => number) {
		this.#now = now;
	}

	put(body: unknown, delaySeconds = 0): void {
		// As a message travels: what JSON does not carry does not arrive.
		const copy: unknown = JSON.parse(JSON.stringify(body));
		this.#waiting.push({ id: `m${++this.#count}`, body: copy, attempts: 1, notBefore: this.#now() + delaySeconds * 1_000 });
	}

	get size(): number {
		return this.#waiting.length;
	}

	/** When the next message is due; null: there is none. */
	nextDue(): number | null {
		return this.#waiting.length === 0 ? null : Math.min(...this.#waiting.map(({ notBefore }) => notBefore));
	}

	/** Takes up to `count` due messages; `choose` picks among those that are (0: the oldest). */
	take(count: number, choose: (size: number) => number): readonly Queued[] {
		const taken: Queued[] = [];
		while (taken.length < count) {
			const due = this.#waiting.filter(({ notBefore }) => notBefore <= this.#now());
			const next = due[choose(due.length)] ?? due[0];
			if (!next) break;
			this.#waiting = this.#waiting.filter((message) => message !== next);
			taken.push(next);
		}
		this.#delivered.push(...taken);
		return taken;
	}

	/** A message that was delivered before comes once more; false: none was. */
	repeat(which: number): boolean {
		const message = this.#delivered.at(-1 - (which % Math.max(1, this.#delivered.length)));
		if (!message) return false;
		this.#waiting.push({ ...message, id: `${message.id}'`, notBefore: this.#now() });
		return true;
	}

	/** Everything that waits is gone, as with the process that held it. Answers how many messages that were. */
	lose(): number {
		const lost = this.#waiting.length;
		this.#waiting = [];
		return lost;
	}

	/** What becomes of a delivered message; null for an invocation that died: it comes back. */
	answer(message: Queued, answer: Answer): void {
		if (answer?.kind === "ack") return;
		if (message.attempts > MAX_RETRIES) {
			this.#dead.push(message);
			return;
		}
		const delay = answer === null ? RETRY_DELAY_SECONDS : answer.delaySeconds;
		this.#waiting.push({ ...message, attempts: message.attempts + 1, notBefore: this.#now() + delay * 1_000 });
	}

	/** Messages that ran out of retries, each once. */
	takeDead(): readonly Queued[] {
		return this.#dead.splice(0);
	}
}
