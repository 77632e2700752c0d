import { sign, verify } from "hono/jwt";
import { z } from "zod";

/** What a token is good for; a token of one purpose is worthless for another. */
export type Purpose = "session" | "page-link" | "accurate-consent";

const bytesOf = (text: string) => new TextEncoder().encode(text);

/**
 * The signing key of one purpose, derived from the sealing key, which itself only ever encrypts. `salt` ties the tokens to
 * another secret: when that one changes, they all end.
 */
export async function tokenKey(sealingKey: string, purpose: Purpose, salt = ""): Promise<CryptoKey> {
	const master = await crypto.subtle.importKey("raw", bytesOf(sealingKey), "HKDF", false, ["deriveKey"]);
	const derivation = { name: "HKDF", hash: "SHA-256", salt: bytesOf(salt), info: bytesOf(`sinkron web ${purpose}`) };
	return await crypto.subtle.deriveKey(derivation, master, { name: "HMAC", hash: "SHA-256", length: 256 }, false, [
		"sign",
		"verify",
	]);
}

/** A signed text that anybody can read and nobody can change, good until `expiresAt` (epoch ms). */
export const issueToken = (key: CryptoKey, claims: Readonly<Record<string, unknown>>, expiresAt: number): Promise<string> =>
	sign({ ...claims, exp: Math.floor(expiresAt / 1000) }, key, "HS256");

/** The claims of a token that this key signed and that has not expired at `now` (epoch ms); else null. */
export async function readToken<T>(key: CryptoKey, token: string, claims: z.ZodType<T>, now: number): Promise<T | null> {
	// The clock is ours to give, so the library checks the signature and we check the time.
	const payload = await verify(token, key, { alg: "HS256", exp: false }).catch(() => null);
	const parsed = z.object({ exp: z.number() }).safeParse(payload);
	if (!parsed.success || parsed.data.exp * 1000 <= now) return null;
	const read = claims.safeParse(payload);
	return read.success ? read.data : null;
}
