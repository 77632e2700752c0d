import { z } from "zod";
import { look } from "./api.ts";
import type { Login } from "./login.ts";
import type { Project } from "./project.ts";
import { Trouble } from "./trouble.ts";

/** The Worker that runs under the project's name. */
export interface FoundWorker {
	/** The version that takes all requests. */
	readonly version: string;
	readonly secrets: ReadonlySet<string>;
	readonly vars: ReadonlyMap<string, string>;
}

const RIGHT = "Workers Scripts";
const NOT_THERE = [10007, 10090];
const deployments = z.object({
	deployments: z.array(
		z.object({ created_on: z.string(), versions: z.array(z.object({ version_id: z.string(), percentage: z.number() })) }),
	),
});
const settings = z.object({
	bindings: z.array(
		z.looseObject({ name: z.string(), type: z.string(), class_name: z.unknown().optional(), text: z.unknown().optional() }),
	),
});

/** null: there is none. @throws Trouble for a Worker of that name that is something else */
export async function findWorker(login: Login, project: Project): Promise<FoundWorker | null> {
	const version = await runningVersion(login, project.name);
	if (version === null) return null;
	const found = await look(RIGHT, NOT_THERE, () => login.api.ask(`${pathOf(login, project.name)}/settings`, settings));
	const bindings = found?.bindings ?? [];
	const classes = bindings.map((binding) => binding.class_name);
	if (!project.classes.every((name) => classes.includes(name))) {
		throw new Trouble(
			`The account has a Worker "${project.name}" already, and it is not this project's.`,
			'Choose another name = "…" at the top of wrangler.toml; the Worker that is there is left alone.',
		);
	}
	return {
		version,
		secrets: new Set(bindings.flatMap(({ type, name }) => (type === "secret_text" ? [name] : []))),
		vars: new Map(
			bindings.flatMap(({ type, name, text }) => (type === "plain_text" && typeof text === "string" ? [[name, text]] : [])),
		),
	};
}

const pathOf = ({ account }: Login, name: string): string =>
	`/accounts/${account.id}/workers/scripts/${encodeURIComponent(name)}`;

/** null: no Worker of that name runs. */
export async function runningVersion(login: Login, name: string): Promise<string | null> {
	const found = await look(RIGHT, NOT_THERE, () => login.api.ask(`${pathOf(login, name)}/deployments`, deployments));
	const [latest] = found?.deployments.toSorted((a, b) => b.created_on.localeCompare(a.created_on)) ?? [];
	return latest?.versions.toSorted((a, b) => b.percentage - a.percentage)[0]?.version_id ?? null;
}
