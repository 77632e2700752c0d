import { SystemError } from "../../domain/errors.ts";
import type { OutboundAnswer } from "../outbound.ts";
import { errorBody } from "./refusals.ts";

/** An answer to the call's contents: a success, or a refusal that is about what was asked (400, 404, 409, 422). */
export interface SmhAnswer {
	readonly status: number;
	readonly json: unknown;
}

const DEFAULT_SLOW_DOWN_MS = 1_000;

/** Seconds or a date, as HTTP has it. */
function retryAfterMs(headers: Headers, now: number): number {
	const value = headers.get("retry-after");
	const seconds = Number(value ?? Number.NaN);
	const wait = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(value ?? "") - now;
	return wait > 0 ? wait : DEFAULT_SLOW_DOWN_MS;
}

/** How long everybody should wait after this answer; undefined: no need. */
export const slowDownOf = (answer: OutboundAnswer, now: number): number | undefined =>
	answer.status === 429 || answer.status === 503 ? retryAfterMs(answer.headers, now) : undefined;

function jsonOf(answer: OutboundAnswer): unknown {
	if (answer.status === 204) return null;
	try {
		return JSON.parse(answer.text);
	} catch {
		return undefined;
	}
}

const ABOUT_THE_CONTENTS: ReadonlySet<number> = new Set([400, 404, 409, 422]);

/** `writes`: an answer that cannot be understood leaves open whether the call was carried out. */
export function judge(answer: OutboundAnswer, writes: boolean, now: number): SmhAnswer {
	const { status } = answer;
	const json = jsonOf(answer);
	const words = errorBody.safeParse(json).data?.error.message ?? `HTTP ${status}`;
	if (status === 401) throw new SystemError("unauthorized", `SMH menolak kunci API: ${words}; periksa SMH_API_KEY`);
	if (status === 403) throw new SystemError("no_right", `SMH: ${words}`);
	if (status === 429) {
		throw new SystemError("rate_limited", "SMH meminta jeda", { retryAfterMs: retryAfterMs(answer.headers, now) });
	}
	// Whatever stands before SMH may say it as well, in no shape of the contract.
	if (status === 413) throw new SystemError("too_large", "SMH: datanya terlalu besar untuk satu kali kirim");
	if (status >= 500) throw new SystemError(writes ? "unknown_outcome" : "unavailable", `SMH sedang bermasalah (${words})`);
	const understood = status < 300 ? json !== undefined : ABOUT_THE_CONTENTS.has(status) && errorBody.safeParse(json).success;
	if (understood) return { status, json };
	const kind = writes && status < 300 ? "unknown_outcome" : "bad_answer";
	throw new SystemError(kind, `Jawaban SMH tidak dapat dibaca (HTTP ${status})`);
}
