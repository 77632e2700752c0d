import { Trouble } from "./trouble.ts";

export interface Options {
	readonly help: boolean;
	readonly dryRun: boolean;
	readonly try: boolean;
	/** Of a trial: end it when it has been seen. */
	readonly once: boolean;
	readonly wait: boolean;
	/** null: as long as it takes usually. */
	readonly patienceSeconds: number | null;
}

export const USAGE = `npm run deploy                    deploys to Cloudflare; safe to run again
npm run deploy -- --dry-run       says what would be done, and all that is missing, by name (then exit code 1)
npm run deploy -- --wait          afterwards waits for the first webhook of SMH and of Accurate Online
npm run deploy -- --patience 300  how many seconds a new version may take to answer (else 180 the first time, 60 later)
npm run deploy -- --try           all of it against stand-ins on this computer: no account needed; --once ends it by itself

Unattended: CI=1, CLOUDFLARE_API_TOKEN, and secrets in .deploy.secrets or in the environment. docs/deploy.md goes through it.
`;

const FLAGS = ["--help", "--dry-run", "--try", "--once", "--wait"] as const;

/** @throws Trouble that names what is not known, and what is */
export function parseOptions(given: readonly string[]): Options {
	const flags = new Set<string>();
	let patienceSeconds: number | null = null;
	for (let index = 0; index < given.length; index++) {
		const option = given[index] ?? "";
		if (option === "--patience") {
			index++;
			patienceSeconds = Number(given[index]);
			if (!Number.isInteger(patienceSeconds) || patienceSeconds < 1 || patienceSeconds > 3_600) {
				throw new Trouble(`--patience wants whole seconds from 1 to 3600, not ${given[index] ?? "nothing"}.`);
			}
		} else if (FLAGS.some((flag) => flag === option)) flags.add(option);
		else throw new Trouble(`There is no option ${option}; there are ${FLAGS.join(", ")} and --patience.`);
	}
	const has = (flag: (typeof FLAGS)[number]): boolean => flags.has(flag);
	if (has("--once") && !has("--try")) throw new Trouble("--once goes with --try.");
	return {
		...{ help: has("--help"), dryRun: has("--dry-run"), try: has("--try"), once: has("--once"), wait: has("--wait") },
		patienceSeconds,
	};
}
