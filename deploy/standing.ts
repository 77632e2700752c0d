import { findSubdomain, workersDevUrl } from "./address.ts";
import { type FoundDatabase, findDatabase } from "./database.ts";
import type { Login } from "./login.ts";
import type { Project } from "./project.ts";
import { missingQueues } from "./queues.ts";
import { SETTINGS, type Values } from "./values.ts";
import { type FoundWorker, findWorker } from "./worker.ts";

/** What there is in the account before anything is changed. */
export interface Standing {
	readonly worker: FoundWorker | null;
	readonly database: FoundDatabase | null;
	readonly missingQueues: readonly string[];
	/** Where the Worker is or will be reached; null: not known yet. */
	readonly publicUrl: string | null;
	/** The account has to choose its part of the addresses on workers.dev before anything can be uploaded. */
	readonly lacksSubdomain: boolean;
}

export const NOTHING: Standing = { worker: null, database: null, missingQueues: [], publicUrl: null, lacksSubdomain: false };

/** Only looks. @throws Trouble for names that others have taken, and for rights that are missing */
export async function lookAround(login: Login, project: Project, values: Values): Promise<Standing> {
	const worker = await findWorker(login, project);
	const database = await findDatabase(login, project);
	const missing = await missingQueues(login, project);
	const subdomain = project.onWorkersDev ? await findSubdomain(login) : null;
	const named = values.get("PUBLIC_URL") || project.vars.PUBLIC_URL || null;
	return {
		...{ worker, database, missingQueues: missing, lacksSubdomain: project.onWorkersDev && subdomain === null },
		publicUrl: named?.replace(/\/+$/, "") ?? (subdomain === null ? null : workersDevUrl(project.name, subdomain)),
	};
}

/** The settings that the Worker is to run with: what is given, else what wrangler.toml says, else what it has run with so far. */
export function settingsOf(project: Project, values: Values, standing: Standing): Readonly<Record<string, string>> {
	const chosen = SETTINGS.map((name): [string, string] => [
		name,
		values.get(name) || project.vars[name] || standing.worker?.vars.get(name) || "",
	]);
	return { ...Object.fromEntries(chosen), PUBLIC_URL: standing.publicUrl ?? "" };
}
