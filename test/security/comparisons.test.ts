import { describe, expect, it, vi } from "vitest";
import { isApiKey } from "../../src/web/security/api-key.ts";
import { secretsEqual } from "../../src/web/security/equal.ts";

/** Source text of everything that meets requests, read at build time. */
const sources = import.meta.glob<string>("../../src/{web,telegram}/**/*.ts", { query: "?raw", import: "default", eager: true });
const webhookSources = import.meta.glob<string>("../../src/systems/*/webhook.ts", {
	query: "?raw",
	import: "default",
	eager: true,
});

/** What opens something, and what it is held against, by the names such things have here. */
const SECRET = /\b\w*(secret|signature|apiKey|password|hmac|digest|token|given|expected)\b/i;
const COMPARISON = /([\w.?]+)\)*\s*[=!]==?\s*\(*([\w.?"']+)/g;
/** Comparing with nothing tells nothing of the thing. */
const HARMLESS = /^(undefined|null|""|\d+|"string"|"boolean")$/;

describe("a secret that somebody shows", () => {
	it("is never compared with === or !==, which answer the sooner the more is wrong", () => {
		const found = Object.entries({ ...sources, ...webhookSources }).flatMap(([path, text]) =>
			[...text.matchAll(COMPARISON)].flatMap(([whole, left = "", right = ""]) =>
				(SECRET.test(left) || SECRET.test(right)) && !HARMLESS.test(left) && !HARMLESS.test(right) ? [`${path}: ${whole}`] : [],
			),
		);
		expect(found).toEqual([]);
	});

	it("is compared by the platform's timing-safe comparison, whatever is given", async () => {
		const compare = vi.spyOn(crypto.subtle, "timingSafeEqual");
		for (const given of ["", "x", "the-secret", "the-secreT", "the-secret-and-more", "é", "\0".repeat(5_000)]) {
			expect(await secretsEqual(given, "the-secret")).toBe(given === "the-secret");
			expect(await isApiKey(given, "the-secret")).toBe(given === "the-secret");
		}
		expect(compare).toHaveBeenCalledTimes(14);
		// Digests of both: the length of what was given tells nothing either.
		for (const [a, b] of compare.mock.calls) expect([a.byteLength, b.byteLength]).toEqual([32, 32]);
	});
});
