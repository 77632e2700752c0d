import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { stopSignal } from "./lifetime.ts";
import { outsideAt } from "./outside.ts";
import { freePorts } from "./ports.ts";
import { productAt } from "./product.ts";
import { mismatches, reportOf, textOf } from "./report.ts";
import { bootStack } from "./stack.ts";
import { playStory, type Story } from "./story.ts";

/** `npm run demo [-- --json]`: the guide's main job on a stack of its own. Exit code 0 only when every figure is the guide's. */
async function demo(tell: (line: string) => void): Promise<Story> {
	const signal = stopSignal();
	const stateDir = mkdtempSync(join(tmpdir(), "sinkron-demo-"));
	try {
		const port = await freePorts(4);
		const stack = await bootStack({
			port,
			sandboxPort: port + 1,
			stateDir,
			firstScenario: "panduan",
			signal,
			onProgress: tell,
			onOutput: (text) => process.stderr.write(text),
		});
		const stopped = new Promise<never>((_, reject) => {
			signal.addEventListener("abort", () => reject(new Error("Stopped")), { once: true });
		});
		try {
			const product = productAt(stack.urls.app, stack.settings.API_KEY ?? "");
			return await Promise.race([playStory(product, outsideAt(stack.urls.sandbox), tell), stack.broken, stopped]);
		} finally {
			await stack.stop();
		}
	} finally {
		rmSync(stateDir, { recursive: true, force: true });
	}
}

const asJson = process.argv.includes("--json");
try {
	const story = await demo((line) => asJson || process.stdout.write(`${line}\n`));
	process.stdout.write(asJson ? `${JSON.stringify(reportOf(story))}\n` : textOf(story));
	const wrong = mismatches(story);
	for (const line of wrong) process.stderr.write(`Not as the guide says: ${line}\n`);
	if (wrong.length === 0 && !asJson) process.stdout.write("All figures are the guide's; the second run wrote nothing.\n");
	process.exit(wrong.length === 0 ? 0 : 1);
} catch (error) {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exit(1);
}
