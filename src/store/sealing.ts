/**
 * AES-GCM for what is stored at rest (law 13). Format: base64 of 12 random bytes followed by the cipher text. `context` is
 * authenticated but not stored: a sealed text that was copied to another row does not open there.
 */
export interface Sealer {
	seal(plain: string, context: string): Promise<string>;
	/** Throws when the key, the context or the text is not the one it was sealed with. */
	open(sealed: string, context: string): Promise<string>;
}

const NONCE_BYTES = 12;

/** `key`: 32 bytes in base64. */
export function createSealer(key: string): Sealer {
	const imported = crypto.subtle.importKey("raw", bytesOf(key), "AES-GCM", false, ["encrypt", "decrypt"]);
	const parameters = (iv: Uint8Array<ArrayBuffer>, context: string) => ({
		name: "AES-GCM",
		iv,
		additionalData: new TextEncoder().encode(context),
	});
	return {
		async seal(plain, context) {
			const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
			const cipher = await crypto.subtle.encrypt(parameters(nonce, context), await imported, new TextEncoder().encode(plain));
			return btoa(String.fromCharCode(...nonce, ...new Uint8Array(cipher)));
		},
		async open(sealed, context) {
			const bytes = bytesOf(sealed);
			const nonce = bytes.slice(0, NONCE_BYTES);
			const plain = await crypto.subtle.decrypt(parameters(nonce, context), await imported, bytes.slice(NONCE_BYTES));
			return new TextDecoder().decode(plain);
		},
	};
}

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> =>
	Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
