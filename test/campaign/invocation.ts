export type Pause = "ended" | "died" | "stalled";

/** One invocation of the Worker: it runs alone until it ends, dies or stalls. */
export class Invocation {
	readonly number: number;
	/** Place in the history's events at which it began. */
	readonly began: number;
	#state: "runs" | Pause = "runs";
	#wake: () => void = () => {};
	#woken: Promise<void> = Promise.resolve();
	#tell: (pause: Pause) => void = () => {};

	constructor(number: number, began: number) {
		this.number = number;
		this.began = began;
	}

	get state(): "runs" | Pause {
		return this.#state;
	}

	/** Resolves when it next ends, dies or stalls; ask before it is let go on. */
	paused(): Promise<Pause> {
		return new Promise((resolve) => {
			this.#tell = resolve;
		});
	}

	end(): void {
		this.#become("ended");
	}

	/** Its isolate is gone: whatever it was about to do is never done. */
	die(): void {
		this.#become("died");
	}

	stall(): void {
		// Of two operations at once each may be told to stall it.
		if (this.#state !== "runs") return;
		this.#woken = new Promise((resolve) => {
			this.#wake = resolve;
		});
		this.#become("stalled");
	}

	/** One that died while it stalled stays dead, and says so. */
	goOn(): void {
		if (this.#state === "died") this.#tell("died");
		else {
			this.#state = "runs";
			this.#wake();
		}
	}

	woken(): Promise<void> {
		return this.#woken;
	}

	#become(state: Pause): void {
		if (this.#state === "died") return;
		this.#state = state;
		this.#tell(state);
	}
}
