import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

const DATABASE = "v3/d1/miniflare-D1DatabaseObject";

/** Answers the rows of a query. */
export type Ask = (sql: string) => readonly Readonly<Record<string, unknown>>[];

/**
 * Reads the local D1 by a copy of it, which is in `tempDir` for as long as that takes: the original is left as a crash left it, and a
 * Worker that is at work is not disturbed. null: there is none. Throws where the copy was torn because the file is being written.
 */
export function readDatabase<T>(stateDir: string, tempDir: string, read: (ask: Ask) => T): T | null {
	const from = join(stateDir, DATABASE);
	if (!existsSync(from)) return null;
	const copy = mkdtempSync(join(tempDir, "sinkron-look-"));
	try {
		const names = readdirSync(from).filter((name) => /\.sqlite(-wal)?$/.test(name) && !name.startsWith("metadata"));
		const writtenAt = (name: string): number => (names.includes(name) ? statSync(join(from, name)).mtimeMs : 0);
		const latest = (name: string): number => Math.max(writtenAt(name), writtenAt(`${name}-wal`));
		for (const name of names) cpSync(join(from, name), join(copy, name), { recursive: true });
		// The file is named after the database's id. State of a time when wrangler.toml had another one holds two: the older is dead.
		const [file] = names.filter((name) => name.endsWith(".sqlite")).toSorted((a, b) => latest(b) - latest(a));
		if (file === undefined) return null;
		const database = new DatabaseSync(join(copy, file));
		try {
			return read((sql) =>
				database
					.prepare(sql)
					.all()
					.map((row) => ({ ...Object(row) })),
			);
		} finally {
			database.close();
		}
	} finally {
		rmSync(copy, { recursive: true, force: true });
	}
}

/** Migrations that the local D1 has gone through and that the project does not have (any more). */
export function foreignMigrations(stateDir: string, tempDir: string, migrationsDir: string): readonly string[] {
	const ours = new Set(readdirSync(migrationsDir));
	const applied = readDatabase(stateDir, tempDir, (ask) =>
		ask("SELECT name FROM sqlite_master WHERE name = 'd1_migrations'").length === 0 ? [] : ask("SELECT name FROM d1_migrations"),
	);
	return (applied ?? []).map(({ name }) => String(name)).filter((name) => !ours.has(name));
}
