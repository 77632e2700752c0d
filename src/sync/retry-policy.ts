import { SystemError } from "../domain/errors.ts";
import { GuardFailed } from "../store/database.ts";

export type NextTry =
	/** Nothing is left to do: others have done it. */
	| { readonly kind: "ack" }
	| { readonly kind: "retry"; readonly delaySeconds: number }
	/** Trying again is no use before a person has done something. */
	| { readonly kind: "park"; readonly reason: string };

const MAX_DELAY_SECONDS = 300;
/** Whatever a side asks for: the queue takes no more than 12 hours, and refuses the message then. */
const LONGEST_PAUSE_SECONDS = 15 * 60;

/**
 * Law 11: the one place that decides what becomes of a message or a step that failed. `attempts` counts from 1. Delays double
 * from 2 s with full jitter (random in [0, 1)), so that many failing at once do not come back at once.
 */
export function judge(error: unknown, attempts: number, random: number): NextTry {
	if (error instanceof GuardFailed) return { kind: "ack" };
	if (error instanceof SystemError && !error.retryable) return { kind: "park", reason: error.message };
	const asked = error instanceof SystemError ? Math.min(LONGEST_PAUSE_SECONDS, (error.detail.retryAfterMs ?? 0) / 1000) : 0;
	const backoff = Math.min(MAX_DELAY_SECONDS, 2 ** attempts) * (0.5 + random / 2);
	return { kind: "retry", delaySeconds: Math.ceil(Math.max(asked, backoff)) };
}

/** What an admin is told of an error. Errors of our own code are not theirs to read. */
export const publicMessage = (error: unknown): string =>
	error instanceof SystemError ? error.message : "internal error, see the logs";
