import type { PlanLine } from "./statements.ts";

/** Tables that grow with the records of a connection, or with its age. */
const LARGE = ["record", "link", "problem", "change", "inbox", "conflict", "audit", "run", "verdict", "dead_letter"];
/** Indexes that hold only what needs care now. */
const SMALL = [
	"record_queue",
	"record_due",
	"record_gone",
	"record_dummy",
	"inbox_open",
	"conflict_open",
	"run_unfinished",
	"run_requested",
	"step_claimed",
];
/** Columns that nearly every row has in common with all others. */
const COMMON = ["connection_id", "side", "entity", "state", "source"];

const LINE = /^(SCAN|SEARCH) (\w+)(?: USING (?:COVERING )?(?:INDEX (\w+)|(?:INTEGER )?PRIMARY KEY))?(?: \((.*)\))?/;

/** The lines of a plan that go through all rows of a large table, or through a whole list once for each of its rows. */
export function unbounded(sql: string, plan: readonly PlanLine[]): readonly string[] {
	const lines = plan.map(({ detail }) => detail);
	return [
		...wholeTables(sql, lines),
		...plan.filter((line, place) => isListInside(sql, line, plan.slice(0, place))).map(({ detail }) => detail),
	];
}

/** A list that came as one parameter, read once for each row of a table. One that is a column of a row goes by a name of its own. */
const isListInside = (sql: string, { parent, detail }: PlanLine, before: readonly PlanLine[]): boolean =>
	detail.startsWith("SCAN json_each VIRTUAL TABLE") &&
	before.some((outer) => {
		const [, , name = ""] = LINE.exec(outer.detail) ?? [];
		return outer.parent === parent && (LARGE.includes(name) || tableOf(sql, name) !== null);
	});

function wholeTables(sql: string, plan: readonly string[]): readonly string[] {
	return plan.filter((line) => {
		const access = LINE.exec(line);
		if (!access) return false;
		const [, , name = "", index, constraints = ""] = access;
		// Rows of a part of the query, which are told of by themselves; and max(seq), which is the end of an index.
		const isPart = line === `SCAN ${name}` && plan.some((one) => one === `CO-ROUTINE ${name}` || one === `MATERIALIZE ${name}`);
		if (isPart || line === "SEARCH inbox") return false;
		const table = LARGE.includes(name) ? name : tableOf(sql, name);
		if (table === null || (index !== undefined && SMALL.includes(index))) return false;
		const columns = [...constraints.matchAll(/(\w+)[=<>]/g)].map(([, column = ""]) => column);
		return columns.every((column) => COMMON.includes(column));
	});
}

function tableOf(sql: string, alias: string): string | null {
	const table = new RegExp(`\\b(${LARGE.join("|")})"? (?:AS )?"?${alias}\\b`, "i").exec(sql)?.[1];
	return table?.toLowerCase() ?? null;
}
