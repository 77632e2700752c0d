import { secretsEqual } from "./equal.ts";

const DIGEST = /^sha256:([0-9a-f]{64})$/i;

/**
 * Whether this is the API key. The setting may hold the key, or `sha256:` and the key's digest, so that nobody but its users
 * need keep the key; the digest itself opens nothing.
 */
export async function isApiKey(given: string, setting: string): Promise<boolean> {
	const digest = DIGEST.exec(setting)?.[1];
	if (digest === undefined) return await secretsEqual(given, setting);
	const own = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(given));
	return crypto.subtle.timingSafeEqual(own, bytesOf(digest));
}

const bytesOf = (hex: string): Uint8Array<ArrayBuffer> =>
	Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
