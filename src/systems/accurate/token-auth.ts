import { z } from "zod";
import { SystemError } from "../../domain/errors.ts";
import { type AccountOptions, accountGet } from "./account.ts";
import { type AccurateAuth, apiUrlOf, type Endpoint, hostOf, trustedHost } from "./auth.ts";
import { type CredentialStore, readCredential, type TokenCredential } from "./credential.ts";
import { createSharing } from "./sharing.ts";
import { fingerprint, sign } from "./signature.ts";
import { unauthorized } from "./unauthorized.ts";

export interface TokenAuthOptions extends AccountOptions {
	/** `aat.…`, made by the vendor's app page for one user and one database. */
	readonly apiToken: string;
	readonly signatureSecret: string;
	readonly store: CredentialStore;
	now(): number;
}

const HOST_LIFE_MS = 30 * 24 * 3_600_000;

const database = z.looseObject({ host: z.string().min(1) });
/** The Indonesian document shows the database under "data usaha", most clients under "database" (facts 1.3). */
const lookup = z.object({
	d: z.union([
		z.looseObject({ database }).transform((d) => d.database.host),
		z.looseObject({ "data usaha": database }).transform((d) => d["data usaha"].host),
	]),
});

/** API Token mode (facts 1.3, official): no session, nothing to refresh; each call is signed with the time. */
export function createTokenAuth(options: TokenAuthOptions): AccurateAuth {
	const { apiToken, store, now } = options;
	const sharedLogin = createSharing<TokenCredential>();
	const sharedCure = createSharing<void>();
	let current: TokenCredential | null = null;

	async function headers(): Promise<Record<string, string>> {
		const timestamp = String(Math.floor(now() / 1_000));
		return {
			authorization: `Bearer ${apiToken}`,
			"x-api-timestamp": timestamp,
			"x-api-signature": await sign(timestamp, options.signatureSecret),
			// Messages are matched by Indonesian fragments.
			"x-language-profile": "ID",
		};
	}

	async function stored(print: string): Promise<TokenCredential | null> {
		const found = await readCredential(store);
		const usable = found?.mode === "token" && found.fingerprint === print && found.foundAt + HOST_LIFE_MS > now();
		return usable ? found : null;
	}

	async function remember(credential: TokenCredential): Promise<TokenCredential> {
		await store.write(credential);
		current = credential;
		return credential;
	}

	async function lookUpHost(): Promise<string> {
		const answer = await accountGet(options, "/api/api-token.do", {}, await headers());
		if (!answer.ok) throw unauthorized(answer.words, "token");
		const parsed = lookup.safeParse(answer.json);
		if (!parsed.success) throw new SystemError("bad_answer", "Akun Accurate tidak menyebut host data usaha");
		return trustedHost(options.accountUrl, parsed.data.d);
	}

	async function firstLogin(): Promise<TokenCredential> {
		const print = await fingerprint(apiToken);
		current = await stored(print);
		if (current) return current;
		return await store.locked(async () => {
			current = await stored(print);
			return current ?? (await remember({ mode: "token", fingerprint: print, host: await lookUpHost(), foundAt: now() }));
		});
	}

	const login = async (): Promise<TokenCredential> => current ?? (await sharedLogin("login", firstLogin));

	/** Nothing to refresh: the account host is asked whether the token still holds and where its database is now. */
	async function askAgain(failed: Endpoint): Promise<void> {
		const print = await fingerprint(apiToken);
		await store.locked(async () => {
			current = await stored(print);
			if (current && String(current.foundAt) !== failed.session) return;
			await remember({ mode: "token", fingerprint: print, host: await lookUpHost(), foundAt: now() });
		});
	}

	return {
		remedy: "token",
		async endpoint() {
			const { host, foundAt } = await login();
			return { apiUrl: apiUrlOf(host), headers: await headers(), session: String(foundAt), token: apiToken };
		},
		// A token that the account host refuses as well needs a person; one that it takes deserves a second try, signed afresh.
		recover: (_cure, failed) => sharedCure(failed.session, () => askAgain(failed)),
		async moved(apiUrl) {
			const known = await login();
			const host = hostOf(apiUrl);
			if (host === null || host === known.host) return;
			await store.locked(() => remember({ ...known, host, foundAt: now() }));
		},
	};
}
