import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
export default defineConfig({
	plugins: [
		cloudflareTest({
			wrangler: { configPath: "./wrangler.toml" },
			miniflare: {
				bindings: { API_KEY: "k" },
				outboundService: (r: Request) => new Response(`unexpected ${r.url}`, { status: 599 }),
			},
		}),
	],
	test: { include: ["test/**/*.test.ts"] },
});
