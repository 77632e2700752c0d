import { z } from "zod";

/** What an API token needs to keep: the host of its database (facts 1.3), found once and moved by 308. */
const tokenCredential = z.object({
	mode: z.literal("token"),
	/** Digest of the token the host was looked up with: another token may open another database. */
	fingerprint: z.string(),
	host: z.string(),
	foundAt: z.number(),
});

/** What OAuth needs to keep (facts 1.1, 1.2). Tokens rotate together and a refresh token is good for one use. */
const oauthCredential = z.object({
	mode: z.literal("oauth"),
	accessToken: z.string(),
	refreshToken: z.string(),
	/** Epoch ms. */
	expiresAt: z.number(),
	/** When the tokens came, and when the session was opened (epoch ms); absent: an older version of us did not note it. */
	issuedAt: z.number().optional(),
	openedAt: z.number().optional(),
	session: z.string().nullable(),
	host: z.string().nullable(),
});

export const accurateCredential = z.discriminatedUnion("mode", [tokenCredential, oauthCredential]);
export type AccurateCredential = z.infer<typeof accurateCredential>;
export type TokenCredential = z.infer<typeof tokenCredential>;
export type OAuthCredential = z.infer<typeof oauthCredential>;

/** Where the connection keeps its login; the implementation encrypts it and owns the lock over all invocations. */
export interface CredentialStore {
	/** As stored; null: nothing yet. Parsed here, so a store need not know the shape. */
	read(): Promise<unknown>;
	write(credential: AccurateCredential): Promise<void>;
	/** Runs the work while nobody else, in whatever invocation, is inside; not re-entrant. */
	locked<T>(work: () => Promise<T>): Promise<T>;
}

export async function readCredential(store: CredentialStore): Promise<AccurateCredential | null> {
	const parsed = accurateCredential.safeParse(await store.read());
	return parsed.success ? parsed.data : null;
}
