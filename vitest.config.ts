import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import process from "node:process";
import { parseEnv } from "node:util";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/support/longest-first.ts";

const migrations = await readD1Migrations("./migrations");
const local = parseEnv(readFileSync(".dev.vars.example", "utf8"));

export default defineConfig({
	plugins: [
		cloudflareTest({
			wrangler: { configPath: "./wrangler.toml" },
			miniflare: {
				bindings: {
					...local,
					ACCURATE_ACCOUNT_URL: "http://127.0.0.1:8788/accurate/account",
					SMH_API_URL: "http://127.0.0.1:8788/smh/v1",
					TELEGRAM_API_URL: "http://127.0.0.1:8788/telegram",
					PUBLIC_URL: "https://sinkron.test",
					TEST_MIGRATIONS: migrations,
					CAMPAIGN: process.env.CAMPAIGN ?? "",
				},
				// What no test has taken in hand must fail it, not wait for a network that is not there.
				outboundService: (request: Request) => new Response(`unexpected call ${request.url}`, { status: 599 }),
			},
		}),
	],
	test: {
		include: ["test/**/*.test.ts"],
		testTimeout: 60_000,
		hookTimeout: 60_000,
		restoreMocks: true,
		silent: "passed-only",
		// Most of a test's time is spent waiting for queues and alarms, so three times as many files at once as there are cores.
		maxWorkers: 3 * availableParallelism(),
		sequence: { sequencer: LongestFirst },
		reporters: ["default", "./test/support/figures.ts", "./test/support/ending.ts"],
	},
});
