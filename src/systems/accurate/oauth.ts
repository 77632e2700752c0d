import { SystemError } from "../../domain/errors.ts";
import { type AccurateAuth, apiUrlOf, type Cure, type Endpoint, hostOf } from "./auth.ts";
import { type OAuthCredential, readCredential } from "./credential.ts";
import { type OAuthApp, refreshTokens } from "./oauth-grant.ts";
import { type Opened, openDatabase, renewSession } from "./session.ts";
import { createSharing } from "./sharing.ts";
import { unauthorized } from "./unauthorized.ts";

export interface OAuthOptions extends OAuthApp {
	readonly databaseId: string;
}

/** Refreshed this long before the end, so that a call under way does not meet it. */
const MARGIN_MS = 3_600_000;

/**
 * OAuth mode (facts 1.1, 1.2). Tokens rotate and are good once, so every change happens under the store's lock, on a credential
 * read again inside it: of many callers that fail at once the first one cures, the others find it cured.
 */
export function createOAuth(options: OAuthOptions): AccurateAuth {
	const { store, now, databaseId } = options;
	const sharedLogin = createSharing<OAuthCredential>();
	const sharedCure = createSharing<void>();
	let current: OAuthCredential | null = null;

	async function stored(): Promise<OAuthCredential> {
		const found = await readCredential(store);
		if (found?.mode !== "oauth")
			throw new SystemError("not_configured", "Accurate belum dihubungkan; admin harus memberi izin dulu");
		return found;
	}

	async function keep(credential: OAuthCredential): Promise<OAuthCredential> {
		await store.write(credential);
		current = credential;
		return credential;
	}

	/** Refused because somebody else was faster (a lock that is held for too long ends by itself) is not refused: theirs are as good. */
	async function refreshed(old: OAuthCredential): Promise<OAuthCredential> {
		try {
			return await keep(await refreshTokens(options, old));
		} catch (error) {
			const latest = await stored();
			if (latest.accessToken === old.accessToken) throw error;
			current = latest;
			return latest;
		}
	}

	const expired = (credential: OAuthCredential): boolean => credential.expiresAt - MARGIN_MS <= now();

	/** Inside the lock. One refresh at most: a fresh token that is refused again needs a person. */
	async function opened(
		credential: OAuthCredential,
		open: (credential: OAuthCredential) => Promise<Opened>,
	): Promise<OAuthCredential> {
		const first = await open(credential);
		if (first !== "invalid_token") return keep({ ...credential, ...first, openedAt: now() });
		const fresh = await refreshed(credential);
		const second = await openDatabase(options, databaseId, fresh);
		if (second === "invalid_token") throw unauthorized("token yang baru diperbarui ditolak", "consent");
		return keep({ ...fresh, ...second, openedAt: now() });
	}

	const openAnew = (credential: OAuthCredential): Promise<Opened> => openDatabase(options, databaseId, credential);

	const usable = (credential: OAuthCredential): boolean =>
		!expired(credential) && credential.session !== null && credential.host !== null;

	/** A credential that can be called with, as far as we can tell. */
	async function login(): Promise<OAuthCredential> {
		current ??= await stored();
		if (usable(current)) return current;
		return await store.locked(async () => {
			let credential = await stored();
			if (expired(credential)) credential = await refreshed(credential);
			current = usable(credential) ? credential : await opened(credential, openAnew);
			return current;
		});
	}

	const cure = (kind: Cure, failed: Endpoint): Promise<void> =>
		store.locked(async () => {
			current = await stored();
			if (kind === "token") {
				if (current.accessToken === failed.token) await refreshed(current);
			} else if (current.session === failed.session) {
				await opened(current, async (known) => (await renewSession(options, databaseId, known)) ?? (await openAnew(known)));
			}
		});

	return {
		remedy: "consent",
		async endpoint() {
			const { host, session, accessToken } = await sharedLogin("login", login);
			if (host === null || session === null) throw new SystemError("bad_answer", "Accurate membuka data usaha tanpa sesi");
			return {
				apiUrl: apiUrlOf(host),
				headers: { authorization: `Bearer ${accessToken}`, "x-session-id": session },
				session,
				token: accessToken,
			};
		},
		recover: (kind, failed) => sharedCure(`${kind} ${failed.token} ${failed.session}`, () => cure(kind, failed)),
		moved: (apiUrl) =>
			store.locked(async () => {
				const host = hostOf(apiUrl);
				const credential = await stored();
				if (host !== null && host !== credential.host) await keep({ ...credential, host });
			}),
	};
}
