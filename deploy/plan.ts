import { pendingMigrations } from "./database.ts";
import { hintOf } from "./hints.ts";
import type { Project } from "./project.ts";
import type { Say } from "./say.ts";
import { SECRETS_FILE } from "./secrets-file.ts";
import type { Standing } from "./standing.ts";
import type { Trouble } from "./trouble.ts";
import type { Assessment, Values } from "./values.ts";

export interface Plan {
	readonly project: Project;
	readonly values: Values;
	/** Name of the account; a Trouble: why nothing is known of it. */
	readonly account: string | Trouble;
	readonly standing: Standing;
	readonly assessment: Assessment;
}

/** Says what a deploy would do, and everything that is missing by its name. True: nothing is. */
export function showPlan(say: Say, plan: Plan): boolean {
	const { project, standing, assessment, account } = plan;
	const known = typeof account === "string";
	const url = standing.publicUrl ?? `https://${project.name}.<your account's part>.workers.dev`;
	say.step(known ? `Log-in: account "${account}"` : "Log-in");
	say.step(`Secrets and settings: ${SECRETS_FILE}`);
	showNames(say, "given", [...plan.values.keys()]);
	showNames(say, "the Worker keeps", assessment.kept);
	showNames(say, "will be made here", assessment.toMake);
	const pending = pendingMigrations(project, standing.database);
	if (!known) {
		say.line("What is in the account is not known until somebody is logged in; this is what a first deploy does:");
	}
	say.step(`Database "${project.database.name}": ${standing.database ? "is there" : "will be made, in Asia Pacific"}`);
	const queues = known ? standing.missingQueues : project.queues;
	say.step(`Queues: ${queues.length > 0 ? `will be made: ${queues.join(", ")}` : "are there"}`);
	say.step(`Migrations: ${pending.length > 0 ? `will be applied: ${pending.join(", ")}` : "none to apply"}`);
	const before = standing.worker === null ? "is new" : `takes the place of version ${standing.worker.version}`;
	say.step(`Worker "${project.name}": ${before}; reached at ${url}`);
	say.step(`Smoke call: ${url}/health${standing.worker === null ? "" : "; back to the version before if it fails"}`);
	say.step("Bot: the Worker tells Telegram its webhook, the commands in Indonesian and English, and the menu button");
	return showMissing(say, plan);
}

const showNames = (say: Say, what: string, names: readonly string[]): void => {
	if (names.length > 0) say.line(`${what}: ${names.join(", ")}`);
};

/** True: nothing is missing, and nothing is wrong. */
function showMissing(say: Say, { account, standing, assessment }: Plan): boolean {
	const { lacking, waiting, wrong } = assessment;
	const needed = lacking.map((name) => `${name}: ${hintOf(name)}`);
	if (typeof account !== "string") needed.unshift(`log-in: ${account.message} ${account.advice ?? ""}`.trim());
	else if (standing.lacksSubdomain) {
		needed.push(
			"WORKERS_SUBDOMAIN: the account's part of the address on workers.dev; asked for once, or taken from the environment",
		);
	}
	const lists: readonly (readonly [string, readonly string[]])[] = [
		["Missing, and nothing is deployed without", needed],
		["Missing, but may wait; the sync does not run before", waiting.map((name) => `${name}: ${hintOf(name)}`)],
		["Wrong", wrong],
	];
	say.line("");
	for (const [title, list] of lists) if (list.length > 0) say.line(`${title}:\n${list.map((each) => `  - ${each}`).join("\n")}`);
	const complete = lists.every(([, list]) => list.length === 0);
	if (complete) say.line("Nothing is missing.");
	return complete;
}
