import type { Outside } from "../outside.ts";
import { ENTITIES, SYSTEMS } from "../product.ts";
import type { Stored } from "./database.ts";
import type { Ledger } from "./people.ts";

export interface Figures {
	/** Expected and told, line by line. */
	readonly lines: readonly string[];
	readonly violations: readonly string[];
}

/**
 * What the product says it has created, against what must have been: the records there now, less those of the beginning and
 * those that people have made, and all that was deleted since. Told are the changes of all runs, those for signals included.
 */
export async function figuresOf(outside: Outside, ledger: Ledger, { made }: Pick<Stored, "made">): Promise<Figures> {
	const now = await outside.state();
	const [lines, violations]: [string[], string[]] = [[], []];
	for (const system of SYSTEMS) {
		for (const entity of ENTITIES) {
			const told = (operation: "create" | "remove"): number => {
				const rows = made.filter((row) => row.side === system && row.entity === entity && row.operation === operation);
				return rows.reduce((sum, { count }) => sum + count, 0);
			};
			const { start, born, deleted } = ledger;
			const [there, before] = [now[system]?.[entity] ?? 0, start[system][entity]];
			const [typed, gone, removed] = [born[system][entity], deleted[system][entity], told("remove")];
			const [expected, created] = [there - before - typed + gone + removed, told("create")];
			const sum = `${there} now − ${before} in the beginning − ${typed} typed + ${gone} deleted by people + ${removed} by runs`;
			const line = `${system} ${entity}: ${expected} to have been created (${sum}), ${created} told`;
			lines.push(line);
			if (expected !== created) violations.push(line);
			const other = deleted[system === "smh" ? "accurate" : "smh"][entity];
			if (removed !== other)
				violations.push(`${system} ${entity}: ${removed} deletes told, people deleted ${other} on the other side`);
		}
	}
	return { lines, violations };
}
