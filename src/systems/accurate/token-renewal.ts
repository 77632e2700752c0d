import { SystemError } from "../../domain/errors.ts";
import type { Standing } from "../../domain/status/standing.ts";
import type { AccurateAuth } from "./auth.ts";
import { type CredentialStore, readCredential } from "./credential.ts";

/** With a week left there is time to tell a person that it does not work. */
const IN_TIME_MS = 8 * 24 * 3_600_000;

/**
 * Tokens live for 15 days (facts 1.1) and every call renews them in their last hour. A refusal that late stops everything at once, so
 * whoever looks at the login renews them a week before; the old ones work on while that is refused.
 */
export async function renewInTime(login: {
	readonly auth: AccurateAuth;
	readonly store: CredentialStore;
	now(): number;
}): Promise<Standing["token"]> {
	const { auth, store, now } = login;
	const endpoint = await auth.endpoint();
	const known = await readCredential(store);
	if (known?.mode !== "oauth") return null;
	let unrenewable: string | null = null;
	if (known.expiresAt - now() <= IN_TIME_MS) {
		try {
			await auth.recover("token", endpoint);
		} catch (error) {
			// What may work later is tried again by the next look.
			if (!(error instanceof SystemError)) throw error;
			if (!error.retryable) unrenewable = error.message;
		}
	}
	const current = await readCredential(store);
	if (current?.mode !== "oauth") return null;
	return { issuedAt: current.issuedAt ?? null, endsAt: current.expiresAt, unrenewable };
}
