import type { Delivery, SystemName } from "../world.ts";
import type { Faults } from "./faults.ts";
import { pause } from "./time.ts";

const TIMEOUT_MS = 5_000;
/**
 * Waiting times before each try. SMH tries 8 times (its contract; the 4 hours are cut to about a minute). Nobody has seen
 * Accurate send again. Telegram repeats what world.deliver could not bring.
 */
const TRIES: Readonly<Record<SystemName, readonly number[]>> = {
	smh: [0, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000],
	accurate: [0],
	telegram: [1_000, 2_000, 4_000, 8_000, 16_000, 32_000],
};
/** As many as a system sends at once. A bulk save of thousands must not open thousands of connections to the receiver. */
const AT_ONCE = 4;
/** A delivery held back for another one to overtake it goes out after this long all the same. */
const HELD_MS = 2_000;

export interface Deliveries {
	/** Sends once; the HTTP status, 0 without an answer. */
	deliver(delivery: Delivery): Promise<number>;
	deliverLater(delivery: Delivery): void;
	/** Ends when nothing is under way or waiting for another try. */
	idle(): Promise<void>;
	/** Forgets everything that waits: it belongs to a world that is gone. */
	cancel(): void;
}

/** `begin` starts work that outlives the call which caused it. */
export function createDeliveries(send: typeof fetch, faults: Faults, begin: (work: () => void) => void): Deliveries {
	const underWay = new Set<Promise<void>>();
	let epoch = new AbortController();
	/** Deliveries held back, each with what lets it go. */
	let held: { readonly system: SystemName; readonly release: AbortController }[] = [];

	async function deliver({ url, headers, body }: Delivery): Promise<number> {
		try {
			const answer = await send(url, {
				method: "POST",
				headers: { ...headers, "cache-control": "no-store" },
				body,
				redirect: "manual",
				signal: AbortSignal.timeout(TIMEOUT_MS),
			});
			await answer.body?.cancel();
			return answer.status;
		} catch {
			return 0;
		}
	}

	let sending = 0;
	const queue: (() => void)[] = [];

	/** Waits for a place, sends, and gives the place to the next in line. */
	async function deliverInTurn(delivery: Delivery): Promise<number> {
		if (sending >= AT_ONCE) await new Promise<void>((resolve) => queue.push(resolve));
		else sending++;
		try {
			return await deliver(delivery);
		} finally {
			const next = queue.shift();
			if (next) next();
			else sending--;
		}
	}

	async function tryUntilTaken(delivery: Delivery, signal: AbortSignal): Promise<void> {
		for (const wait of TRIES[delivery.system]) {
			await pause(wait, signal);
			if (signal.aborted) return;
			const status = await deliverInTurn(delivery);
			if (status >= 200 && status < 300) return;
		}
	}

	async function hold(system: SystemName, signal: AbortSignal): Promise<void> {
		const entry = { system, release: new AbortController() };
		held.push(entry);
		await pause(HELD_MS, AbortSignal.any([entry.release.signal, signal]));
		held = held.filter((other) => other !== entry);
	}

	async function run(delivery: Delivery, signal: AbortSignal): Promise<void> {
		const fault = faults.forDelivery(delivery.system, new URL(delivery.url).pathname);
		if (fault?.kind === "webhook-lost") return;
		if (fault?.kind === "webhook-reordered") await hold(delivery.system, signal);
		await tryUntilTaken(delivery, signal);
		if (fault?.kind === "webhook-twice") await tryUntilTaken(delivery, signal);
		if (fault?.kind !== "webhook-reordered") {
			for (const { system, release } of held) if (system === delivery.system) release.abort();
		}
	}

	return {
		deliver,
		deliverLater(delivery) {
			const { signal } = epoch;
			const job = new Promise<void>((resolve) => begin(() => resolve(run(delivery, signal)))).finally(() => underWay.delete(job));
			underWay.add(job);
		},
		async idle() {
			while (underWay.size > 0) await Promise.all(underWay);
		},
		cancel() {
			epoch.abort();
			epoch = new AbortController();
		},
	};
}
