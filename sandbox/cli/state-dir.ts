import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import type { WorldState } from "../world.ts";

/** Everything a local stack writes into its STATE_DIR: the sandbox's state, settings, the Worker's storage, logs. */
const OURS: ReadonlySet<string> = new Set(["sandbox.json", "sandbox.json.new", "dev.vars", "v3", "logs", "registry"]);

const worldFile = (stateDir: string): string => join(stateDir, "sandbox.json");

export const isBrandNew = (stateDir: string): boolean => !existsSync(worldFile(stateDir));

/** Deletes the state. Throws an Error for a folder that holds anything else: it is not ours to delete. */
export function clearStateDir(stateDir: string): void {
	if (!existsSync(stateDir)) return;
	const foreign = readdirSync(stateDir).filter((name) => !OURS.has(name));
	if (foreign.length > 0) {
		throw new Error(`${stateDir} is left alone: it also holds ${foreign.slice(0, 3).join(", ")}. Is STATE_DIR right?`);
	}
	rmSync(stateDir, { recursive: true, force: true });
}

export function loadWorld(stateDir: string): WorldState | undefined {
	if (isBrandNew(stateDir)) return undefined;
	// Written by saveWorld alone; a file of another version is told apart by failing to parse.
	return JSON.parse(readFileSync(worldFile(stateDir), "utf8")) as WorldState;
}

/** In two steps, so that a kill in between leaves the state before. */
export function saveWorld(stateDir: string, world: WorldState): void {
	mkdirSync(stateDir, { recursive: true });
	const written = `${worldFile(stateDir)}.new`;
	writeFileSync(written, JSON.stringify(world));
	renameSync(written, worldFile(stateDir));
}

const quoted = (value: string): string => {
	const mark = ["'", '"', "`"].find((each) => !value.includes(each));
	if (mark === undefined) throw new Error("A value with all three kinds of quotes cannot be passed on");
	return mark + value + mark;
};

/** The Worker's settings: the documented local values, overlaid by the developer's own `.dev.vars`. */
export function localSettings(root: string): Readonly<Record<string, string>> {
	const read = (name: string) => {
		const file = join(root, name);
		return existsSync(file) ? parseEnv(readFileSync(file, "utf8")) : {};
	};
	return { ...read(".dev.vars.example"), ...read(".dev.vars") };
}

/** Writes them where wrangler reads them; answers the path. Only the owner may read it: `.dev.vars` can hold real secrets. */
export function writeSettings(stateDir: string, settings: Readonly<Record<string, string>>): string {
	mkdirSync(stateDir, { recursive: true });
	const file = join(stateDir, "dev.vars");
	const lines = Object.entries(settings).map(([name, value]) => `${name}=${quoted(value)}\n`);
	writeFileSync(file, lines.join(""), { mode: 0o600 });
	return file;
}
