import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { ROOT, runToEnd, startChild } from "./processes.ts";

/** `node schema.ts`: the migrations say all that the schema says. Generating into a copy must add nothing. */
const copy = mkdtempSync(join(tmpdir(), "sinkron-migrations-"));
try {
	cpSync(join(ROOT, "migrations"), copy, { recursive: true });
	const before = readdirSync(copy).length;
	const tool = join(ROOT, "node_modules/drizzle-kit/bin.cjs");
	const args = ["generate", "--dialect", "sqlite", "--schema", join(ROOT, "src/store/schema.ts"), "--out", copy];
	await runToEnd(startChild({ name: "drizzle-kit generate", args: [tool, ...args] }));
	if (readdirSync(copy).length !== before) {
		process.stdout.write("src/store/schema.ts has changed: run npm run db:generate\n");
		process.exitCode = 1;
	}
} finally {
	rmSync(copy, { recursive: true, force: true });
}
