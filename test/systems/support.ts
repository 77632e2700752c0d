import type { AccurateCredential, CredentialStore } from "../../src/systems/accurate/credential.ts";
import { createOutbound, type Gate, type Outbound } from "../../src/systems/outbound.ts";

/** A call as the other side saw it. */
export interface Seen {
	readonly method: string;
	readonly url: URL;
	readonly headers: Headers;
	readonly body: string;
}

export type Reply = (seen: Seen) => Response | Promise<Response>;

export const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
	new Response(JSON.stringify(body), { status, headers });

/** A `fetch` that answers by a function, and the calls it saw. */
export function scripted(reply: Reply): { readonly fetch: typeof fetch; readonly seen: Seen[] } {
	const seen: Seen[] = [];
	const answer: typeof fetch = async (input, init) => {
		const request = new Request(input, init);
		const one = {
			method: request.method,
			url: new URL(request.url),
			headers: request.headers,
			body: typeof init?.body === "string" ? init.body : "",
		};
		seen.push(one);
		return reply(one);
	};
	return { fetch: answer, seen };
}

/** Answers in turn; a call too many is a failure of the test. */
export function inTurn(...replies: readonly Reply[]): Reply {
	const left = [...replies];
	return (seen) => {
		const next = left.shift();
		if (!next) throw new Error(`unexpected call ${seen.method} ${seen.url.href}`);
		return next(seen);
	};
}

export interface WatchedGate extends Gate {
	readonly slowDowns: number[];
	/** Passes given and not yet handed back. */
	readonly open: number;
}

export function openGate(): WatchedGate {
	const slowDowns: number[] = [];
	let open = 0;
	return {
		slowDowns,
		get open() {
			return open;
		},
		enter() {
			open++;
			return Promise.resolve({
				leave(outcome = {}) {
					open--;
					if (outcome.slowDownMs !== undefined) slowDowns.push(outcome.slowDownMs);
					return Promise.resolve();
				},
			});
		},
	};
}

/** What D1 and the coordinator do for real: one credential, one at a time under the lock. */
export function memoryStore(
	credential: AccurateCredential | null = null,
): CredentialStore & { value: AccurateCredential | null } {
	let last: Promise<unknown> = Promise.resolve();
	return {
		value: credential,
		read() {
			return Promise.resolve(this.value);
		},
		write(next) {
			this.value = next;
			return Promise.resolve();
		},
		locked(work) {
			const result = last.then(work);
			last = result.catch(() => undefined);
			return result;
		},
	};
}

export const outboundOf = (fetcher: typeof fetch, maxInFlight = 6): Outbound => createOutbound({ fetch: fetcher, maxInFlight });

export const NOON = Date.UTC(2026, 10, 22, 5, 0, 0);
