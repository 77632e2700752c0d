import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

const DATABASE = "v3/d1/miniflare-D1DatabaseObject";

/** Rows of every table of the Worker's D1, by a copy of it; `inbox:smh` counts those of one source. */
export function readTables(stateDir: string): ReadonlyMap<string, number> {
	const copy = mkdtempSync(join(tmpdir(), "sinkron-tables-"));
	try {
		const from = join(stateDir, DATABASE);
		const names = readdirSync(from).filter((name) => /\.sqlite(-wal)?$/.test(name) && !name.startsWith("metadata"));
		for (const name of names) cpSync(join(from, name), join(copy, name), { recursive: true });
		const file = names.find((name) => name.endsWith(".sqlite"));
		if (file === undefined) throw new Error(`no database in ${from}`);
		const database = new DatabaseSync(join(copy, file));
		try {
			const first = (query: string): readonly unknown[] =>
				database
					.prepare(query)
					.all()
					.map((row) => Object.values(Object(row))[0]);
			const kept = first("SELECT name FROM sqlite_master WHERE type = 'table'")
				.map(String)
				.filter((name) => !/^(_|sqlite_|d1_)/.test(name));
			const counts = new Map<string, number>();
			for (const name of kept) counts.set(name, Number(first(`SELECT count(*) FROM "${name}"`)[0]));
			return counts.set("inbox:smh", Number(first("SELECT count(*) FROM inbox WHERE source = 'smh'")[0]));
		} finally {
			database.close();
		}
	} finally {
		rmSync(copy, { recursive: true, force: true });
	}
}
