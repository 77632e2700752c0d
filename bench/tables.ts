import { tmpdir } from "node:os";
import { readDatabase } from "../sandbox/cli/local-database.ts";

/** Rows of every table of the Worker's D1; `inbox:smh` counts those of one source. */
export function readTables(stateDir: string): ReadonlyMap<string, number> {
	const counts = readDatabase(stateDir, tmpdir(), (ask) => {
		const count = (from: string): number => Number(ask(`SELECT count(*) AS n FROM ${from}`)[0]?.n);
		const names = ask("SELECT name FROM sqlite_master WHERE type = 'table'").map(({ name }) => String(name));
		const kept = names.filter((name) => !/^(_|sqlite_|d1_)/.test(name));
		return new Map(kept.map((name) => [name, count(`"${name}"`)])).set("inbox:smh", count("inbox WHERE source = 'smh'"));
	});
	if (counts === null) throw new Error(`no database in ${stateDir}`);
	return counts;
}
