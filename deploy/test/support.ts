import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../sandbox/cli/processes.ts";
import type { Database } from "../../sandbox/cloudflare/state.ts";
import type { Ask } from "../ask.ts";
import { deploy } from "../main.ts";
import { quoted, SECRETS_FILE } from "../secrets-file.ts";
import { type StandIns, startStandIns, TOKEN } from "../stand-ins.ts";
import { messageOf, Trouble } from "../trouble.ts";

export interface Deployed {
	/** Whether it went well. */
	readonly ok: boolean;
	/** Everything that was said, the error and its advice included. */
	readonly said: string;
}

export interface World extends StandIns {
	/** The project's folder, a copy to be changed. */
	readonly root: string;
	readonly secretsFile: string;
	deploy(options?: Partial<Parameters<typeof deploy>[0]>): Promise<Deployed>;
	/** Puts a file into the project's copy, or changes it. */
	write(path: string, change: (before: string) => string): void;
	/** Writes the secrets file anew. */
	give(values: Readonly<Record<string, string | undefined>>): void;
	/** Rows that a query answers in the deployed database. */
	query(sql: string): Promise<readonly unknown[]>;
	health(): Promise<{ status: string; version: string }>;
}

/** What a person has put into the file when SMH's and Accurate's log-ins are not known yet. */
export const bot = ({ logIns }: StandIns) => ({
	TELEGRAM_BOT_TOKEN: logIns.TELEGRAM_BOT_TOKEN,
	TELEGRAM_ADMIN_IDS: "7",
	SMH_WEBHOOK_SECRET: logIns.SMH_WEBHOOK_SECRET,
});
export const others = ({ logIns }: StandIns) => ({
	SMH_API_KEY: logIns.SMH_API_KEY,
	ACCURATE_API_TOKEN: logIns.ACCURATE_API_TOKEN,
	ACCURATE_SIGNATURE_SECRET: logIns.ACCURATE_SIGNATURE_SECRET,
});

/** An empty account and the three systems, and a copy of the project that goes there. Somebody has to stop it. */
export async function startWorld(): Promise<World> {
	const standIns = await startStandIns();
	standIns.cloudflare.account.subdomain = "trial";
	const root = join(standIns.folder, "project");
	const secretsFile = join(root, SECRETS_FILE);
	mkdirSync(root, { recursive: true });
	for (const name of ["src", "node_modules"]) symlinkSync(join(ROOT, name), join(root, name));
	for (const name of ["wrangler.toml", "package.json", "migrations"])
		cpSync(join(ROOT, name), join(root, name), { recursive: true });
	return {
		...standIns,
		...{ root, secretsFile },
		async deploy(options = {}) {
			let said = "";
			const write = (text: string): void => {
				said += text;
			};
			const usual = { dryRun: false, wait: false, patienceSeconds: 60, ask: null, env: standIns.env };
			try {
				return { ok: await deploy({ ...usual, root, file: secretsFile, write, ...options }), said };
			} catch (error) {
				if (!(error instanceof Trouble)) throw error;
				return { ok: false, said: [said, messageOf(error), error.advice ?? ""].join("\n") };
			}
		},
		write(path, change) {
			const file = join(root, path);
			writeFileSync(file, change(textOf(file)));
		},
		give(values) {
			const { SMH_API_URL, ...addresses } = standIns.addresses;
			const all = Object.entries({ ...values, ...addresses, ...(values.SMH_API_KEY ? { SMH_API_URL } : {}) });
			writeFileSync(secretsFile, all.map(([name, value]) => `${name}=${quoted(value ?? "")}\n`).join(""), { mode: 0o600 });
		},
		async query(sql) {
			const { id: account, databases } = standIns.cloudflare.account;
			const [database] = databases as Database[];
			const answer = await fetch(`${standIns.cloudflare.apiUrl}/accounts/${account}/d1/database/${database?.id}/query`, {
				method: "POST",
				headers: { authorization: `Bearer ${TOKEN}` },
				body: JSON.stringify({ sql }),
			});
			// The stand-in's own answer; a wrong one shows in the assertions.
			const { result } = (await answer.json()) as { result: { results: unknown[] }[] | null };
			return result?.[0]?.results ?? [];
		},
		async health() {
			const answer = await fetch(`${standIns.cloudflare.workerUrl}/health`);
			// As above.
			return (await answer.json()) as { status: string; version: string };
		},
	};
}

function textOf(file: string): string {
	try {
		return readFileSync(file, "utf8");
	} catch {
		return "";
	}
}

/** Somebody at the terminal who gives these answers, one after the other. */
export function answering(...answers: string[]): { ask: Ask; asked: string[] } {
	const asked: string[] = [];
	const ask: Ask = async (question) => {
		asked.push(question.trim());
		const answer = answers.shift();
		if (answer === undefined) throw new Error(`nobody answers ${question}`);
		return answer;
	};
	return { ask, asked };
}
