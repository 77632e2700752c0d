import { SystemError } from "../../domain/errors.ts";
import type { Gate, Outbound, OutboundAnswer } from "../outbound.ts";
import { judge, type SmhAnswer, slowDownOf } from "./verdict.ts";

export interface SmhOptions {
	readonly outbound: Outbound;
	readonly gate: Gate;
	/** `https://…/v1`, without a slash at the end. */
	readonly baseUrl: string;
	readonly apiKey: string;
	now(): number;
}

export interface SmhCall {
	readonly method: "GET" | "POST" | "PATCH" | "DELETE";
	/** e.g. `/customers/17` */
	readonly path: string;
	readonly query?: Readonly<Record<string, string>>;
	readonly body?: unknown;
	readonly writes: boolean;
}

export interface SmhClient {
	/** Throws SystemError for everything that is not an answer to the contents. */
	call(call: SmhCall): Promise<SmhAnswer>;
	/** See SystemPort. */
	clockLagMs(): number;
}

const MAX_SLOWDOWNS = 4;
/** Longer than this an invocation does not wait: its message comes back later. */
const MAX_WAIT_MS = 10_000;

/** The contract's transport: bearer key, JSON, `Retry-After` (smh-contract). */
export function createSmhClient({ outbound, gate, baseUrl, apiKey, now }: SmhOptions): SmhClient {
	const passage = { gate, slowDownMs: (answer: OutboundAnswer) => slowDownOf(answer, now()) };

	function send({ method, path, query, body, writes }: SmhCall): Promise<OutboundAnswer> {
		const search = query === undefined ? "" : `?${new URLSearchParams(query)}`;
		const headers = { authorization: `Bearer ${apiKey}`, accept: "application/json" };
		const request = { method, url: `${baseUrl}${path}${search}`, headers, writes };
		if (body === undefined) return outbound.send(request, passage);
		const withBody = { ...request, headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify(body) };
		return outbound.send(withBody, passage);
	}

	let clockLagMs = 0;
	async function attempt(call: SmhCall): Promise<SmhAnswer> {
		const answer = await send(call);
		clockLagMs = answer.clockLagMs;
		return judge(answer, call.writes, now());
	}

	// A 429 was not carried out, so writes may try again as well; a read may be asked once more whatever went wrong.
	async function call(request: SmhCall): Promise<SmhAnswer> {
		let slowDowns = 0;
		let readAgain = request.writes;
		for (;;) {
			try {
				return await attempt(request);
			} catch (error) {
				if (!(error instanceof SystemError)) throw error;
				if (error.kind === "rate_limited") {
					if (++slowDowns > MAX_SLOWDOWNS || (error.detail.retryAfterMs ?? 0) > MAX_WAIT_MS) throw error;
				} else {
					if (readAgain || error.kind !== "unavailable") throw error;
					readAgain = true;
				}
			}
		}
	}

	return { call, clockLagMs: () => clockLagMs };
}
