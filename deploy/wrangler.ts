import { readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { stripVTControlCharacters } from "node:util";
import { z } from "zod";
import { type Child, ROOT, startChild } from "../sandbox/cli/processes.ts";
import { closeScratch, openScratch } from "./scratch.ts";
import { Trouble } from "./trouble.ts";

export type Env = Readonly<Record<string, string | undefined>>;

export interface Ran {
	readonly ok: boolean;
	readonly output: string;
	/** The version that `wrangler deploy` uploaded; null: it did none, or did not come so far. */
	readonly version: string | null;
}

export type Wrangler = (...args: readonly string[]) => Promise<Ran>;

const CLI = join(ROOT, "node_modules/wrangler/bin/wrangler.js");
const deployed = z.object({ type: z.literal("deploy"), version_id: z.string() });

const running = new Set<Child>();
// Wrangler does not hear Ctrl-C itself. That it should stop is said before stop() first waits, so also at the last moment.
process.on("exit", () => void Promise.all([...running].map((child) => child.stop())));

/** Runs the project's own wrangler, without questions. `env` decides on account and log-in. */
export const wranglerIn =
	(root: string, env: Env): Wrangler =>
	async (...args) => {
		const scratch = openScratch("wrangler");
		const told = join(scratch, "output.json");
		try {
			const child = startChild({
				name: `wrangler ${args.slice(0, 2).join(" ")}`,
				args: [CLI, ...args],
				cwd: root,
				env: {
					...given(env),
					...{ CI: "1", NO_COLOR: "1", FORCE_COLOR: "0", WRANGLER_SEND_METRICS: "false", WRANGLER_HIDE_BANNER: "true" },
					...{ WRANGLER_LOG_PATH: join(scratch, "logs"), WRANGLER_OUTPUT_FILE_PATH: told },
				},
			});
			running.add(child);
			const code = await child.exited;
			running.delete(child);
			return { ok: code === 0, output: stripVTControlCharacters(child.output()), version: versionIn(told) };
		} finally {
			closeScratch(scratch);
		}
	};

const given = (env: Env): Record<string, string> =>
	Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

/** Wrangler writes a line of JSON for whatever it did. */
function versionIn(file: string): string | null {
	let text: string;
	try {
		text = readFileSync(file, "utf8");
	} catch {
		return null;
	}
	for (const line of text.split("\n").filter((each) => each !== "")) {
		const parsed = deployed.safeParse(JSON.parse(line));
		if (parsed.success) return parsed.data.version_id;
	}
	return null;
}

/** Lines of wrangler that say nothing of what is wrong. */
const NOISE =
	/github\.com\/cloudflare|Logs were written|🪵|If you think this is a bug|^.{0,12}A request to the Cloudflare API \(\S+\) failed\.$/;

/** What wrangler says is wrong, without what it says besides. */
export function complaintOf(output: string): string {
	const from = output.search(/✘|\[ERROR\]/);
	const said = (from < 0 ? output : output.slice(from)).split("\n").map((line) => line.trim());
	const kept = said.filter((line) => line !== "" && !NOISE.test(line));
	return kept
		.slice(0, 12)
		.join("\n")
		.replace(/^[✘X]?\s*\[ERROR\]\s*/, "");
}

/** What a step could not do, in words, with the right that is missing where that is the cause. */
export function wranglerTrouble(what: string, ran: Ran, right: string): Trouble {
	const complaint = complaintOf(ran.output);
	return /\[code: (10000|9109)\]/.test(complaint)
		? new Trouble(`${what}: the log-in may not do this. Cloudflare says: ${complaint}`, rightAdvice(rightIn(ran.output) ?? right))
		: new Trouble(`${what}: ${complaint}`);
}

/** Which right a refused call is about, by its path; null: it does not say. */
function rightIn(output: string): string | null {
	const path = /A request to the Cloudflare API \(\/accounts\/[^/]+\/(\w+)/.exec(output)?.[1];
	return path === "queues" ? "Queues" : path === "d1" ? "D1" : null;
}

export const rightAdvice = (right: string): string =>
	`Give the token the right "${right}: Edit" (dash.cloudflare.com > Manage account > API tokens), or log in with npx wrangler login.`;
