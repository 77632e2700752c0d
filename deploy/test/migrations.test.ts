import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "../../sandbox/cli/processes.ts";

/** What takes something away that the code before may still use: then it could not be gone back to. */
const TAKES_AWAY: readonly (readonly [string, RegExp])[] = [
	["drops a table, an index or a view", /\bDROP\s+(TABLE|INDEX|VIEW|TRIGGER)\b/i],
	["drops or renames a column, or renames a table", /\bALTER\s+TABLE\b[^;]*?\b(DROP|RENAME)\b/i],
	["adds a column that rows without it cannot have", /\bADD\s+(?![^;]*\bDEFAULT\b)[^;]*\bNOT\s+NULL\b/i],
	["deletes rows", /\bDELETE\s+FROM\b/i],
];

const faultsOf = (sql: string): readonly string[] => {
	const bare = sql.replace(/--.*$/gm, "").replace(/'(?:[^']|'')*'/g, "''");
	return bare
		.split(";")
		.flatMap((statement) => TAKES_AWAY.flatMap(([fault, pattern]) => (pattern.test(statement) ? [fault] : [])));
};

const folder = join(ROOT, "migrations");
const later = readdirSync(folder)
	.filter((name) => name.endsWith(".sql"))
	.toSorted()
	.slice(1);

describe("migrations only add, so that a failed deploy can go back to the code before", () => {
	it("holds for each one after the first", () => {
		expect(
			later.flatMap((name) => faultsOf(readFileSync(join(folder, name), "utf8")).map((fault) => `${name} ${fault}`)),
		).toEqual([]);
	});

	it.each([
		["DROP TABLE run;", ["drops a table, an index or a view"]],
		["ALTER TABLE `run` RENAME COLUMN a TO b;", ["drops or renames a column, or renames a table"]],
		["ALTER TABLE `run` DROP COLUMN a;", ["drops or renames a column, or renames a table"]],
		["ALTER TABLE `run` ADD `note` text NOT NULL;", ["adds a column that rows without it cannot have"]],
		["CREATE TABLE x (a integer);\nDELETE FROM run;", ["deletes rows"]],
		["ALTER TABLE `run` ADD `note` text;", []],
		["ALTER TABLE `run` ADD `note` text DEFAULT 'drop; table' NOT NULL;", []],
		["CREATE TABLE note (id integer NOT NULL);\n-- DROP TABLE note\nCREATE INDEX note_id ON note (id);", []],
		["UPDATE run SET note = 'DELETE FROM run';", []],
	])("%s", (sql, faults) => {
		expect(faultsOf(sql)).toEqual(faults);
	});
});
