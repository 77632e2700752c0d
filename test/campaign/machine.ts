import type { FaultRule } from "../../sandbox/control/faults.ts";
import type { Invocation } from "./invocation.ts";

/** Everything an invocation does to the world around it, one operation at a time. */
export interface Operation {
	readonly target: "accurate" | "smh" | "telegram" | "database" | "queue" | "coordinator";
	/** `POST /smh/v1/customers/batch`, `write`, `send` … */
	readonly name: string;
	readonly writes: boolean;
}

/** What goes wrong at an operation. `lost`: nothing was done; `unknown`: it was done, but nobody hears of it. */
export type Effect =
	| { readonly kind: "fault"; readonly rule: FaultRule }
	| { readonly kind: "lost" | "unknown" }
	| { readonly kind: "dies" | "stalls"; readonly when: "before" | "after" };

/** Waits for the nth operation that fits, and strikes it once. */
export interface Strike {
	/** Key of the count of what was injected. */
	readonly counted: string;
	fits(operation: Operation): boolean;
	readonly nth: number;
	readonly effect: Effect;
}

/** Whoever waits in an isolate that is gone: nothing is ever run there again, no catch and no finally. */
const never = <T>(): Promise<T> => new Promise<T>(() => {});

/** Lets the operations of all invocations through one after the other, and strikes where it was told to. */
export class Machine {
	readonly #onStrike: (strike: Strike, operation: Operation) => void;
	#strikes: { readonly strike: Strike; seen: number }[] = [];
	#last: Promise<void> = Promise.resolve();
	operations = 0;
	latest = "";
	/** Hears of each operation, for whoever looks for a cause. */
	trace: ((line: string) => void) | null = null;

	constructor(onStrike: (strike: Strike, operation: Operation) => void) {
		this.#onStrike = onStrike;
	}

	arm(strike: Strike): void {
		this.#strikes.push({ strike, seen: 0 });
	}

	disarm(): void {
		this.#strikes = [];
	}

	async operate<T>(by: Invocation, operation: Operation, perform: (fault: FaultRule | null) => Promise<T>): Promise<T> {
		const effect = await this.#inTurn(by, async () => this.#strike(operation));
		if (effect && "when" in effect && effect.when === "before") by[effect.kind === "dies" ? "die" : "stall"]();
		const answer = await this.#inTurn(by, async () => {
			if (effect?.kind === "lost") throw connectionLost(operation);
			this.operations++;
			if (this.trace) this.trace(`      [${by.number}] ${operation.target} ${operation.name}`);
			this.latest = `${operation.target} ${operation.name}`;
			return await perform(effect?.kind === "fault" ? effect.rule : null);
		});
		if (effect?.kind === "unknown") throw connectionLost(operation);
		if (effect && "when" in effect && effect.when === "after") {
			by[effect.kind === "dies" ? "die" : "stall"]();
			await this.#inTurn(by, async () => undefined);
		}
		return answer;
	}

	#strike(operation: Operation): Effect | null {
		const hit = this.#strikes.find((armed) => armed.strike.fits(operation) && ++armed.seen >= armed.strike.nth);
		if (!hit) return null;
		this.#strikes = this.#strikes.filter((other) => other !== hit);
		this.#onStrike(hit.strike, operation);
		return hit.strike.effect;
	}

	/** Alone, and only in an invocation that lives and does not stall. */
	async #inTurn<T>(by: Invocation, work: () => Promise<T>): Promise<T> {
		for (;;) {
			const before = this.#last;
			let release: () => void = () => {};
			this.#last = new Promise((resolve) => {
				release = resolve;
			});
			await before;
			try {
				if (by.state === "runs") return await work();
			} finally {
				release();
			}
			if (by.state !== "stalled") return await never();
			await by.woken();
		}
	}
}

const connectionLost = ({ target }: Operation): Error => new Error(`${target}: Network connection lost.`);
