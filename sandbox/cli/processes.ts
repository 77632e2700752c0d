import { spawn } from "node:child_process";
import process from "node:process";
import { type Member, membersOf } from "./process-group.ts";

export interface Child {
	readonly name: string;
	/** Exit code, null after a signal. */
	readonly exited: Promise<number | null>;
	/** The last lines it printed, for when it went wrong. */
	output(): string;
	/** Ends the child and everything it started; resolves when nothing of it runs any more. */
	stop(): Promise<void>;
	/**
	 * Ends them without a word (SIGKILL), as a crash does; resolves when nothing of them runs any more, with who ran until then
	 * (null: the system does not tell). Throws an Error when some of them do not end.
	 */
	kill(): Promise<readonly Member[] | null>;
}

export interface ChildOptions {
	readonly name: string;
	/** What Node runs: a script and its arguments. */
	readonly args: readonly string[];
	readonly env?: Readonly<Record<string, string>>;
	/** Where it runs; the product's own folder unless said otherwise. */
	readonly cwd?: string;
	/** Also shown while it runs. */
	readonly onOutput?: (text: string) => void;
	/** Dies with the launcher even when that is killed; for children that run until they are stopped. */
	readonly leashed?: boolean;
}

export const ROOT = new URL("../..", import.meta.url).pathname;
const LEASH = new URL("leash.ts", import.meta.url).pathname;
const KEPT_CHARACTERS = 8_000;
const PATIENCE_MS = 5_000;

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Starts a Node script by the Node that runs us, as the head of a process group of its own. */
export function startChild({ name, args, env = {}, cwd = ROOT, onOutput, leashed = false }: ChildOptions): Child {
	const child = spawn(process.execPath, [...(leashed ? ["--import", LEASH] : []), ...args], {
		cwd,
		env: { ...process.env, ...env },
		detached: true,
		stdio: leashed ? ["ignore", "pipe", "pipe", "ipc"] : ["ignore", "pipe", "pipe"],
	});
	let kept = "";
	for (const stream of [child.stdout, child.stderr]) {
		stream?.setEncoding("utf8").on("data", (text) => {
			kept = (kept + text).slice(-KEPT_CHARACTERS);
			onOutput?.(text);
		});
	}
	const exited = new Promise<number | null>((resolve) => {
		child.once("exit", (code) => resolve(code));
		child.once("error", (error) => {
			kept += error.message;
			resolve(1);
		});
	});

	/** False: nobody of the group is left. */
	function signal(kind: "SIGTERM" | "SIGKILL" | 0): boolean {
		if (child.pid === undefined) return false;
		try {
			process.kill(-child.pid, kind);
			return true;
		} catch {
			return false;
		}
	}
	async function groupEnded(withinMs: number): Promise<boolean> {
		for (let waited = 0; waited < withinMs; waited += 25) {
			if (!signal(0)) return true;
			await wait(25);
		}
		return !signal(0);
	}

	async function kill(): Promise<readonly Member[] | null> {
		const before = child.pid === undefined ? [] : membersOf(child.pid);
		signal("SIGKILL");
		const ended = await groupEnded(PATIENCE_MS);
		const left = child.pid === undefined ? [] : membersOf(child.pid);
		if (left === null ? !ended : left.length > 0) {
			throw new Error(`${name} does not end: ${(left ?? []).map((each) => `${each.name} (${each.pid})`).join(", ")}`);
		}
		return before;
	}

	return {
		name,
		exited,
		output: () => kept.trim(),
		async stop() {
			if (!signal("SIGTERM")) return;
			if (!(await groupEnded(PATIENCE_MS))) await kill();
		},
		kill,
	};
}

/** Runs a script to its end. Throws with what it printed when it fails. */
export async function runToEnd(child: Child): Promise<void> {
	const code = await child.exited;
	if (code !== 0) throw new Error(`${child.name} failed:\n${child.output()}`);
}
