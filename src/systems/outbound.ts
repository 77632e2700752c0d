import { SystemError } from "../domain/errors.ts";
import { AnswerTooLarge, before, textOfAnswer } from "./answer-text.ts";

/** Permission of the gate for one call; `leave` must be called exactly once, whatever the call came to (law 8). */
export interface GatePass {
	/** slowDownMs: the other side asked us to slow down; nobody starts a call for so long. */
	leave(outcome?: { readonly slowDownMs?: number }): Promise<void>;
}

/** What every call to a system passes. `enter` waits until the call may start; it never refuses. */
export interface Gate {
	enter(): Promise<GatePass>;
}

export interface OutboundRequest {
	readonly method: "GET" | "POST" | "PATCH" | "DELETE";
	readonly url: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body?: string;
	/** The call changes something over there, so a lost answer leaves its outcome unknown. */
	readonly writes: boolean;
}

export interface OutboundAnswer {
	readonly status: number;
	readonly headers: Headers;
	readonly text: string;
	/** How far the answerer's clock is behind ours, at least (ms, by its Date header); 0 where it is not or does not say. */
	readonly clockLagMs: number;
}

/** How a call passes its system's gate: `slowDownMs` reads off the answer how long everybody has to wait, if at all. */
export interface Passage {
	readonly gate: Gate;
	slowDownMs?(answer: OutboundAnswer): number | undefined;
}

export interface Outbound {
	/** Sends once, with a deadline, without following redirects. Throws SystemError `unavailable` or `unknown_outcome`. */
	send(request: OutboundRequest, passage?: Passage): Promise<OutboundAnswer>;
	/** Calls sent so far; an invocation may make 50 (law 9). */
	readonly calls: number;
}

export interface OutboundOptions {
	readonly fetch: typeof fetch;
	/** A Worker may wait for the headers of 6 answers at once (platform limit). */
	readonly maxInFlight?: number;
	readonly deadlineMs?: number;
	/** Asked right before a write is sent: what it belongs to may be somebody else's by now (sync/run/tenure.ts). */
	readonly mayWrite?: () => boolean;
}

/** Date headers tell whole seconds, cut off. */
function clockLag(date: string | null, now: number): number {
	const told = Date.parse(date ?? "");
	return Number.isNaN(told) ? 0 : Math.max(0, now - told - 1_000);
}

/** A call that has not been answered by then is given up: shorter than an invocation's claim on its work (sync/run/claims.ts). */
export const CALL_DEADLINE_MS = 15_000;

/** One per invocation: bounds what the invocation has in flight and how long it waits. */
export function createOutbound({
	fetch,
	maxInFlight = 6,
	deadlineMs = CALL_DEADLINE_MS,
	mayWrite = () => true,
}: OutboundOptions): Outbound {
	let calls = 0;
	let inFlight = 0;
	const waiting: (() => void)[] = [];

	async function exchange(request: OutboundRequest): Promise<OutboundAnswer> {
		if (request.writes && !mayWrite()) throw new SystemError("unavailable", "Waktu untuk menulis sudah lewat; dicoba lagi nanti");
		calls++;
		const deadline = AbortSignal.timeout(deadlineMs);
		try {
			return await before(deadline, receive(request, deadline));
		} catch (cause) {
			const host = new URL(request.url).host;
			if (cause instanceof AnswerTooLarge) {
				throw new SystemError(request.writes ? "unknown_outcome" : "bad_answer", `Jawaban ${host} terlalu besar`, {}, { cause });
			}
			throw new SystemError(request.writes ? "unknown_outcome" : "unavailable", `Tidak ada jawaban dari ${host}`, {}, { cause });
		}
	}

	async function receive(request: OutboundRequest, signal: AbortSignal): Promise<OutboundAnswer> {
		const response = await fetch(request.url, {
			method: request.method,
			headers: request.headers,
			redirect: "manual",
			signal,
			...(request.body === undefined ? {} : { body: request.body }),
		});
		const clockLagMs = clockLag(response.headers.get("date"), Date.now());
		const text = withoutLogin(await textOfAnswer(response), request);
		return { status: response.status, headers: response.headers, text, clockLagMs };
	}

	// The gate is entered only once the invocation has a place free: a pass that waits in our own line would let the call start
	// long after the second it was granted for.
	async function pass(request: OutboundRequest, { gate, slowDownMs }: Passage): Promise<OutboundAnswer> {
		const granted = await gate.enter().catch((cause: unknown) => {
			throw new SystemError("unavailable", "Pengatur laju panggilan tidak menjawab", {}, { cause });
		});
		let slowDown: number | undefined;
		try {
			const answer = await exchange(request);
			slowDown = slowDownMs?.(answer);
			return answer;
		} finally {
			// The call has happened, so a gate that cannot be told must not hide its answer; passes run out by themselves.
			await granted.leave(slowDown === undefined ? {} : { slowDownMs: slowDown }).catch(() => undefined);
		}
	}

	async function send(request: OutboundRequest, passage?: Passage): Promise<OutboundAnswer> {
		if (inFlight >= maxInFlight) await new Promise<void>((resolve) => waiting.push(resolve));
		else inFlight++;
		try {
			return await (passage ? pass(request, passage) : exchange(request));
		} finally {
			// The place goes straight to the next in line; only with nobody waiting does it become free.
			const next = waiting.shift();
			if (next) next();
			else inFlight--;
		}
	}

	return {
		send,
		get calls() {
			return calls;
		},
	};
}

/** Shorter ones stand in answers by chance. */
const SHORTEST_LOGIN = 12;

/**
 * Some systems repeat the login they refuse ("Invalid access token: …"), and what they say is stored, logged and shown. No
 * answer that we have a use for holds the login it was asked with.
 */
function withoutLogin(text: string, { headers }: OutboundRequest): string {
	const { authorization = "" } = headers;
	const login = authorization.replace(/^\w+ +/, "");
	return login.length < SHORTEST_LOGIN ? text : text.replaceAll(login, "…");
}
