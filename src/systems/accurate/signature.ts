const encoder = new TextEncoder();

const base64 = (bytes: ArrayBuffer): string => btoa(String.fromCharCode(...new Uint8Array(bytes)));

/** `X-Api-Signature`: base64 of HMAC-SHA256 over the exact text of `X-Api-Timestamp` (facts 1.3, official). */
export async function sign(timestamp: string, signatureSecret: string): Promise<string> {
	const algorithm = { name: "HMAC", hash: "SHA-256" };
	const key = await crypto.subtle.importKey("raw", encoder.encode(signatureSecret), algorithm, false, ["sign"]);
	return base64(await crypto.subtle.sign("HMAC", key, encoder.encode(timestamp)));
}

/** Tells two tokens apart without keeping either. */
export async function fingerprint(token: string): Promise<string> {
	return base64(await crypto.subtle.digest("SHA-256", encoder.encode(token))).slice(0, 22);
}
