import type { MADE } from "./values.ts";

const random = (count: number): Uint8Array => crypto.getRandomValues(new Uint8Array(count));
const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
const hexadecimal = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** How each secret is made that needs nobody's knowledge: as long as it may be, in the letters that its place allows. */
const HOW: Readonly<Record<(typeof MADE)[number], () => string>> = {
	API_KEY: () => hexadecimal(random(32)),
	ENCRYPTION_KEY: () => base64(random(32)),
	TELEGRAM_WEBHOOK_SECRET: () => hexadecimal(random(32)),
	SMH_WEBHOOK_SECRET: () => `whsec_${base64(random(32))}`,
	ACCURATE_WEBHOOK_SECRET: () => hexadecimal(random(24)),
};

export function make(names: readonly string[]): ReadonlyMap<string, string> {
	return new Map(Object.entries(HOW).flatMap(([name, how]) => (names.includes(name) ? [[name, how()] as const] : [])));
}
