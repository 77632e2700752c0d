import { defineConfig } from "vitest/config";

/** The deploy and its stand-in of Cloudflare run in Node, with the real wrangler; the product's own tests run in workerd. */
export default defineConfig({
	test: {
		include: ["deploy/test/**/*.test.ts"],
		environment: "node",
		testTimeout: 180_000,
		hookTimeout: 60_000,
		silent: "passed-only",
	},
});
