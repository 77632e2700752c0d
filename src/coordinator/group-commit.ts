interface Group<T> {
	readonly items: T[];
	readonly done: Promise<void>;
}

/**
 * Carries out together what comes while an earlier group is under way, so that a burst costs few transactions instead of one for
 * each. Whoever adds waits until its own group is through, and gets that group's failure.
 */
export class GroupCommit<T> {
	readonly #commit: (items: readonly T[]) => Promise<void>;
	#open: Group<T> | null = null;
	#earlier: Promise<unknown> = Promise.resolve();

	constructor(commit: (items: readonly T[]) => Promise<void>) {
		this.#commit = commit;
	}

	async add(item: T): Promise<void> {
		this.#open ??= this.#begin();
		this.#open.items.push(item);
		await this.#open.done;
	}

	#begin(): Group<T> {
		const items: T[] = [];
		const done = this.#earlier.then(async () => {
			this.#open = null;
			await this.#commit(items);
		});
		this.#earlier = done.catch(() => {});
		return { items, done };
	}
}
