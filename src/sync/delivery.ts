import { SystemError } from "../domain/errors.ts";
import { GuardFailed } from "../store/database.ts";

export type Verdict =
	/** Nothing is left to do for this message. */
	| { readonly kind: "ack" }
	| { readonly kind: "retry"; readonly delaySeconds: number }
	/** Trying again is no use before a person has done something. */
	| { readonly kind: "park"; readonly reason: string };

/** Decided already, by the attempts of the step itself; the message only has to come back then. */
export class RetryLater extends Error {
	override readonly name = "RetryLater";
	readonly delaySeconds: number;

	constructor(delaySeconds: number, options: { cause: unknown }) {
		super(`again in ${delaySeconds} s`, options);
		this.delaySeconds = delaySeconds;
	}
}

const MAX_DELAY_SECONDS = 300;
/** Whatever a side asks for: the queue takes no more than 12 hours, and refuses the message then. */
const LONGEST_PAUSE_SECONDS = 15 * 60;

/**
 * Law 11: the one place that decides what becomes of a message whose work failed. `attempts` counts from 1. Delays double
 * from 2 s with full jitter (random in [0, 1)), so that many failing at once do not come back at once.
 */
export function judge(error: unknown, attempts: number, random: number): Verdict {
	if (error instanceof RetryLater) return { kind: "retry", delaySeconds: error.delaySeconds };
	if (error instanceof GuardFailed) return { kind: "ack" };
	if (error instanceof SystemError && !error.retryable) return { kind: "park", reason: error.message };
	const asked = error instanceof SystemError ? Math.min(LONGEST_PAUSE_SECONDS, (error.detail.retryAfterMs ?? 0) / 1000) : 0;
	const backoff = Math.min(MAX_DELAY_SECONDS, 2 ** attempts) * (0.5 + random / 2);
	return { kind: "retry", delaySeconds: Math.ceil(Math.max(asked, backoff)) };
}

/** What an admin is told of an error. Errors of our own code are not theirs to read. */
export const publicMessage = (error: unknown): string =>
	error instanceof SystemError ? error.message : "internal error, see the logs";
