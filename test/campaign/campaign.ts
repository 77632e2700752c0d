import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { history } from "./arbitraries.ts";
import { type History, play } from "./history.ts";

export interface CampaignOptions {
	readonly seed: number;
	readonly runs: number;
	/** One history of that seed, as a failure names it. */
	readonly path?: string | undefined;
}

export interface Report {
	readonly histories: number;
	/** Faults that really struck, per kind. */
	readonly injected: Readonly<Record<string, number>>;
	readonly operations: number;
	/** Readable; null: all is well. */
	readonly failure: string | null;
}

/** A failing history is made smaller for so long. */
const SHRINKING_PLAYS = 400;

/** Plays random histories; the first one that goes wrong is made as small as can be and told in plain lines. */
export async function campaign({ seed, runs, path }: CampaignOptions): Promise<Report> {
	await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
	const injected = new Map<string, number>();
	let histories = 0;
	let operations = 0;
	let shrinking = 0;
	let looksFor: string | null = null;
	const property = fc.asyncProperty(history, async (one: History) => {
		if (shrinking > SHRINKING_PLAYS) return;
		const outcome = await play(one, looksFor === null ? injected : new Map());
		if (looksFor !== null) shrinking++;
		else {
			histories++;
			operations += outcome.operations;
		}
		// A smaller history that goes wrong in another way tells of something else.
		const found = outcome.violations.find((violation) => looksFor === null || kindOf(violation) === looksFor);
		if (found === undefined) return;
		looksFor = kindOf(found);
		throw new Error(outcome.violations.join("\n"));
	});
	const details = await fc.check(property, { seed, numRuns: runs, ...(path === undefined ? {} : { path }) });
	const failure =
		details.failed && details.counterexample ? await tell(details.counterexample[0], seed, details.counterexamplePath) : null;
	return { histories, injected: Object.fromEntries(injected), operations, failure };
}

const kindOf = (violation: string): string => violation.split(":", 1)[0]?.replace(/\d+/g, "#") ?? "";

async function tell(smallest: History, seed: number, path: string | null): Promise<string> {
	const { violations, lines } = await play(smallest);
	let n = 0;
	const numbered = lines.map((line) => (line.startsWith(" ") ? line : `${++n}. ${line}`));
	const again = `Again: npm run test:soak -- --seed ${seed} --path ${path}`;
	return ["", ...violations, "", ...numbered, "", again, `As a regression: ${JSON.stringify(smallest)}`].join("\n");
}
