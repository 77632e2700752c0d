import process from "node:process";
import { createInterface } from "node:readline/promises";
import { faultsIn, MISSING } from "./faults.ts";
import { hintOf } from "./hints.ts";
import type { Say } from "./say.ts";

/** Puts a question to the person at the terminal. */
export type Ask = (question: string) => Promise<string>;

/** null: nobody is there to be asked. */
export function asking(env: Readonly<Record<string, string | undefined>>): Ask | null {
	const unattended = env.CI !== undefined && env.CI !== "" && env.CI !== "false" && env.CI !== "0";
	if (unattended || !process.stdin.isTTY || !process.stdout.isTTY) return null;
	return async (question) => {
		const terminal = createInterface({ input: process.stdin, output: process.stdout });
		try {
			return (await terminal.question(question)).trim();
		} finally {
			terminal.close();
		}
	};
}

/** Asks for each of them until the answer is one that the Worker takes. */
export async function askFor(ask: Ask, say: Say, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
	const answers = new Map<string, string>();
	for (const name of names) {
		say.line(`${name}: ${hintOf(name)}.`);
		for (;;) {
			const answer = await ask(`   ${name}: `);
			const fault = faultsIn({ [name]: answer }).get(name);
			if (fault === undefined) {
				answers.set(name, answer);
				break;
			}
			say.line(`${name} ${fault === MISSING ? "is needed" : fault}.`);
		}
	}
	return answers;
}
