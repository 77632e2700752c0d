import { readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { z } from "zod";
import { ROOT, startChild } from "./processes.ts";

const manifest = z.object({ scripts: z.object({ types: z.string() }) });
const { scripts } = manifest.parse(JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")));
const tool = (path: string, ...args: string[]): string[] => [join(ROOT, "node_modules", path), ...args];
const own = (name: string): string[] => [join(ROOT, "sandbox/cli", name)];

/** `npm run verify`: everything that can be said without running the product, side by side. */
const CHECKS: Readonly<Record<string, readonly string[]>> = {
	"format and lint": tool("@biomejs/biome/bin/biome", "check", "--error-on-warnings", "."),
	types: tool("typescript/bin/tsc", "--noEmit"),
	// The same options as the script that writes them.
	"generated types": tool("wrangler/bin/wrangler.js", ...scripts.types.split(" ").slice(1), "--check"),
	migrations: own("schema.ts"),
	"links in docs": own("links.ts"),
};

const outcomes = await Promise.all(
	Object.entries(CHECKS).map(async ([name, args]) => {
		const from = Date.now();
		const child = startChild({ name, args, env: { WRANGLER_SEND_METRICS: "false", CI: "1" } });
		const good = (await child.exited) === 0;
		process.stdout.write(`${good ? "ok    " : "FAILED"} ${name} (${((Date.now() - from) / 1000).toFixed(1)} s)\n`);
		return { name, good, output: child.output() };
	}),
);
for (const { name, good, output } of outcomes) if (!good) process.stdout.write(`\n${name}:\n${output}\n`);
process.exit(outcomes.every(({ good }) => good) ? 0 : 1);
