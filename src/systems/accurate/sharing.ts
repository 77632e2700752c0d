/**
 * Callers that ask for the same thing while it is under way share one answer: calls that start together in an invocation must
 * not each read the stored login or queue for its lock.
 */
export function createSharing<T>(): (key: string, work: () => Promise<T>) => Promise<T> {
	const running = new Map<string, Promise<T>>();
	return (key, work) => {
		const known = running.get(key);
		if (known) return known;
		const started = work().finally(() => running.delete(key));
		running.set(key, started);
		return started;
	};
}
