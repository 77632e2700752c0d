import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { parseEnv } from "node:util";
import type { Project } from "./project.ts";
import { Trouble } from "./trouble.ts";
import { SETTINGS, type Values } from "./values.ts";

/** Beside wrangler.toml; .gitignore knows it. */
export const SECRETS_FILE = ".deploy.secrets";

const HEAD = `# Secrets and settings of this deployment, read and completed by \`npm run deploy\`. Never commit or send it; keep a copy in a safe
# place. What an empty line names may wait: fill it in when you know it, and run \`npm run deploy\` again.
`;

/** What is given: the environment wins over the file. @throws Trouble for a name that means nothing, or a file that others can read */
export function readValues(file: string, project: Project, env: Readonly<Record<string, string | undefined>>): Values {
	const known = [...project.secrets, ...SETTINGS];
	const written = existsSync(file) ? parseEnv(readFileSync(file, "utf8")) : {};
	const unknown = Object.keys(written).filter((name) => !known.includes(name));
	if (unknown.length > 0) {
		throw new Trouble(`${file} has ${unknown.join(", ")}, which nothing reads.`, `These names are known: ${known.join(", ")}.`);
	}
	// Written by a person or a copy: others must not read it from now on.
	if (existsSync(file) && (statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600);
	const given = known.flatMap((name): [string, string][] => {
		const value = (env[name] ?? written[name] ?? "").trim();
		return value === "" ? [] : [[name, value]];
	});
	return new Map(given);
}

/** Keeps what is known now, and names what may still come. Only its owner may read it. */
export function writeValues(file: string, values: Values, waiting: readonly string[]): void {
	const lines = [...values].map(([name, value]) => `${name}=${quoted(value)}`);
	const open = waiting.filter((name) => !values.has(name)).map((name) => `${name}=`);
	writeFileSync(file, `${HEAD}\n${[...lines, ...open].join("\n")}\n`, { mode: 0o600 });
	// The mode above is for a file that was not there yet.
	chmodSync(file, 0o600);
}

export function quoted(value: string): string {
	if (/^[\w@%+,./:=-]*$/.test(value)) return value;
	const mark = ["'", '"', "`"].find((each) => !value.includes(each));
	if (mark === undefined) throw new Trouble("A value with all three kinds of quotes cannot be kept in a file.");
	return mark + value + mark;
}
