import { cpSync, existsSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../processes.ts";

/** What wrangler needs to run the Worker. */
const NEEDED = ["src", "migrations", "package.json", "tsconfig.json", "wrangler.toml", ".dev.vars.example", ".dev.vars"];

/**
 * A copy of the product to run: an edit made meanwhile restarts no Worker, and what a killed wrangler leaves lying about goes
 * with the copy.
 */
export function copyProduct(to: string): string {
	mkdirSync(to, { recursive: true });
	for (const name of NEEDED) if (existsSync(join(ROOT, name))) cpSync(join(ROOT, name), join(to, name), { recursive: true });
	symlinkSync(join(ROOT, "node_modules"), join(to, "node_modules"));
	return to;
}
