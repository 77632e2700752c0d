import { SystemError } from "../domain/errors.ts";
import type { Gate } from "../systems/outbound.ts";
import type { CoordinatorObject } from "./coordinator.ts";

export type Coordinator = DurableObjectStub<CoordinatorObject>;

/** The gate of a login as the adapters see it. */
export function gateOf(coordinator: Coordinator, name: "accurate" | "smh"): Gate {
	return {
		async enter() {
			const pass = await coordinator.enterGate(name);
			if (pass === null) throw new SystemError("rate_limited", "antrean panggilan penuh", { retryAfterMs: 10_000 });
			return {
				leave: async (outcome) => {
					await coordinator.leaveGate(name, pass, outcome?.slowDownMs ?? 0);
				},
			};
		},
	};
}

const ASK_AGAIN_MS = 100;

/** Whoever waits asks again: one that died while it waited must not be given the lock, and hold it for nothing. */
async function takeLock(coordinator: Coordinator, name: string): Promise<string> {
	for (;;) {
		const key = await coordinator.lock(name);
		if (key !== null) return key;
		await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
	}
}

/** Runs work while holding a named lock of the connection. */
export async function withLock<T>(coordinator: Coordinator, name: string, work: () => Promise<T>): Promise<T> {
	const key = await takeLock(coordinator, name);
	try {
		return await work();
	} finally {
		await coordinator.unlock(key);
	}
}
