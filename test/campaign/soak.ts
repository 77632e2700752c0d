import { join } from "node:path";
import process from "node:process";
import { z } from "zod";
import { stopSignal } from "../../sandbox/cli/lifetime.ts";
import { readOptions } from "../../sandbox/cli/options.ts";
import { ROOT, startChild } from "../../sandbox/cli/processes.ts";

const USAGE = `npm run test:soak -- [--runs N] [--seed S] [--path P]
  --runs N  how many random histories are played (200)
  --seed S  the same seed plays the same histories (a new one each time)
  --path P  one history of that seed, as a failure names it`;

const whole = z.coerce.number().int();
const options = z
	.strictObject({
		runs: whole.min(1).default(200),
		seed: whole.min(0).optional(),
		path: z
			.string()
			.regex(/^\d+(:\d+)*$/, "numbers with colons between, as a failure prints them")
			.optional(),
	})
	.refine(({ seed, path }) => path === undefined || seed !== undefined, {
		message: "a path belongs to one seed",
		path: ["seed"],
	});

/** `npm run test:soak`: the random histories of `npm test`, as many as one likes. Exit code 1 when one goes wrong. */
async function soak(): Promise<number> {
	const asked = readOptions(process.argv.slice(2), options, USAGE);
	const wish = { ...asked, seed: asked.seed ?? Date.now() % 1_000_000 };
	process.stdout.write(`${wish.runs} histories, seed ${wish.seed}\n`);
	const child = startChild({
		name: "vitest",
		args: [join(ROOT, "node_modules/vitest/vitest.mjs"), "run", "test/campaign/histories-"],
		env: { CAMPAIGN: JSON.stringify(wish), WRANGLER_SEND_METRICS: "false" },
		onOutput: (written) => process.stdout.write(written),
	});
	const signal = stopSignal();
	signal.addEventListener("abort", () => void child.stop());
	const code = await child.exited;
	return signal.aborted ? 1 : (code ?? 1);
}

try {
	process.exit(await soak());
} catch (error) {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exit(1);
}
