import { resolve } from "node:path";
import process from "node:process";
import { untilStopped } from "./lifetime.ts";
import { bootStack } from "./stack.ts";
import { clearStateDir } from "./state-dir.ts";

/** `npm start [-- --fresh]`: sandbox and Worker until Ctrl-C. Settings: PORT, SANDBOX_PORT, STATE_DIR. */
await untilStopped(async (signal) => {
	const unknown = process.argv.slice(2).filter((argument) => argument !== "--fresh");
	if (unknown.length > 0) throw new Error(`Unknown option ${unknown.join(" ")}; there is only --fresh`);
	const stateDir = resolve(process.env.STATE_DIR ?? ".wrangler/state");
	if (process.argv.includes("--fresh")) clearStateDir(stateDir);

	const stack = await bootStack({
		port: Number(process.env.PORT ?? 8787),
		sandboxPort: Number(process.env.SANDBOX_PORT ?? 8788),
		stateDir,
		firstScenario: "panduan",
		signal,
		onProgress: (line) => process.stdout.write(`${line}\n`),
		onOutput: (text) => process.stderr.write(text),
	});
	const { urls, settings, broken, stop } = stack;
	process.stdout.write(`
Sinkron is running.

  Chat with the bot, SMH and Accurate   ${urls.sandbox}/
  Sync Information                      ${urls.app}/   (API key: ${settings.API_KEY})

Send /sinkron in the chat. State is kept in ${stateDir}; \`npm start -- --fresh\` begins anew. Ctrl-C stops everything.
`);
	return { stop, broken };
});
