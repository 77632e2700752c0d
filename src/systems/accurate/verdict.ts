import { SystemError } from "../../domain/errors.ts";
import type { OutboundAnswer } from "../outbound.ts";
import type { Cure } from "./auth.ts";
import { authRefusalOf, type Envelope, jsonOf, parseEnvelope, wordsOf } from "./envelope.ts";
import { type Remedy, unauthorized } from "./unauthorized.ts";

/** What an answer means for the call. Only `answered` says that Accurate looked at the call's contents. */
export type Verdict =
	| { readonly kind: "answered"; readonly envelope: Envelope }
	| { readonly kind: "slow_down"; readonly ms: number }
	| { readonly kind: "login"; readonly cure: Cure }
	| { readonly kind: "failed"; readonly error: SystemError };

const failed = (error: SystemError): Verdict => ({ kind: "failed", error });

/** The limit is per second (facts 7), so a second is what to wait when nothing else is said. */
const DEFAULT_SLOW_DOWN_MS = 1_000;

function retryAfterMs(headers: Headers): number {
	const seconds = Number(headers.get("retry-after") ?? Number.NaN);
	return Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : DEFAULT_SLOW_DOWN_MS;
}

/** The text of the limit, whatever the status (facts 7: "request per detik"); a success may say anything. */
function saysTooFast(answer: OutboundAnswer): boolean {
	const envelope = parseEnvelope(jsonOf(answer));
	return envelope
		? !envelope.s && /per detik/i.test(wordsOf(envelope.d))
		: answer.status >= 400 && /per detik/i.test(answer.text);
}

/** How long everybody should wait after this answer; undefined: no need. */
export function slowDownOf(answer: OutboundAnswer): number | undefined {
	return answer.status === 429 || answer.status === 503 || saysTooFast(answer) ? retryAfterMs(answer.headers) : undefined;
}

/** 401 (facts 1.2, 2.2): only the body tells the session from the token; anything else (signature, revoked) needs a person. */
function loginVerdict(answer: OutboundAnswer, remedy: Remedy): Verdict {
	const words = wordsOf(parseEnvelope(jsonOf(answer))?.d);
	if (/session key/i.test(words)) return { kind: "login", cure: "session" };
	if (authRefusalOf(answer)?.error === "invalid_token") return { kind: "login", cure: "token" };
	return failed(unauthorized(words || "tanpa penjelasan", remedy));
}

function rightVerdict(answer: OutboundAnswer): Verdict {
	const scope = authRefusalOf(answer)?.scope;
	const words = scope ? `butuh izin "${scope}"` : wordsOf(parseEnvelope(jsonOf(answer))?.d) || "akses ditolak";
	return failed(new SystemError("no_right", `Accurate: ${words}`));
}

/** What the call makes of its answer. */
export interface Expected {
	/** An answer that cannot be understood leaves open whether the call was carried out. */
	readonly writes: boolean;
	/** One client saw the rows of a bulk save at the top level (facts 2.1): taken as `d`. */
	readonly ofRows?: boolean | undefined;
	/** What a person has to do where the login is refused. */
	readonly remedy: Remedy;
}

/** Facts 2.2 and 7. */
export function judge(answer: OutboundAnswer, { writes, ofRows = false, remedy }: Expected): Verdict {
	if (answer.status === 429 || saysTooFast(answer)) return { kind: "slow_down", ms: retryAfterMs(answer.headers) };
	if (answer.status === 503 && !writes) return { kind: "slow_down", ms: retryAfterMs(answer.headers) };
	if (answer.status === 401) return loginVerdict(answer, remedy);
	if (answer.status === 403) return rightVerdict(answer);
	if (answer.status === 413) return failed(new SystemError("too_large", "Accurate: datanya terlalu besar untuk satu kali kirim"));
	if (answer.status >= 500) {
		return failed(
			new SystemError(writes ? "unknown_outcome" : "unavailable", `Accurate sedang bermasalah (HTTP ${answer.status})`),
		);
	}
	const json = jsonOf(answer);
	const envelope: Envelope | null = ofRows && Array.isArray(json) ? { s: true, d: json } : parseEnvelope(json);
	if (!envelope || (answer.status >= 300 && envelope.s)) {
		const kind = writes && answer.status < 300 ? "unknown_outcome" : "bad_answer";
		return failed(new SystemError(kind, `Jawaban Accurate tidak dapat dibaca (HTTP ${answer.status})`));
	}
	// The wrong host or module, nothing about the record (facts 2.2).
	if (answer.status === 404) return failed(new SystemError("bad_answer", `Accurate: ${wordsOf(envelope.d)}`));
	if (!envelope.s && /session key/i.test(wordsOf(envelope.d))) return { kind: "login", cure: "session" };
	return { kind: "answered", envelope };
}
