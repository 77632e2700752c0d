import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Login } from "./login.ts";
import type { Project } from "./project.ts";
import { closeScratch, openScratch } from "./scratch.ts";
import { quoted } from "./secrets-file.ts";
import { type Ran, wranglerTrouble } from "./wrangler.ts";

export interface Upload {
	readonly secrets: Readonly<Record<string, string>>;
	readonly settings: Readonly<Record<string, string>>;
}

/** Uploads the Worker with its secrets and settings and lets it run. Answers the version. */
export async function upload(login: Login, project: Project, { secrets, settings }: Upload): Promise<string> {
	const scratch = openScratch("secrets");
	try {
		const file = join(scratch, "secrets");
		const lines = Object.entries(secrets).map(([name, value]) => `${name}=${quoted(value)}\n`);
		writeFileSync(file, lines.join(""), { mode: 0o600 });
		const vars = Object.entries(settings).flatMap(([name, value]) => ["--var", `${name}:${value}`]);
		const ran = await login.wrangler("deploy", ...(lines.length > 0 ? ["--secrets-file", file] : []), ...vars);
		if (!ran.ok) throw uploadTrouble(project, ran);
		if (ran.version === null) throw wranglerTrouble("wrangler did not say which version it uploaded", ran, "Workers Scripts");
		return ran.version;
	} finally {
		closeScratch(scratch);
	}
}

const uploadTrouble = (project: Project, ran: Ran) =>
	wranglerTrouble(`The Worker "${project.name}" could not be uploaded`, ran, "Workers Scripts");
