import type { Ask } from "./ask.ts";
import { type Login, logIn } from "./login.ts";
import { showPlan } from "./plan.ts";
import { type Project, readProject } from "./project.ts";
import { carryOut } from "./run.ts";
import { createSay, type Say } from "./say.ts";
import { readValues } from "./secrets-file.ts";
import { goesWithout } from "./smoke.ts";
import { lookAround, NOTHING, type Standing, settingsOf } from "./standing.ts";
import { Trouble } from "./trouble.ts";
import { assess, mayWait, type Values } from "./values.ts";
import { waitForDeliveries } from "./wait.ts";
import type { Env } from "./wrangler.ts";

export interface DeployOptions {
	/** The project's folder. */
	readonly root: string;
	/** Where secrets are kept. */
	readonly file: string;
	readonly env: Env;
	readonly ask: Ask | null;
	readonly write: (text: string) => void;
	readonly dryRun: boolean;
	readonly wait: boolean;
	readonly patienceSeconds: number | null;
}

/** True: deployed, or nothing is missing in a dry run. @throws Trouble */
export async function deploy({ root, file, env, ask, write, dryRun, wait, patienceSeconds }: DeployOptions): Promise<boolean> {
	const project = readProject(root);
	const say = createSay(write);
	// A shell may well hold an API_KEY of something else; only a run that nobody watches takes its secrets from there.
	const values = readValues(file, project, env.CI ? env : {});
	say.hide([...values].flatMap(([name, value]) => (project.secrets.includes(name) && !/_IDS?$/.test(name) ? [value] : [])));
	write(dryRun ? `Plan for "${project.name}"\n` : `Deploying "${project.name}"\n`);
	if (dryRun) return await plan(say, project, values, env);
	const login = await logIn(project, env);
	const standing = await lookAround(login, project, values);
	const patienceMs = (patienceSeconds ?? (standing.worker === null ? 180 : 60)) * 1000;
	const known = await carryOut({
		...{ project, login, say, ask, file, values, standing, patienceMs },
		subdomain: env.WORKERS_SUBDOMAIN ?? null,
	});
	write("\nDone.\n");
	if (wait) await waitForDeliveries(say, known);
	return true;
}

async function plan(say: Say, project: Project, values: Values, env: Env): Promise<boolean> {
	const found = await lookIfLoggedIn(project, values, env);
	const { standing } = found;
	const settings = settingsOf(project, values, standing);
	const assessment = assess(project, values, settings, standing.worker?.secrets ?? new Set());
	// A secret that the Worker has may stand there as unset; nobody but itself can tell.
	const without = standing.worker && standing.publicUrl !== null ? await goesWithout(standing.publicUrl) : [];
	const waiting = [...assessment.waiting, ...assessment.kept.filter((name) => without.includes(name) && mayWait(project, name))];
	return showPlan(say, { project, values, assessment: { ...assessment, waiting }, ...found });
}

/** Without a log-in there is a plan all the same. */
async function lookIfLoggedIn(
	project: Project,
	values: Values,
	env: Env,
): Promise<{ account: string | Trouble; standing: Standing }> {
	let login: Login;
	try {
		login = await logIn(project, env);
	} catch (error) {
		if (!(error instanceof Trouble)) throw error;
		return { account: error, standing: NOTHING };
	}
	return { account: login.account.name, standing: await lookAround(login, project, values) };
}
