import { join } from "node:path";
import process from "node:process";
import { asking } from "./ask.ts";
import { deploy } from "./main.ts";
import { parseOptions, USAGE } from "./options.ts";
import { SECRETS_FILE } from "./secrets-file.ts";
import { messageOf, Trouble } from "./trouble.ts";

const write = (text: string): void => process.stdout.write(text);
function stopped(): never {
	process.stderr.write("\nStopped. Whatever has been made stands; repeating the command goes on from there.\n");
	process.exit(130);
}

/** `npm run deploy`: see USAGE. Exit code 1 when it failed, or when a dry run found something missing. */
let code = 0;
try {
	const options = parseOptions(process.argv.slice(2));
	if (options.help) write(USAGE);
	else if (options.try) {
		const { tryOut } = await import("./try.ts");
		code = await tryOut(options, write);
	} else {
		for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stopped);
		const root = process.cwd();
		const file = join(root, SECRETS_FILE);
		code = (await deploy({ root, file, env: process.env, ask: asking(process.env), write, ...options })) ? 0 : 1;
	}
} catch (error) {
	process.stderr.write(`\n${messageOf(error)}\n`);
	if (error instanceof Trouble && error.advice !== null) process.stderr.write(`${error.advice}\n`);
	code = 1;
}
// A trial leaves a watch on its parent behind, which would keep the process alive.
process.exit(code);
