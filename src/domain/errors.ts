/**
 * Law 11: every failure of the outside world is one of these. `retryable` and `retryAfterMs` are decided where the error is
 * made; one place (sync/retry-policy.ts) decides what to do with them.
 */
export const ERROR_KINDS = [
	"rejected", // the other system refused this row, in its own words
	"invalid", // a field of the row is not acceptable
	"duplicate", // another record holds the code, or the Partner ID (then existingId names it)
	"missing_reference", // a named employee, unit, category, term … is not there
	"in_use", // cannot be deleted, transactions use it
	"not_found", // no such record (any more)
	"too_large", // one call does not take so much at once
	"not_understood", // a write was answered with words that nobody knows: whether it was carried out, they do not say
	"no_word", // a read was answered without the record, and without a clear word that there is none
	"no_right", // the login may not do this
	"unauthorized", // the login itself is refused: a person has to act
	"rate_limited",
	"unavailable", // refused before anything was done, or a 5xx to a read
	"unknown_outcome", // sent, but nobody knows whether it was carried out (timeout, reset, 5xx to a write)
	"bad_answer", // an answer that is not of the agreed shape
	"not_configured", // a setting is missing
] as const;
export type ErrorKind = (typeof ERROR_KINDS)[number];

const RETRYABLE: ReadonlySet<ErrorKind> = new Set(["rate_limited", "unavailable", "unknown_outcome", "bad_answer"]);

export interface ErrorDetail {
	/** Field of the projection that is to blame, where known. */
	readonly field?: string;
	/** Id of the record that is in the way, where the other system names it. */
	readonly existingId?: string;
	readonly retryAfterMs?: number;
	/** What a person has to do about a login that is refused, where the side's adapter knows. */
	readonly remedy?: "consent" | "token" | "secret" | "database";
	/** The side's own words of it, without ours. */
	readonly said?: string;
}

/** A failure of a side. `message` is fit to be shown to an admin: no secrets, no bodies. */
export class SystemError extends Error {
	override readonly name = "SystemError";
	readonly kind: ErrorKind;
	readonly detail: ErrorDetail;

	constructor(kind: ErrorKind, message: string, detail: ErrorDetail = {}, options?: { cause?: unknown }) {
		super(message, options);
		this.kind = kind;
		this.detail = detail;
	}

	get retryable(): boolean {
		return RETRYABLE.has(this.kind);
	}
}

/** The outcome of a call that may fail, as a value. Other errors are our own and go on. */
export async function orSystemError<T>(call: Promise<T>): Promise<T | SystemError> {
	try {
		return await call;
	} catch (error) {
		if (error instanceof SystemError) return error;
		throw error;
	}
}
