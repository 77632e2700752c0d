import { z } from "zod";
import { look } from "./api.ts";
import type { Login } from "./login.ts";
import type { Project } from "./project.ts";
import { Trouble } from "./trouble.ts";
import { wranglerTrouble } from "./wrangler.ts";

/** The database as it is found. */
export interface FoundDatabase {
	readonly id: string;
	/** Migrations that it has been through. */
	readonly applied: readonly string[];
}

const RIGHT = "D1";
const databases = z.array(z.object({ uuid: z.string(), name: z.string() }));
const names = z.array(z.object({ results: z.array(z.object({ name: z.string() })) }));

/** null: there is none of that name. @throws Trouble for a database that is somebody else's, or newer than this code */
export async function findDatabase({ api, account }: Login, project: Project): Promise<FoundDatabase | null> {
	const base = `/accounts/${account.id}/d1/database`;
	const { name } = project.database;
	const listed = await look(RIGHT, [], () => api.ask(`${base}?name=${encodeURIComponent(name)}&per_page=100`, databases));
	const found = listed?.find((each) => each.name === name);
	if (found === undefined) return null;
	const ask = async (sql: string): Promise<readonly string[]> => {
		const answered = await look(RIGHT, [], () => api.ask(`${base}/${found.uuid}/query`, names, "POST", { sql }));
		return answered?.flatMap(({ results }) => results.map((row) => row.name)) ?? [];
	};
	const tables = await ask(
		"SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%'",
	);
	const applied = tables.includes("d1_migrations") ? await ask("SELECT name FROM d1_migrations ORDER BY id") : [];
	checkOurs(project, tables, applied);
	return { id: found.uuid, applied };
}

function checkOurs(project: Project, tables: readonly string[], applied: readonly string[]): void {
	const { name } = project.database;
	const foreign = applied.filter((each) => !project.migrations.includes(each));
	const rename = "Give this one another database_name in wrangler.toml, under [[d1_databases]].";
	if (applied.length === 0 && tables.some((table) => table !== "d1_migrations")) {
		throw new Trouble(
			`The account has a D1 database "${name}" already, with tables of something else: ${tables.slice(0, 5).join(", ")}.`,
			rename,
		);
	}
	if (foreign.length === 0) return;
	throw new Trouble(
		`The D1 database "${name}" has been through ${foreign.join(", ")}, which is not in migrations/.`,
		`If it is this project's, the code here is older than what was deployed: bring it up to date. If not: ${rename}`,
	);
}

/** In Asia Pacific, near its users and the two systems. */
export async function makeDatabase({ wrangler }: Login, project: Project): Promise<void> {
	const ran = await wrangler("d1", "create", project.database.name, "--location", "apac");
	if (!ran.ok) throw wranglerTrouble(`The database "${project.database.name}" could not be made`, ran, RIGHT);
}

export const pendingMigrations = (project: Project, database: FoundDatabase | null): readonly string[] =>
	project.migrations.filter((name) => !(database?.applied ?? []).includes(name));

/** By binding, since there is no id in wrangler.toml. A migration that fails leaves nothing of itself behind. */
export async function migrate(login: Login, project: Project): Promise<void> {
	const ran = await login.wrangler("d1", "migrations", "apply", project.database.binding, "--remote");
	if (ran.ok) return;
	// Wrangler does not say which one it was: the first that has not been applied.
	const [failed = "of the database"] = pendingMigrations(project, await findDatabase(login, project));
	throw wranglerTrouble(`The migration ${failed} failed`, ran, RIGHT);
}
